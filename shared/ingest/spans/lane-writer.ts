// The span writer of an indexer: kinds know their state and reason, and those say the class.

import { laneSpanClass } from '../../model/lane-class';
import type { Lane } from '../../model/tables';
import type { KindTable } from '../kinds';
import type { ReasonTable } from '../reasons';
import { type BuiltBlock, NO_CLASS } from './built-block';
import { createSpanBlockWriter, discardSpans, type SpanBlockWriter } from './span-blocks';

export interface SpanContext {
  readonly kinds: KindTable;
  /** What the kinds' reasons are numbers of. */
  readonly reasons: Pick<ReasonTable, 'text'>;
  /** Where full blocks go; undefined = spans are not kept. */
  readonly emit: ((block: BuiltBlock) => void) | undefined;
}

export function createLaneWriter(lane: Lane, { kinds, reasons, emit }: SpanContext): SpanBlockWriter {
  if (emit === undefined) return discardSpans;
  const classOfKind = (kind: number): number =>
    laneSpanClass(lane, kinds.state(kind), reasons.text(kinds.reason(kind))) ?? NO_CLASS;
  return createSpanBlockWriter(lane, classOfKind, emit);
}
