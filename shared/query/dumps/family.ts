// The family filter: goroutines that match, with all that created them and all that they created.

import type { Snapshot } from '../../model/dumps';
import { parentRows } from './parents';
import type { DumpIndex } from './types';

const UNKNOWN = 0;
const OUTSIDE = 1;
const INSIDE = 2;
const ON_THE_WAY = 3;

/**
 * @param mask 1 = the row matches. @returns 1 = it matches, or is an ancestor or a descendant of one that does.
 * Takes a few passes over the rows, whatever the depth; goroutines that a broken file makes ancestors of themselves end a chain.
 */
export function family(index: DumpIndex, snapshot: Snapshot, mask: Uint8Array): Uint8Array {
  const parents = parentRows(index, snapshot);
  const result = new Uint8Array(snapshot.length);
  const below = descendants(parents, mask);
  for (let row = 0; row < result.length; row++) {
    if (below[row] === INSIDE && result[row] === 0) result[row] = 1;
    if (mask[row] === 0) continue;
    // What was reached before has its ancestors marked already; a match that only is a descendant has not.
    for (let up = parents[row]; up >= 0 && result[up] !== 2; up = parents[up]) result[up] = 2;
  }
  for (let row = 0; row < result.length; row++) if (result[row] === 2) result[row] = 1;
  return result;
}

/** INSIDE: the row matches or has an ancestor that does. */
function descendants(parents: Int32Array, mask: Uint8Array): Uint8Array {
  const known = new Uint8Array(parents.length);
  const path: number[] = [];
  for (let row = 0; row < parents.length; row++) {
    path.length = 0;
    let up = row;
    while (up >= 0 && known[up] === UNKNOWN && mask[up] === 0) {
      known[up] = ON_THE_WAY;
      path.push(up);
      up = parents[up];
    }
    if (up >= 0 && mask[up] !== 0) known[up] = INSIDE;
    const verdict = up >= 0 && known[up] === INSIDE ? INSIDE : OUTSIDE;
    for (const passed of path) known[passed] = verdict;
  }
  return known;
}
