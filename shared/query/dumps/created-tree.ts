// Who created whom: goroutines of one go statement under one creator are one node with a count, goroutines that are gone stand
// as ghosts between those that they created.

import {
  type CreatedNode,
  type CreatedTreeReply,
  type CreatedTreeRequest,
  FINDING_LEVELS,
  type FindingLevel,
} from '../../model/dump-requests';
import type { Snapshot } from '../../model/dumps';
import type { Ancestors } from './ancestors';
import { Hash } from './content-hash';
import { bucketsOf, frameOf } from './dump-index';
import { isRunner } from './frame-kinds';
import { Heaviest } from './heaviest';
import { type Lineage, lineage, ROOT, UNTOLD } from './lineage';
import { parentRows } from './parents';
import type { DumpIndex, GroupJudge } from './types';
import { visibleRows } from './visible';

export const MAX_CREATED_NODES = 5000;
/** A reply is nested: deeper ones are dropped and counted. */
export const MAX_CREATED_DEPTH = 400;
const SHOWN_IDS = 20;

/**
 * Goroutines that match, with all that created them: a goroutine that does not match is no ghost.
 * @param mask 1 = the row matches the filter; absent = all do. `request.filter` and `request.moment` are not looked at.
 * @param ancestors what readAncestors found; an empty map where no goroutine tells its ancestors.
 */
export function createdTree(
  index: DumpIndex,
  snapshot: Snapshot,
  judge: GroupJudge,
  request: Pick<CreatedTreeRequest, 'background'>,
  mask: Uint8Array | undefined,
  ancestors: Ancestors,
): Extract<CreatedTreeReply, { ok: true }> {
  const visible = visibleRows(index, snapshot, judge, request.background, mask);
  const shown = withCreators(index, snapshot, visible, ancestors);
  const line = lineage(index, snapshot, shown, ancestors);
  const merged = mergeSiblings(index, snapshot, shown, line);
  return { ok: true, ...build(index, snapshot, judge, line, merged) };
}

function withCreators(index: DumpIndex, snapshot: Snapshot, shown: Uint8Array, ancestors: Ancestors): Uint8Array {
  const parents = parentRows(index, snapshot);
  // Where columns name no creator, or one that is gone, the first ancestor that is in the dump is what the tree hangs on.
  for (const [row, list] of ancestors) {
    if (parents[row] >= 0) continue;
    const known = list.find(({ id }) => index.rowOfId(snapshot, id) >= 0);
    if (known) parents[row] = index.rowOfId(snapshot, known.id);
  }
  for (let row = 0; row < shown.length; row++) {
    if (shown[row] !== 1) continue;
    // 2 = shown because of another one; whoever is shown has its creators marked, or gets them in its turn.
    for (let up = parents[row]; up >= 0 && shown[up] === 0; up = parents[up]) shown[up] = 2;
  }
  return shown.map((mark) => (mark === 0 ? 0 : 1));
}

interface Merged {
  readonly kind: CreatedNode['kind'];
  readonly parent: number;
  readonly depth: number;
  readonly key: string;
  readonly entities: readonly number[];
}

/** Nodes, each after its parent. */
function mergeSiblings(index: DumpIndex, snapshot: Snapshot, shown: Uint8Array, { parents, ghosts }: Lineage) {
  const { length } = snapshot;
  const inTree = parents.map((parent, entity) => (entity < length && shown[entity] === 0 ? -1 : parent));
  const { start, rows: children } = bucketsOf(inTree, parents.length);
  const part = partNames(index, snapshot, ghosts, children, start);
  const nodes: Merged[] = [];

  const add = (parent: number, entities: Iterable<number>): void => {
    const byPart = new Map<string, number[]>();
    for (const entity of entities) {
      const name = part(entity);
      const same = byPart.get(name);
      if (same === undefined) byPart.set(name, [entity]);
      else same.push(entity);
    }
    const above = nodes[parent];
    for (const [name, same] of byPart) {
      nodes.push({
        kind: same[0] < length ? 'goroutines' : 'ghost',
        parent,
        depth: (above?.depth ?? 0) + 1,
        key: new Hash()
          .text(above?.key ?? '')
          .text(name)
          .toString(),
        entities: same,
      });
    }
  };
  const [roots, untold]: [number[], number[]] = [[], []];
  for (let entity = 0; entity < parents.length; entity++) {
    if (entity < length && shown[entity] === 0) continue;
    // A ghost of which nothing is told stands for itself; goroutines without a creator stand together.
    if (parents[entity] === ROOT || (parents[entity] === UNTOLD && entity >= length)) roots.push(entity);
    else if (parents[entity] === UNTOLD) untold.push(entity);
  }
  add(-1, roots);
  if (untold.length > 0) {
    nodes.push({ kind: 'untold', parent: -1, depth: 1, key: 'untold', entities: [] });
    add(nodes.length - 1, untold);
  }
  const untoldAt = untold.length > 0 ? nodes.findIndex(({ kind }) => kind === 'untold') : -1;
  for (let node = 0; node < nodes.length; node++) {
    if (node === untoldAt) continue;
    add(node, below(nodes[node].entities, children, start));
  }
  return nodes;
}

function* below(entities: readonly number[], children: Int32Array, start: Int32Array): Iterable<number> {
  for (const entity of entities) {
    for (let i = start[entity]; i < start[entity + 1]; i++) yield children[i];
  }
}

/** What siblings must share to be one node: the go statement and the start function; of ghosts, the functions with their go statements. */
function partNames(
  index: DumpIndex,
  snapshot: Snapshot,
  ghosts: Lineage['ghosts'],
  children: Int32Array,
  start: Int32Array,
): (entity: number) => string {
  const { symbols } = index.series;
  const { creator, stack } = snapshot.columns;
  const frames: string[] = [];
  const frameText = (frame: number): string => {
    if (frame < 0) return '';
    frames[frame] ??= JSON.stringify(symbols.frameAt(frame));
    return frames[frame];
  };
  return (entity) => {
    if (entity < snapshot.length) return `${frameText(creator[entity])} ${startOf(index, stack[entity])}`;
    const functions = new Set<string>();
    for (let i = start[entity]; i < start[entity + 1]; i++) {
      const child = children[i];
      const by = child < snapshot.length ? creator[child] : -1;
      if (by >= 0) functions.add(symbols.frameAt(by).func);
      else if (child >= snapshot.length) functions.add(ghosts[child - snapshot.length].createdBy ?? '');
    }
    const ghost = ghosts[entity - snapshot.length];
    return JSON.stringify(['ghost', ghost.createdBy, ghost.frames?.at(-1)?.func, ...[...functions].sort()]);
  };
}

/** What a goroutine was started for: below `WaitGroup.Go` and its like stands the function that was given to it. */
function startOf(index: DumpIndex, stack: number): string {
  const { frames, start } = index.facts(stack);
  if (!isRunner(start)) return start;
  return frames.findLast(({ func }) => !isRunner(func))?.func ?? start;
}

function build(
  index: DumpIndex,
  snapshot: Snapshot,
  judge: GroupJudge,
  { ghosts }: Lineage,
  merged: readonly Merged[],
) {
  const { weight } = snapshot.columns;
  const count = Float64Array.from(merged, ({ kind, entities }) =>
    kind === 'goroutines' ? entities.reduce((sum, row) => sum + weight[row], 0) : entities.length,
  );
  // Ghosts are gone: they are not among the goroutines below.
  const alive = Float64Array.from(merged, ({ kind }, node) => (kind === 'goroutines' ? count[node] : 0));
  const belowOf = new Float64Array(merged.length);
  const childrenOf = merged.map((): number[] => []);
  const roots: number[] = [];
  for (let node = merged.length - 1; node >= 0; node--) {
    const { parent } = merged[node];
    if (parent >= 0) belowOf[parent] += belowOf[node] + alive[node];
    (parent < 0 ? roots : childrenOf[parent]).push(node);
  }
  // A part is never larger than the whole, so what is taken in this order always hangs on something taken before.
  const size = Float64Array.from(merged, (_, node) => Math.abs(belowOf[node]) + Math.abs(alive[node]));
  const waiting = new Heaviest<number>();
  for (const root of roots.reverse()) waiting.push(root, size[root]);
  const kept: number[] = [];
  while (kept.length < MAX_CREATED_NODES) {
    const node = waiting.pop();
    if (node === undefined) break;
    kept.push(node);
    if (merged[node].depth >= MAX_CREATED_DEPTH) continue;
    for (const child of childrenOf[node].reverse()) waiting.push(child, size[child]);
  }
  const describe = describer(index, snapshot, judge, ghosts);
  const shownRoots: CreatedNode[] = [];
  const shownChildren = new Map<number, CreatedNode[]>();
  for (const node of kept) {
    const children: CreatedNode[] = [];
    shownChildren.set(node, children);
    const { kind, key, parent } = merged[node];
    const made = { key, kind, count: count[node], below: belowOf[node], children, ...describe(merged[node]) };
    (shownChildren.get(parent) ?? shownRoots).push(made);
  }
  return { roots: shownRoots, droppedNodes: merged.length - kept.length };
}

function describer(index: DumpIndex, snapshot: Snapshot, judge: GroupJudge, ghosts: Lineage['ghosts']) {
  const { symbols } = index.series;
  const { columns, length } = snapshot;
  const { of } = index.groups(snapshot);
  const levels: (number | undefined)[] = [];
  const levelOf = (group: number): number => {
    levels[group] ??= FINDING_LEVELS.indexOf(judge.diagnosis(group).level);
    return levels[group] ?? 0;
  };

  return ({ kind, entities }: Merged): Omit<CreatedNode, 'key' | 'kind' | 'count' | 'below' | 'children'> => {
    const first = entities[0];
    if (kind === 'untold') return { ids: [], name: '', state: '', level: 'INFO' };
    if (kind === 'ghost') {
      const told = entities.map((entity) => ghosts[entity - length]);
      const stack = told.find(({ frames }) => frames !== undefined)?.frames;
      const { createdBy } = told[0];
      return {
        ids: told.slice(0, SHOWN_IDS).map(({ id }) => id),
        name: stack?.at(-1)?.func ?? '',
        state: '',
        level: 'INFO',
        ...(createdBy === undefined ? {} : { createdAt: { func: createdBy, file: '', line: 0, pc: 0 } }),
        ...(stack === undefined ? {} : { ancestorStack: stack.map(frameOf) }),
      };
    }
    let worst = FINDING_LEVELS.length - 1;
    const states = new Map<number, number>();
    for (const row of entities) {
      worst = Math.min(worst, levelOf(of[row]));
      states.set(columns.state[row], (states.get(columns.state[row]) ?? 0) + 1);
    }
    const [state] = [...states].reduce((a, b) => (b[1] > a[1] ? b : a));
    const level: FindingLevel = FINDING_LEVELS[worst];
    return {
      ids: entities.slice(0, SHOWN_IDS).flatMap((row) => (columns.id[row] >= 0 ? [columns.id[row]] : [])),
      name: startOf(index, columns.stack[first]),
      state: index.string(state),
      level,
      ...(columns.creator[first] < 0 ? {} : { createdAt: symbols.frameAt(columns.creator[first]) }),
    };
  };
}
