// The order of moments, their times and names.

import type { DumpFile, Moment } from '../../model/dumps';
import type { Draft } from './drafts';
import { byName, shortNames } from './names';

/** Moments of drafts, in their order. */
export function finishMoments(drafts: readonly Draft[], files: readonly DumpFile[]): readonly Moment[] {
  const named = drafts
    .map((draft) => ({ draft, name: fullName(draft, files) }))
    .sort((a, b) => byName(a.name, b.name) || a.draft.number - b.draft.number || a.draft.files[0] - b.draft.files[0]);
  const full = named.map(({ name }) => name);
  const drafted = named.map(({ draft }) => draft);
  const believed = named.length < 2 || believesFileTimes(drafted, full);
  const names = momentNames(full);
  const moments = named.map(({ draft: { slots, timeMs, timeSource } }, i): Moment => {
    const timed = timeMs !== undefined && timeSource !== undefined && (believed || timeSource !== 'mtime');
    return { name: names[i], ...(timed && { timeMs, timeSource }), ...slots };
  });
  return orderMoments(moments);
}

/** Whether times of the file system can be times of taking. */
function believesFileTimes(drafts: readonly Draft[], names: readonly string[]): boolean {
  const times = drafts.map(({ timeMs }) => timeMs ?? Number.NaN);
  if (times.some(Number.isNaN)) return false;
  if (new Set(times.map((time) => Math.floor(time / 1000))).size < times.length) return false;
  const numbered = new Set(names.map((name) => name.replace(/\d+/g, '#'))).size === 1;
  return !numbered || times.every((time, i) => i === 0 || time > times[i - 1]);
}

/**
 * Moments in order of time if all have one; else as they are. For times that a user sets, too.
 */
export function orderMoments(moments: readonly Moment[]): readonly Moment[] {
  if (moments.some(({ timeMs }) => timeMs === undefined)) return moments;
  return moments.toSorted((a, b) => (a.timeMs ?? 0) - (b.timeMs ?? 0));
}

/** A file that stands alone keeps the words of its name: `goroutine.debug2`. */
function fullName({ folder, stem, base, files: own }: Draft, files: readonly DumpFile[]): string {
  const name = own.length === 1 ? base : stem;
  if (folder === '') return name || base || files[own[0]].name;
  return name === '' ? folder : `${folder}/${name}`;
}

/** What is different between the full names; `#2` where they are the same. */
function momentNames(full: readonly string[]): readonly string[] {
  const distinct = [...new Set(full)];
  const short =
    distinct.length > 1 ? shortNames(distinct) : distinct.map((name) => name.slice(name.lastIndexOf('/') + 1));
  const shortOf = new Map(distinct.map((name, i) => [name, short[i]]));
  const names = full.map((name) => shortOf.get(name) ?? name);
  const total = new Map<string, number>();
  for (const name of names) total.set(name, (total.get(name) ?? 0) + 1);
  // Several dumps of one file, or files of one name.
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return total.get(name) === 1 ? name : `${name} #${count}`;
  });
}
