// One span in full: state, reason, goroutine, and the stacks at both of its ends.

import { NONE } from '../model/events';
import type { SpanDetail } from '../model/requests';
import { GO_STATE_NAMES, GoState, PROC_STATE_NAMES } from '../model/states';
import type { Lane } from '../model/tables';
import { type ExactSpan, findSpan, stepSpan } from './exact-spans';
import { isGhost } from './ghosts';
import { goroutineRef } from './goroutine-details';
import type { QueryContext } from './query-context';

/** The span of a row at a time; undefined where the row does not exist then. */
export async function spanAt(
  context: QueryContext,
  lane: Lane,
  row: number,
  timeNs: number,
): Promise<SpanDetail | undefined> {
  const span = await findSpan(context, lane, row, timeNs);
  return span === undefined ? undefined : describe(context, lane, row, span);
}

/** The span before (-1) or after (+1) the one at that time; undefined where there is none. */
export async function neighbourSpan(
  context: QueryContext,
  lane: Lane,
  row: number,
  timeNs: number,
  step: -1 | 1,
): Promise<SpanDetail | undefined> {
  const span = await findSpan(context, lane, row, timeNs);
  const next = span === undefined ? undefined : await stepSpan(context, lane, row, span, step);
  return next === undefined ? undefined : describe(context, lane, row, next);
}

async function describe(context: QueryContext, lane: Lane, row: number, span: ExactSpan): Promise<SpanDetail> {
  const { index } = context;
  const { summary, symbols } = index;
  const { startNs, endNs, spanClass } = span;
  const reason = summary.reasons[span.reason] ?? '';
  const common = { lane, row, startNs, endNs, spanClass, reason };
  switch (lane) {
    case 'goroutine': {
      // What ended the span is the transition into the next one; its stack is the place up to which this one lasted.
      const next = await stepSpan(context, lane, row, span, 1);
      const final = endNs > index.goroutines.finalSinceNs[row] && span.state === GoState.Waiting;
      return {
        ...common,
        state: (GO_STATE_NAMES[span.state] ?? '').toLowerCase(),
        ghost: final && isGhost(index, row),
        goroutine: goroutineRef(index, row),
        stack: symbols.frames(span.arg),
        endStack: next === undefined || next.startNs !== endNs ? [] : symbols.frames(next.arg),
      };
    }
    case 'proc':
      return {
        ...common,
        state: (PROC_STATE_NAMES[span.state] ?? '').toLowerCase(),
        ghost: false,
        ...(span.arg === NONE ? {} : { goroutine: goroutineRef(index, span.arg) }),
        proc: summary.procIds[row],
        stack: [],
        endStack: [],
      };
    case 'gc':
      return { ...common, state: symbols.string(span.arg), ghost: false, stack: [], endStack: [] };
  }
}
