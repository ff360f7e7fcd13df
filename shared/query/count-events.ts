// How often each kind of point event happened within a stretch of time.

import { NONE } from '../model/events';
import { readEventPage } from '../store/event-page';
import { eventTable } from '../store/span-tables';
import type { Pause, SpanBytes, Stretch } from './walk-spans';

/**
 * @param mask 1 = the goroutine of this row counts; undefined = all events, those without a goroutine too
 * @returns by number of the kind
 */
export async function countEvents(
  { context: { index }, chunks }: SpanBytes,
  { fromNs, toNs }: Stretch,
  mask: Uint8Array | undefined,
  pause: Pause,
): Promise<Float64Array> {
  const counts = new Float64Array(index.eventKinds.kind.length);
  const pages = index.eventPages.filter((page) => page.fromNs < toNs && page.toNs >= fromNs);
  for (const [number, page] of pages.entries()) {
    const { chunk, offset, length } = page.place;
    const bytes = await chunks(eventTable(page.section), chunk);
    readEventPage(bytes.subarray(offset, offset + length), page, index.sections[page.section], (timeNs, row, kind) => {
      if (timeNs < fromNs || timeNs >= toNs) return;
      if (mask === undefined || (row !== NONE && mask[row] === 1)) counts[kind]++;
    });
    await pause((number + 1) / pages.length);
  }
  return counts;
}
