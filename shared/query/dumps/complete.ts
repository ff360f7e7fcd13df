// What may be typed next in the filter of a dump: keys, and the names that are in this dump with how many goroutines have them.

import type { Completion } from '../../model/dump-requests';
import { ELIDED_FUNC, type Snapshot } from '../../model/dumps';
import { NO_STACK } from '../../model/stacks';
import { asFilterText, completeKeys, MAX_COMPLETIONS, type TypedPlace, typedPlace } from '../filter-complete';
import { FILTER_FIELDS, type FilterField } from '../filter-term';
import type { DumpIndex } from './types';

// A longer name is no Go name, and the list has no room for it.
const MAX_NAME = 500;

interface CountedName {
  readonly name: string;
  readonly lower: string;
  readonly count: number;
}
type Names = readonly CountedName[];

/**
 * Best first, 12 at most.
 * @param caret UTF-16 units from the start of the filter.
 */
export function completeFilter(
  index: DumpIndex,
  snapshot: Snapshot,
  text: string,
  caret: number,
): readonly Completion[] {
  const place = typedPlace(text, caret);
  if (!place) return [];
  const keys = completeKeys('dump', text, caret);
  if (place.key === undefined && place.typed === '') return keys;
  const key = place.key === 'label' ? 'label:' : ':';
  const after = place.label !== undefined ? '=' : place.key === undefined ? '' : key;
  const names = best(namesFor(index, snapshot, place), place.typed).map(({ name, count }) => {
    return { text: asFilterText(name, after), label: name, count, from: place.from, to: place.to };
  });
  return [...keys, ...names].slice(0, MAX_COMPLETIONS);
}

function namesFor(index: DumpIndex, snapshot: Snapshot, { key, label }: TypedPlace): Names {
  const names = namesOf(index, snapshot);
  if (key === 'label') return label === undefined ? names('label') : names(`label=${label.toLowerCase()}`);
  if (key === undefined || key === 'func') return names('func');
  if (key === 'root') return names('start');
  return names(key);
}

/** Those that begin with it, then those of which a part does, then those that hold it; the most frequent first. */
function best(names: Names, typed: string): Names {
  const lower = typed.toLowerCase();
  const found: { readonly name: CountedName; readonly rank: number }[] = [];
  for (const name of names) {
    const rank = rankOf(name.lower, lower);
    if (rank >= 0) found.push({ name, rank });
  }
  found.sort((a, b) => a.rank - b.rank || b.name.count - a.name.count || a.name.name.length - b.name.name.length);
  return found.slice(0, MAX_COMPLETIONS).map(({ name }) => name);
}

const PART = /[/.(*\s_-]/;

function rankOf(name: string, typed: string): number {
  const at = name.indexOf(typed);
  if (at <= 0) return at;
  for (let next = at; next >= 0; next = name.indexOf(typed, next + 1)) if (PART.test(name[next - 1])) return 1;
  return 2;
}

/** Names are counted when they are first asked for, and kept: completion asks at every key. */
const kept = new WeakMap<Snapshot, Map<string, Names>>();

function namesOf(index: DumpIndex, snapshot: Snapshot): (what: string) => Names {
  let known = kept.get(snapshot);
  if (!known) {
    known = new Map();
    kept.set(snapshot, known);
  }
  const byWhat = known;
  return (what) => {
    let names = byWhat.get(what);
    if (!names) {
      names = sorted(count(index, snapshot, what));
      byWhat.set(what, names);
    }
    return names;
  };
}

function sorted(counts: ReadonlyMap<string, number>): Names {
  const names = [...counts].filter(([name]) => name !== '' && name !== ELIDED_FUNC && name.length <= MAX_NAME);
  return names.map(([name, count]) => ({ name, lower: name.toLowerCase(), count })).sort((a, b) => b.count - a.count);
}

function count(index: DumpIndex, snapshot: Snapshot, what: string): ReadonlyMap<string, number> {
  const { columns } = snapshot;
  const { labelSets } = index.series.symbols;
  const field = FILTER_FIELDS.find((name) => name === what);
  if (what === 'func' || field) return countOfGroups(index, snapshot, field ?? 'func');
  if (what === 'state' || what === 'reason') return countOfGroups(index, snapshot, 'state');
  if (what === 'label') return countOfLabels(snapshot, labelSets, ([key]) => key);
  if (what.startsWith('label=')) {
    const wanted = what.slice('label='.length);
    return countOfLabels(snapshot, labelSets, ([key, value]) => (key.toLowerCase() === wanted ? value : ''));
  }
  if (what === 'bubble')
    return countOfRows(snapshot, (row) => (columns.bubble[row] === 0 ? '' : `${columns.bubble[row]}`));
  if (what === 'lock') {
    return countOfRows(snapshot, (row) =>
      columns.waitsFor[row] >= 0 ? `0x${columns.waitsFor[row].toString(16)}` : '',
    );
  }
  return new Map();
}

function countOfRows({ columns, length }: Snapshot, name: (row: number) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (let row = 0; row < length; row++) add(counts, name(row), columns.weight[row]);
  return counts;
}

function countOfLabels(
  { columns, length }: Snapshot,
  sets: DumpIndex['series']['symbols']['labelSets'],
  name: (label: readonly [key: string, value: string]) => string,
): ReadonlyMap<string, number> {
  const bySet = new Float64Array(sets.length);
  for (let row = 0; row < length; row++) bySet[columns.labels[row]] += columns.weight[row];
  const counts = new Map<string, number>();
  sets.forEach((set, i) => {
    if (bySet[i] !== 0) for (const each of new Set(set.map(name))) add(counts, each, bySet[i]);
  });
  return counts;
}

const add = (counts: Map<string, number>, name: string, count: number): void => {
  counts.set(name, (counts.get(name) ?? 0) + count);
};

/** Goroutines by name; a function that stands in a stack several times counts once. */
function countOfGroups(
  index: DumpIndex,
  snapshot: Snapshot,
  what: FilterField | 'func' | 'state',
): ReadonlyMap<string, number> {
  const { table } = index.series.symbols;
  const groups = index.groups(snapshot);
  const counts = new Map<string, number>();
  if (what === 'func' || what === 'frame' || what === 'file') {
    // By number, as there may be many stacks: a string is made of those that are counted, once each.
    const nameOf = what === 'file' ? (frame: number) => frame : (frame: number) => table.frameFunction(frame);
    const size = what === 'file' ? table.frameCount : table.stringCount;
    const sums = new Float64Array(size);
    const lastGroup = new Int32Array(size).fill(-1);
    const note = (frame: number, group: number): void => {
      const name = nameOf(frame);
      if (lastGroup[name] === group) return;
      lastGroup[name] = group;
      sums[name] += groups.weight[group];
    };
    for (let group = 0; group < groups.length; group++) {
      for (let at = groups.stack[group]; at !== NO_STACK; at = table.stackParent(at)) note(table.stackFrame(at), group);
      if (what !== 'frame' && groups.creator[group] >= 0) note(groups.creator[group], group);
    }
    for (let name = 0; name < size; name++) {
      if (lastGroup[name] < 0) continue;
      const text = what === 'file' ? placeOf(index, name) : table.string(name);
      add(counts, text, sums[name]);
    }
    return counts;
  }
  for (let group = 0; group < groups.length; group++)
    add(counts, groupName(index, groups, group, what), groups.weight[group]);
  return counts;
}

/** Short: the last folder's file and its line are enough to find it again. */
function placeOf({ series }: DumpIndex, frame: number): string {
  const { table } = series.symbols;
  const file = table.string(table.frameFileName(frame));
  return file === '' ? '' : `${file.split(/[/\\]/).slice(-2).join('/')}:${table.frameLineNumber(frame)}`;
}

function groupName(
  index: DumpIndex,
  groups: ReturnType<DumpIndex['groups']>,
  group: number,
  what: 'top' | 'user' | 'start' | 'created' | 'pkg' | 'state',
): string {
  const { table } = index.series.symbols;
  if (what === 'state') return index.string(groups.state[group]);
  if (what === 'created')
    return groups.creator[group] < 0 ? '' : table.string(table.frameFunction(groups.creator[group]));
  const facts = index.facts(groups.stack[group]);
  if (what === 'start') return facts.start;
  if (what === 'pkg') return facts.packageName;
  return facts.frames[what === 'top' ? facts.blocking : facts.user]?.func ?? '';
}
