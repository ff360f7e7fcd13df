// A pprof profile as weighted stacks of one of its sample types.

import type { TagLabel, WeightedStacks, WeightUnit } from '../../model/graphs';
import type { Profile } from '../../model/profiles';

const UNITS: Readonly<Record<string, WeightUnit>> = { nanoseconds: 'nanoseconds', bytes: 'bytes' };
/** Numbers of whole seconds and the like become what the view can write. */
const SCALE: Readonly<Record<string, number>> = { microseconds: 1e3, milliseconds: 1e6, seconds: 1e9 };

/** @param type place in profile.sampleTypes */
export function profileStacks(profile: Profile, type: number): WeightedStacks {
  const { type: title, unit } = profile.sampleTypes[type];
  const scale = SCALE[unit];
  const values = profile.values[type];
  const tags = tagsOf(profile);
  return {
    title,
    unit: scale === undefined ? (UNITS[unit] ?? 'count') : 'nanoseconds',
    symbols: profile.symbols,
    length: profile.length,
    stack: profile.stack,
    weight: scale === undefined ? values : values.map((value) => value * scale),
    ...tags,
    hasAddresses: true,
  };
}

/** A tag is all labels of a sample in pprof's words: `key:value`, by name, then the numeric ones. */
function tagsOf({ length, labels, labelSets, numericLabels, numericLabelSets }: Profile) {
  const tagNames: string[] = [];
  const tagLabels: (readonly TagLabel[])[] = [];
  const place = new Map<string, number>();
  const known = new Map<number, number>();
  const tagOf = (set: readonly TagLabel[]): number => {
    if (set.length === 0) return -1;
    const name = set.map(labelText).join('\n');
    let tag = place.get(name);
    if (tag === undefined) {
      tag = tagNames.length;
      tagNames.push(name);
      tagLabels.push(set);
      place.set(name, tag);
    }
    return tag;
  };
  const sorted = labelSets.map((set) => set.map(([key, value]): TagLabel => ({ key, value })).sort(byText));
  const tag = Int32Array.from({ length }, (_, i) => {
    const pair = labels[i] * numericLabelSets.length + numericLabels[i];
    let found = known.get(pair);
    if (found === undefined) {
      found = tagOf([...sorted[labels[i]], ...numericLabelSets[numericLabels[i]]]);
      known.set(pair, found);
    }
    return found;
  });
  return { tag, tagNames, tagLabels };
}

const labelText = ({ key, value, unit = '' }: TagLabel): string => `${key}:${value}${unit === '' ? '' : ` ${unit}`}`;

const byText = (a: TagLabel, b: TagLabel): number => {
  const [first, second] = [labelText(a), labelText(b)];
  return first < second ? -1 : first > second ? 1 : 0;
};
