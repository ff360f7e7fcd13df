// A goroutine, goroutineleak or threadcreate profile as a snapshot: a row per sample.

import { type DumpSymbols, type LabelSet, type Snapshot, type SnapshotProfile, SnapshotRows } from '../../model/dumps';
import type { Profile } from '../../model/profiles';
import type { Frame } from '../../model/stacks';

const PROFILES: readonly SnapshotProfile[] = ['goroutine', 'goroutineleak', 'threadcreate'];
/** Characters of label sets kept: strings of a file may be long and named by many samples. 100 000 goroutines with ids need 10 MB. */
const LABEL_CHARS = 64 * 1024 * 1024;
const INT32 = 2 ** 31 - 1;

/** Place in `sampleTypes` of what counts goroutines or threads; -1 = the profile is of something else. */
export const goroutineType = (profile: Profile): number =>
  profile.sampleTypes.findIndex(({ type }) => (PROFILES as readonly string[]).includes(type));

/** Whether a profile on its own is a goroutine dump. One of threads is not: these have no states, no waits and no creators. */
export const countsGoroutines = ({ sampleTypes }: Profile): boolean =>
  sampleTypes.some(({ type }) => type === 'goroutine' || type === 'goroutineleak');

/**
 * Frames as Go writes them into debug=1, so that a stack has the same number in both: without runtime.goexit, and without the
 * functions of the runtime at the leaf, unless there are no others.
 */
export function shownFrames(frames: readonly Frame[]): readonly Frame[] {
  const named = frames.filter(({ func }) => func !== 'runtime.goexit' && func !== '0x0');
  const first = named.findIndex(({ func }) => !func.startsWith('runtime.') && !func.startsWith('internal/runtime/'));
  return first > 0 ? named.slice(first) : named;
}

/** Go's tracebacks leave type arguments out, its profiles do not. */
export function withoutTypeArguments(func: string): string {
  const from = func.indexOf('[');
  const to = func.lastIndexOf(']');
  return from < 0 || to < from ? func : `${func.slice(0, from)}[...]${func.slice(to + 1)}`;
}

/** @param type what `goroutineType` found @param file place in DumpSeries.files @param bytes size of the profile */
export function toSnapshot(
  profile: Profile,
  type: number,
  symbols: DumpSymbols,
  file: number,
  bytes: number,
  truncated: boolean,
): Snapshot {
  const rows = new SnapshotRows();
  const stacks = new Map<number, readonly [stack: number, exact: number]>();
  const labelSets = new Map<number, number>();
  let labelChars = 0;

  function stackOf(own: number): readonly [number, number] {
    let found = stacks.get(own);
    if (found === undefined) {
      const shown = shownFrames(profile.symbols.frames(own));
      const frames = shown.map(({ func, file, line }) => symbols.frame(withoutTypeArguments(func), file, line));
      let exact = 0;
      for (const { pc } of shown) exact = (Math.imul(exact, 31) + pc) % 0xffff_ffff;
      found = [symbols.stack(frames), exact];
      stacks.set(own, found);
    }
    return found;
  }

  function labelsOf(own: number): number {
    let found = labelSets.get(own);
    if (found === undefined) {
      const set: LabelSet = profile.labelSets[own] ?? [];
      for (const [key, value] of set) labelChars += key.length + value.length;
      found = labelChars > LABEL_CHARS ? 0 : symbols.labels(set);
      labelSets.set(own, found);
    }
    return found;
  }

  for (let i = 0; i < profile.length; i++) {
    const count = profile.values[type][i];
    // A difference of two profiles has samples of nothing.
    if (count === 0) continue;
    const row = rows.add();
    const { columns } = rows;
    columns.weight[row] = Math.max(-INT32, Math.min(INT32, count));
    [columns.stack[row], columns.exactHash[row]] = stackOf(profile.stack[i]);
    columns.labels[row] = labelsOf(profile.labels[i]);
  }
  const { timeMs } = profile;
  return {
    form: 'counts',
    profile: profile.sampleTypes[type].type as SnapshotProfile,
    format: 'pprof',
    file,
    from: 0,
    to: bytes,
    ...(timeMs !== undefined && { timeMs, timeSource: 'profile' as const }),
    preamble: [],
    truncated,
    length: rows.length,
    columns: rows.trimmed(),
  };
}
