// Loads one level each of many blocks, several at a time.

import type { Lane, SpanLevel } from '../model/tables';
import type { QueryContext } from './query-context';

// IndexedDB answers reads in parallel, but a hundred megabytes at once would double the worker's memory.
const AT_ONCE = 8;

/**
 * @param wanted level by index into the lane's blocks
 * @returns the levels by the same index
 */
export async function loadLevels(
  context: QueryContext,
  lane: Lane,
  wanted: ReadonlyMap<number, number>,
): Promise<ReadonlyMap<number, SpanLevel>> {
  const { blocks } = context.lanes[lane];
  const loaded = new Map<number, SpanLevel>();
  const missing: Promise<void>[] = [];
  for (const [block, level] of wanted) {
    const answer = context.level(lane, blocks[block].block, level);
    if (!(answer instanceof Promise)) {
      loaded.set(block, answer);
      continue;
    }
    missing.push(answer.then((value) => void loaded.set(block, value)));
    if (missing.length === AT_ONCE) await Promise.all(missing.splice(0));
  }
  await Promise.all(missing);
  return loaded;
}
