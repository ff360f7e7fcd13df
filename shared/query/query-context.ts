// What every query works on: the index in memory and a way to load levels of span blocks.

import { laneSpanClass } from '../model/lane-class';
import { type BlockInfo, LANES, type Lane, type SpanLevel } from '../model/tables';
import type { TraceIndex } from '../model/trace-index';
import { type LaneBlocks, laneHeights } from './lane-blocks';

/**
 * One level of one block or node; a promise where it must be loaded first.
 * @param level place in info.widthNs
 * @param places of the rows that are wanted, in info.rows; the other rows may come out empty. Undefined = all
 */
export type LoadLevel = (
  info: BlockInfo,
  level: number,
  places: readonly number[] | undefined,
) => Promise<SpanLevel> | SpanLevel;

/** What questions about lanes work on. */
export interface LaneContext {
  readonly level: LoadLevel;
  /** Blocks of exact spans. */
  readonly lanes: Readonly<Record<Lane, LaneBlocks>>;
  /** By height: the same, and the nodes of the level-of-detail tree. */
  readonly heights: Readonly<Record<Lane, readonly LaneBlocks[]>>;
  /** Class number of a span by state * CLASS_STRIDE + reason; NO_CLASS where nothing is. */
  readonly classes: Readonly<Record<Lane, Uint8Array>>;
}

export interface QueryContext extends LaneContext {
  readonly index: TraceIndex;
}

export const NO_CLASS = 255;
/** Reasons are stored in a byte. */
export const CLASS_STRIDE = 256;
const STATES = 8;

export const createQueryContext = (index: TraceIndex, level: LoadLevel): QueryContext => ({
  index,
  ...createLaneContext(index, level),
});

export function createLaneContext(index: Pick<TraceIndex, 'blocks' | 'summary'>, level: LoadLevel): LaneContext {
  const perLane = <T>(make: (lane: Lane) => T) =>
    Object.fromEntries(LANES.map((lane) => [lane, make(lane)])) as Record<Lane, T>;
  const heights = perLane((lane) => laneHeights(index.blocks, lane));
  return {
    level,
    lanes: perLane((lane) => heights[lane][0]),
    heights,
    classes: perLane((lane) => classTable(lane, index.summary.reasons)),
  };
}

function classTable(lane: Lane, reasons: readonly string[]): Uint8Array {
  const classes = new Uint8Array(STATES * CLASS_STRIDE);
  for (let state = 0; state < STATES; state++) {
    for (let reason = 0; reason < CLASS_STRIDE; reason++) {
      classes[state * CLASS_STRIDE + reason] = laneSpanClass(lane, state, reasons[reason] ?? '') ?? NO_CLASS;
    }
  }
  return classes;
}
