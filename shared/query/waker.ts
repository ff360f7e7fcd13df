// Which goroutine woke another one: the kind of the span after a wait says on which processor, the lane of the processors who ran there
// at that instant (shared/model/tables.ts, KindColumns).

import { NONE } from '../model/events';
import type { GoroutineRef, SpanDetail } from '../model/requests';
import { GoState } from '../model/states';
import { createRawRow, openRawLevel } from '../store/raw-level';
import { spanTable } from '../store/span-tables';
import { findSpan } from './exact-spans';
import { goroutineRef } from './goroutine-details';
import { overlappingEntries } from './lane-blocks';
import type { SpanBytes } from './walk-spans';

/** The detail with who ended the wait that it tells of; unchanged where it tells of none. */
export async function withWaker<T extends SpanDetail | undefined>(trace: SpanBytes, detail: T): Promise<T> {
  if (detail?.lane !== 'goroutine') return detail;
  const { state, row, startNs, endNs } = detail;
  if (state !== 'waiting' && state !== 'runnable') return detail;
  const wokenBy = await wakerAt(trace, row, state === 'waiting' ? endNs : startNs);
  return wokenBy === undefined ? detail : { ...detail, wokenBy };
}

/** Undefined where the goroutine was not woken then, or the trace does not tell by whom. */
async function wakerAt(
  { context, chunks }: SpanBytes,
  row: number,
  wakeNs: number,
): Promise<GoroutineRef | 'runtime' | undefined> {
  const { index, lanes } = context;
  const { blocks, block, place } = lanes.goroutine;
  const { kinds, sections, summary } = index;
  const spans = createRawRow();
  let before: number = GoState.Undetermined;
  let beforeEndNs = Number.NaN;
  // The wait before may be the last span of the block before.
  for (const entry of overlappingEntries(lanes.goroutine, row, wakeNs - 1, wakeNs + 1)) {
    const info = blocks[block[entry]];
    const { chunk, offset, length } = info.place[0];
    const bytes = await chunks(spanTable(info.section, 'goroutine', 0, 0), chunk);
    const level = openRawLevel(bytes.subarray(offset, offset + length), info, sections[info.section]);
    level.read(place[entry], spans);
    let start = info.rowStartNs[place[entry]];
    for (let i = 0; i < spans.length; i++) {
      const kind = level.kind[spans.code[i]];
      const woken = before === GoState.Waiting && beforeEndNs === start && kinds.state[kind] === GoState.Runnable;
      if (start === wakeNs && woken) {
        const proc = kinds.wakerProc[kind];
        if (proc === NONE) return 'runtime';
        const ran = await findSpan(context, 'proc', summary.procIds.indexOf(proc), wakeNs);
        return ran === undefined || ran.arg === NONE ? undefined : goroutineRef(index, ran.arg);
      }
      before = kinds.state[kind];
      start = spans.endNs[i];
      beforeEndNs = start;
    }
  }
  return undefined;
}
