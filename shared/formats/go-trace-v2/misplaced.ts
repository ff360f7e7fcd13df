// Batches whose time cannot be right. The time is a number of seven bytes or so: one wrong bit moves a batch by days, and with
// it the start of the whole trace, which is that of its earliest batch, or its end.

import type { Batch } from './framing';
import { CursorStep, ThreadCursor } from './thread-cursor';

/**
 * Generations last a second. A batch that is further than this from all others of its generation was not written then; a
 * process that was stopped for so long still has several batches on either side (its clock and threads before, the tables
 * after).
 */
export const FAR_NS = 3600e9;

/** Those of a generation's batches that lie alone in time; none, if all of them do. */
export function misplacedBatches(batches: readonly Batch[], nsPerUnit: number, arity: Uint8Array): readonly Batch[] {
  const far = FAR_NS / nsPerUnit;
  const inOrder = [...batches].sort((a, b) => a.time - b.time);
  const time = (index: number): number | undefined => inOrder[index]?.time;
  const alone = inOrder.filter(({ time: at }, i) => {
    const before = time(i - 1);
    const after = time(i + 1);
    return (before === undefined || at - before > far) && (after === undefined || after - at > far);
  });
  if (alone.length === inOrder.length) return [];
  // Before Go 1.25 one thread's batch may be all that was written before a long stop: its events then lead up to the others.
  return alone.filter((batch) => {
    const next = inOrder.find(({ time: at }) => at > batch.time);
    return next === undefined || next.time - endTime(batch, nsPerUnit, arity) > far;
  });
}

/** Time of the batch's last event, clock units; its own time if it has none. */
function endTime(batch: Batch, nsPerUnit: number, arity: Uint8Array): number {
  const cursor = new ThreadCursor(batch.thread, [batch], arity, nsPerUnit, batch.time, Number.MAX_SAFE_INTEGER);
  let endNs = 0;
  while (cursor.next() === CursorStep.Event) endNs = cursor.timeNs;
  return batch.time + endNs / nsPerUnit;
}
