// Who created whom in one dump, with the goroutines that are gone but named: entities are the rows of the snapshot and, behind
// them, the ghosts. The result is a forest even if the file says that goroutines created each other in a circle.

import type { DumpFrame, Snapshot } from '../../model/dumps';
import type { Ancestors } from './ancestors';
import { parentRows } from './parents';
import type { DumpIndex } from './types';

/** The creator is not told. */
export const UNTOLD = -1;
/** Nobody created it (goroutine 1), or it is where a circle was cut. */
export const ROOT = -2;

export interface Ghost {
  readonly id: number;
  /** As its descendants' texts tell. */
  frames?: readonly DumpFrame[];
  createdBy?: string;
}

export interface Lineage {
  /** Entity that created each entity, UNTOLD or ROOT. */
  readonly parents: Int32Array;
  /** Of entity snapshot.length + i. */
  readonly ghosts: readonly Ghost[];
}

/** @param shown 1 = the row is to be in the tree; ghosts are made for these alone. */
export function lineage(index: DumpIndex, snapshot: Snapshot, shown: Uint8Array, ancestors: Ancestors): Lineage {
  const { length, columns } = snapshot;
  const rows = parentRows(index, snapshot);
  const ghosts: Ghost[] = [];
  const ghostParents: number[] = [];
  const ghostOfId = new Map<number, number>();
  const entityOfId = (id: number): number => {
    const row = index.rowOfId(snapshot, id);
    if (row >= 0) return row;
    const known = ghostOfId.get(id);
    if (known !== undefined) return known;
    ghosts.push({ id });
    ghostParents.push(id === 1 ? ROOT : UNTOLD);
    ghostOfId.set(id, length + ghosts.length - 1);
    return length + ghosts.length - 1;
  };

  const parents = new Int32Array(length).fill(UNTOLD);
  for (let row = 0; row < length; row++) {
    if (columns.id[row] === 1) parents[row] = ROOT;
    else if (rows[row] >= 0) parents[row] = rows[row];
    else if (columns.parent[row] > 0 && shown[row] === 1) parents[row] = entityOfId(columns.parent[row]);
  }
  for (const [row, list] of ancestors) {
    if (shown[row] === 0 || columns.id[row] === 1) continue;
    let child = row;
    for (const ancestor of list) {
      const entity = entityOfId(ancestor.id);
      if (child < length) parents[child] = parents[child] === UNTOLD ? entity : parents[child];
      else if (ghostParents[child - length] === UNTOLD) ghostParents[child - length] = entity;
      // One that is in the dump tells its own ancestors.
      if (entity < length) break;
      const ghost = ghosts[entity - length];
      ghost.frames ??= ancestor.frames;
      ghost.createdBy ??= ancestor.createdBy;
      child = entity;
    }
  }
  const all = new Int32Array(length + ghosts.length);
  all.set(parents);
  all.set(ghostParents, length);
  cutCircles(all);
  return { parents: all, ghosts };
}

function cutCircles(parents: Int32Array): void {
  // 0 = not looked at, else the number of the walk that came by: meeting the own walk again is a circle.
  const walks = new Int32Array(parents.length);
  for (let start = 0; start < parents.length; start++) {
    let entity = start;
    let last = start;
    while (entity >= 0 && walks[entity] === 0) {
      walks[entity] = start + 1;
      last = entity;
      entity = parents[entity];
    }
    if (entity >= 0 && walks[entity] === start + 1) parents[last] = ROOT;
  }
}
