// Which samples pass tagfocus and tagignore, as pprof reads them (internal/driver/driver_focus.go):
//
// a,b          each of the expressions is found in one of the labels, written `key:value`
// key=a,b      one of the expressions is found in a value of this key
// 4kb  4kb:  :4kb  4kb:1mb  key=4kb:   a numeric label, of this key, has this size or is in this range
//
// Tags that are no labels (states of a dump, reasons of a trace) are matched as they are.

import type { GraphOptions, TagLabel, TagTest, WeightedStacks } from '../../model/graphs';

/** @returns whether sample i passes */
export function tagTest(
  { tag, tagNames = [], tagLabels }: WeightedStacks,
  { tagFocus, tagIgnore }: Pick<GraphOptions, 'tagFocus' | 'tagIgnore'>,
): (i: number) => boolean {
  if (tagFocus === undefined && tagIgnore === undefined) return () => true;
  const units = unitsOf(tagLabels ?? []);
  const testOf = (filter: TagTest | undefined): ((tag: number) => boolean) | undefined => {
    if (filter === undefined) return undefined;
    if (tagLabels === undefined) return (place) => filter.test(tagNames[place]);
    const passes = labelFilter(filter, units);
    return (place) => passes(tagLabels[place]);
  };
  const [isFocus, isIgnored] = [tagFocus, tagIgnore].map(testOf);
  const shown = tagNames.map((_, place) => isFocus?.(place) !== false && isIgnored?.(place) !== true);
  return (i) => {
    const index = tag?.[i] ?? -1;
    return index < 0 ? tagFocus === undefined : shown[index];
  };
}

function labelFilter(
  { key, value, parts }: TagTest,
  units: ReadonlyMap<string, string>,
): (labels: readonly TagLabel[]) => boolean {
  const ofKey = (label: TagLabel): boolean => key === undefined || label.key === key;
  const inRange = rangeTest(value);
  if (inRange !== undefined) {
    return (labels) =>
      labels.some((each) => typeof each.value === 'number' && ofKey(each) && inRange(each.value, units.get(each.key)));
  }
  return (labels) => {
    const named = labels.filter((each) => typeof each.value === 'string' && ofKey(each));
    return key === undefined
      ? parts.every((part) => named.some((each) => part.test(`${each.key}:${each.value}`)))
      : parts.some((part) => named.some((each) => part.test(String(each.value))));
  };
}

/** Unit of the numbers of a key: the first that a label tells, else the key itself, as pprof has it. */
function unitsOf(sets: readonly (readonly TagLabel[])[]): ReadonlyMap<string, string> {
  const units = new Map<string, string>();
  for (const { key, value, unit = '' } of sets.flat()) {
    if (typeof value === 'number' && unit !== '' && !units.has(key)) units.set(key, unit);
  }
  for (const { key, value } of sets.flat()) {
    if (typeof value === 'number' && !units.has(key)) {
      units.set(key, key === 'alignment' || key === 'request' ? 'bytes' : key);
    }
  }
  return units;
}

/** Undefined: the text is no number or range. */
function rangeTest(text: string): ((value: number, unit?: string) => boolean) | undefined {
  const ends = [...text.matchAll(/([+-]?\d+)([a-z]+)?/gi)].slice(0, 2);
  if (ends.length === 0) return undefined;
  const [[first, number, unit = '']] = ends;
  const low = scale(Number(number), unit, unit);
  const test = (within: (value: number) => boolean) => (value: number, of: string | undefined) => {
    const scaled = scale(value, of ?? '', low.unit);
    return scaled.unit === low.unit && within(scaled.value);
  };
  if (ends.length === 2) {
    const [second, to, toUnit = ''] = ends[1];
    const high = scale(Number(to), toUnit, low.unit);
    if (text !== `${first}:${second}` || high.unit !== low.unit) return undefined;
    return test((value) => value >= low.value && value <= high.value);
  }
  if (text === first) return test((value) => value === low.value);
  if (text === `${first}:`) return test((value) => value >= low.value);
  if (text === `:${first}`) return test((value) => value <= low.value);
  return undefined;
}

/** By the kind of what is measured: factors of the units, the first one stands for the kind. */
const KINDS: readonly ReadonlyMap<string, number>[] = [
  new Map([
    ...['b', 'byte'].map((name) => [name, 1] as const),
    ...['k', 'm', 'g', 't', 'p'].map((letter, i) => [`${letter}b`, 1024 ** (i + 1)] as const),
    ...['kilo', 'mega', 'giga', 'tera', 'peta'].map((word, i) => [`${word}byte`, 1024 ** (i + 1)] as const),
    ...['k', 'm', 'g', 't', 'p'].map((letter, i) => [`${letter}byte`, 1024 ** (i + 1)] as const),
  ]),
  new Map([
    ...['s', 'sec', 'second'].map((name) => [name, 1e9] as const),
    ...['ns', 'nanosecond'].map((name) => [name, 1] as const),
    ...['us', 'μs', 'microsecond'].map((name) => [name, 1e3] as const),
    ...['ms', 'millisecond'].map((name) => [name, 1e6] as const),
    ...['hr', 'hour'].map((name) => [name, 3600e9] as const),
  ]),
];

/** What is of no known unit stays the number it is, in whatever unit is asked for. */
function scale(value: number, from: string, to: string): { readonly value: number; readonly unit: string } {
  const [own, other] = [from, to].map((unit) => {
    const lower = unit.toLowerCase();
    return lower.length > 2 ? lower.replace(/s$/, '') : lower;
  });
  for (const kind of KINDS) {
    const factor = kind.get(own);
    if (factor === undefined) continue;
    const [[basic, basicFactor]] = kind;
    const known = kind.get(other);
    return known === undefined
      ? { value: (value * factor) / basicFactor, unit: basic }
      : { value: (value * factor) / known, unit: other };
  }
  return { value, unit: other };
}
