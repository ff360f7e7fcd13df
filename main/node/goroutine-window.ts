// Rows of `ghostlight goroutines --from --to`: the goroutines alive in a window, their times clipped to it. Taken from the
// exact spans: their bytes (3 a span) are kept until the trace is read, then those blocks are decoded that touch the window.
// What spans do not tell (ranges, the two kinds of syscall time) is left out.

import { assert } from '../../shared/base/assert';
import type { BlockSink } from '../../shared/ingest/pipeline';
import { GO_STATE_NAMES, GoState, isInferred, isSystemGoroutine } from '../../shared/model/states';
import type { BlockInfo, SpanLevel } from '../../shared/model/tables';
import type { TraceIndex } from '../../shared/model/trace-index';
import { decodeLevel } from '../../shared/store/span-format';
import { isExactSpanTable, spanTable } from '../../shared/store/span-tables';
import { type GoroutineRow, identity, sumOf } from './goroutine-rows';

export interface TimeWindow {
  readonly fromNs: number;
  readonly toNs: number;
}

/** What a goroutine did in the window. */
export interface WindowTimes {
  readonly stateNs: Record<keyof GoroutineRow['stateNs'], number>;
  /** Waiting time by reason index. */
  readonly blockNs: Map<number, number>;
}

export interface WindowCollector {
  readonly sink: BlockSink;
  /** By goroutine row: those that were alive in the window. To be called when the trace is read. */
  times(index: TraceIndex): ReadonlyMap<number, WindowTimes>;
}

/** Blocks of height 0 have every span in their first level. */
const EXACT_LEVEL = 0;

export function collectWindow(window: TimeWindow): WindowCollector {
  const chunks = new Map<string, Uint8Array>();
  const exactSpans = (index: TraceIndex, info: BlockInfo): SpanLevel => {
    const { chunk, offset, length } = info.place[EXACT_LEVEL];
    const bytes = chunks.get(`${spanTable(info.section, info.lane, info.height, EXACT_LEVEL)}/${chunk}`);
    assert(bytes !== undefined, 'a block of the index was not written');
    const own = bytes.subarray(offset, offset + length);
    return decodeLevel(own, info, EXACT_LEVEL, index.kinds, index.sections[info.section]);
  };
  return {
    times(index) {
      const times = new Map<number, WindowTimes>();
      for (const info of index.blocks) {
        if (info.lane !== 'goroutine' || info.height > 0) continue;
        if (info.toNs < window.fromNs || info.fromNs > window.toNs) continue;
        addBlock(times, exactSpans(index, info), window);
      }
      return times;
    },
    sink: {
      async put(table, chunk, { bytes }) {
        if (isExactSpanTable(table, 'goroutine')) chunks.set(`${table}/${chunk}`, bytes as Uint8Array);
      },
      async abort() {
        chunks.clear();
      },
    },
  };
}

function addBlock(times: Map<number, WindowTimes>, spans: SpanLevel, window: TimeWindow): void {
  for (let place = 0; place < spans.rows.length; place++) {
    const row = spans.rows[place];
    const end = spans.rowOffset[place + 1];
    for (let i = spans.rowOffset[place]; i < end; i++) {
      const endNs = i + 1 < end ? spans.startNs[i + 1] : spans.rowEndNs[place];
      const fromNs = Math.max(spans.startNs[i], window.fromNs);
      const toNs = Math.min(endNs, window.toNs);
      // A span that only touches the window is outside of it; one of no length counts where it lies.
      if (toNs < fromNs || (toNs === fromNs && endNs > spans.startNs[i])) continue;
      if (!isAlive(spans.state[i])) continue;
      let spent = times.get(row);
      if (spent === undefined) {
        spent = { stateNs: { Running: 0, Runnable: 0, Waiting: 0, Syscall: 0 }, blockNs: new Map() };
        times.set(row, spent);
      }
      addSpan(spent, spans.state[i], spans.reason[i], toNs - fromNs);
    }
  }
}

const isAlive = (state: number): boolean => state !== GoState.Undetermined && state !== GoState.NotExist;

function addSpan({ stateNs, blockNs }: WindowTimes, state: number, reason: number, ns: number): void {
  switch (state) {
    case GoState.Running:
      stateNs.Running += ns;
      break;
    case GoState.Runnable:
      stateNs.Runnable += ns;
      break;
    case GoState.Syscall:
      stateNs.Syscall += ns;
      break;
    case GoState.Waiting:
      stateNs.Waiting += ns;
      blockNs.set(reason, (blockNs.get(reason) ?? 0) + ns);
      break;
  }
}

/** By the runtime's own words, as in the accounts of the whole trace: what a stack tells is no reason there. */
function blockedByReason(
  blockNs: WindowTimes['blockNs'],
  reasons: readonly string[],
): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const [number, ns] of blockNs) {
    const reason = isInferred(reasons[number]) ? '' : reasons[number];
    sums[reason] = (sums[reason] ?? 0) + ns;
  }
  return sums;
}

/** Row of a goroutine with its times in the window; totalNs is its life within it. */
export function windowRow(index: TraceIndex, row: number, { stateNs, blockNs }: WindowTimes): GoroutineRow {
  const { goroutines: table, symbols, summary } = index;
  return {
    ...identity(index, row),
    totalNs: sumOf({ ...stateNs }),
    execNs: stateNs.Running,
    schedWaitNs: stateNs.Runnable,
    blockNs: blockedByReason(blockNs, summary.reasons),
    stateNs: { ...stateNs },
    finalState: GO_STATE_NAMES[table.finalState[row]],
    system: isSystemGoroutine(symbols.string(table.name[row])),
  };
}
