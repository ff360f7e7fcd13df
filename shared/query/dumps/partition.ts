// Which group of a grouping each row of a snapshot belongs to, with the groups' keys and titles. A key is made of what the
// group's goroutines share, never of numbers that another dump would count differently.

import { Lru } from '../../base/lru';
import type { GroupingRequest } from '../../model/dump-requests';
import type { Snapshot } from '../../model/dumps';
import type { Frame } from '../../model/stacks';
import { createStackKeys, type StackKeys, textKey } from './content-hash';
import { createStateClass, type StateClass } from './state-class';
import type { DumpIndex } from './types';

export interface Partition {
  readonly length: number;
  /** Group of each row. */
  readonly of: Int32Array;
  readonly keys: readonly string[];
  readonly titles: readonly string[];
}

export type Grouping = Pick<GroupingRequest, 'groupBy' | 'similarity' | 'ignoreState'>;

/** Groups by key, in the order in which they were met. */
class Keyed {
  readonly keys: string[] = [];
  readonly titles: string[] = [];
  private readonly byKey = new Map<string, number>();

  group(key: string, title: () => string): number {
    const known = this.byKey.get(key);
    if (known !== undefined) return known;
    this.byKey.set(key, this.keys.length);
    this.keys.push(key);
    this.titles.push(title());
    return this.keys.length - 1;
  }
}

interface Kept {
  readonly stackKeys: StackKeys;
  readonly stateClass: StateClass;
  readonly bySnapshot: WeakMap<Snapshot, Lru<string, Partition>>;
}
const kept = new WeakMap<DumpIndex, Kept>();
// The groupings that a user switches between; 4 bytes a row each.
const KEPT_PARTITIONS = 4;

function keptOf(index: DumpIndex): Kept {
  const known = kept.get(index);
  if (known !== undefined) return known;
  const made = {
    stackKeys: createStackKeys(index),
    stateClass: createStateClass(index),
    bySnapshot: new WeakMap<Snapshot, Lru<string, Partition>>(),
  };
  kept.set(index, made);
  return made;
}

export const NOT_TOLD = 'not told';

/** The grouping of a snapshot's rows; kept, so that paging through a group's members costs nothing. */
export function partition(index: DumpIndex, snapshot: Snapshot, grouping: Grouping): Partition {
  const { stackKeys, stateClass, bySnapshot } = keptOf(index);
  let known = bySnapshot.get(snapshot);
  if (known === undefined) {
    known = new Lru(KEPT_PARTITIONS);
    bySnapshot.set(snapshot, known);
  }
  const { groupBy, similarity, ignoreState } = grouping;
  const name = JSON.stringify([groupBy, similarity, ignoreState]);
  const found = known.get(name);
  if (found !== undefined) return found;
  const made =
    groupBy.by === 'label'
      ? byLabel(index, snapshot, groupBy.key)
      : groupBy.by === 'stack'
        ? byStack(index, snapshot, grouping, stackKeys, stateClass)
        : byTrait(index, snapshot, groupBy.by, similarity === 'functions');
  known.set(name, made, 1);
  return made;
}

/** Rows of a partition whose groups are made of whole stack groups. */
function ofStackGroups(index: DumpIndex, snapshot: Snapshot, keyed: Keyed, groupOf: (stackGroup: number) => number) {
  const groups = index.groups(snapshot);
  const unit = new Int32Array(groups.length);
  for (let group = 0; group < groups.length; group++) unit[group] = groupOf(group);
  const of = new Int32Array(snapshot.length);
  for (let row = 0; row < of.length; row++) of[row] = unit[groups.of[row]];
  return { length: keyed.keys.length, of, keys: keyed.keys, titles: keyed.titles };
}

function byStack(
  index: DumpIndex,
  snapshot: Snapshot,
  { similarity, ignoreState }: Grouping,
  stackKeys: StackKeys,
  stateClass: StateClass,
): Partition {
  const { stack, state, creator } = index.groups(snapshot);
  const functions = similarity === 'functions';
  const keyed = new Keyed();
  const lines = ofStackGroups(index, snapshot, keyed, (group) => {
    const states = ignoreState ? '*' : textKey(index.string(stateClass(stack[group], state[group])));
    const [stackKey, creatorKey] = functions
      ? [stackKeys.functions(stack[group]), stackKeys.frameFunction(creator[group])]
      : [stackKeys.lines(stack[group]), stackKeys.frameLines(creator[group])];
    return keyed.group(`${similarity}|${states}|${stackKey}|${creatorKey}`, () => stackTitle(index, stack[group]));
  });
  if (similarity === 'exact') return split(lines, snapshot.columns.exactHash);
  if (similarity === 'arguments') return split(lines, snapshot.columns.argsHash);
  return lines;
}

function stackTitle(index: DumpIndex, stack: number): string {
  const { frames, user, blocking, start } = index.facts(stack);
  return frames[user]?.func ?? (start || frames[blocking]?.func) ?? 'no stack';
}

/** Parts of the groups whose rows differ in a hash that is not of the stack. */
function split(whole: Partition, hash: Float64Array): Partition {
  const parts: (Map<number, number> | undefined)[] = [];
  const [keys, titles] = [[] as string[], [] as string[]];
  const of = new Int32Array(whole.of.length);
  for (let row = 0; row < of.length; row++) {
    const group = whole.of[row];
    let part = parts[group];
    if (part === undefined) {
      part = new Map();
      parts[group] = part;
    }
    const value = hash[row];
    let place = part.get(value);
    if (place === undefined) {
      place = keys.length;
      part.set(value, place);
      keys.push(`${whole.keys[group]}|${value}`);
      titles.push(whole.titles[group]);
    }
    of[row] = place;
  }
  return { length: keys.length, of, keys, titles };
}

/** @param byFunction frames are told apart by function alone. */
function byTrait(
  index: DumpIndex,
  snapshot: Snapshot,
  by: 'state' | 'blocking-line' | 'user-frame' | 'creator' | 'start' | 'package',
  byFunction: boolean,
): Partition {
  const groups = index.groups(snapshot);
  const { symbols } = index.series;
  const place = (frame: Omit<Frame, 'pc'> | undefined, none: string): string => {
    if (frame === undefined) return none;
    return byFunction || frame.file === '' ? frame.func : `${frame.func} ${frame.file}:${frame.line}`;
  };
  const traits: Readonly<Record<typeof by, (group: number) => string>> = {
    state: (group) => index.string(groups.state[group]) || `state ${NOT_TOLD}`,
    'blocking-line': (group) => {
      const { frames, blocking } = index.facts(groups.stack[group]);
      return place(frames[blocking], 'no stack');
    },
    'user-frame': (group) => {
      const { frames, user } = index.facts(groups.stack[group]);
      return place(frames[user], 'no frame of the program');
    },
    creator: (group) =>
      groups.creator[group] < 0 ? `creator ${NOT_TOLD}` : place(symbols.frameAt(groups.creator[group]), ''),
    start: (group) => index.facts(groups.stack[group]).start || `start ${NOT_TOLD}`,
    package: (group) => index.facts(groups.stack[group]).packageName || 'no package',
  };
  const keyed = new Keyed();
  return ofStackGroups(index, snapshot, keyed, (group) => {
    const trait = traits[by](group);
    return keyed.group(`${by}|${textKey(trait)}`, () => trait);
  });
}

function byLabel(index: DumpIndex, snapshot: Snapshot, key: string): Partition {
  const keyed = new Keyed();
  const of = new Int32Array(snapshot.length);
  const { labels } = snapshot.columns;
  const groupOfSet: number[] = [];
  for (let row = 0; row < of.length; row++) {
    const set = labels[row];
    if (groupOfSet[set] === undefined) {
      const value = index.series.symbols.labelSets[set]?.find(([name]) => name === key)?.[1];
      groupOfSet[set] =
        value === undefined
          ? keyed.group('label|', () => `without ${key}`)
          : keyed.group(`label|=${textKey(value)}`, () => value);
    }
    of[row] = groupOfSet[set];
  }
  return { length: keyed.keys.length, of, keys: keyed.keys, titles: keyed.titles };
}
