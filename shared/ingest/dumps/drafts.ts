// Moments that are being put together: what each file by itself tells.

import type { DumpFile, Snapshot, TimeSource } from '../../model/dumps';
import { readName } from './names';

export const SAME_MOMENT_MS = 60_000;
const TRUST: readonly (TimeSource | undefined)[] = [undefined, 'mtime', 'name', 'log', 'profile', 'user'];

export type Slot = 'goroutines' | 'counts' | 'leaks' | 'threads';
export const SLOTS: readonly Slot[] = ['goroutines', 'counts', 'leaks', 'threads'];

type Timed = Pick<Snapshot, 'timeMs' | 'timeSource'>;

export interface Draft {
  readonly slots: Partial<Record<Slot, Snapshot>>;
  readonly folder: string;
  readonly stem: string;
  /** Of its first listing. */
  readonly base: string;
  readonly files: number[];
  /** Which of its file's moments it is; 0 if there is only one. */
  readonly number: number;
  timeMs?: number | undefined;
  timeSource?: TimeSource | undefined;
}

const slotOf = ({ form, profile }: Snapshot): Slot => {
  if (form === 'goroutines') return 'goroutines';
  return profile === 'threadcreate' ? 'threads' : profile === 'goroutineleak' ? 'leaks' : 'counts';
};

/** Each file by itself: a listing of a kind that is there already begins a new moment. */
export function draftsOf(files: readonly DumpFile[], snapshots: readonly Snapshot[]): readonly Draft[] {
  const byFile = new Map<number, Draft[]>();
  for (const snapshot of snapshots) {
    const slot = slotOf(snapshot);
    const own = byFile.get(snapshot.file) ?? [];
    byFile.set(snapshot.file, own);
    const last = own.at(-1);
    if (last !== undefined && last.slots[slot] === undefined && !apart(last, snapshot)) {
      last.slots[slot] = snapshot;
      takeTime(last, snapshot.timeMs, snapshot.timeSource);
      continue;
    }
    const { folder, stem, base } = readName(files[snapshot.file].name);
    const { timeMs, timeSource } = snapshot;
    const number = own.length;
    own.push({ slots: { [slot]: snapshot }, folder, stem, base, files: [snapshot.file], number, timeMs, timeSource });
  }
  for (const [file, own] of byFile) {
    // One time cannot be that of several dumps.
    if (own.length > 1) continue;
    takeTime(own[0], readName(files[file].name).timeMs, 'name');
    takeTime(own[0], files[file].modifiedMs, 'mtime');
  }
  return [...byFile.values()].flat();
}

/** Whether they tell of times more than a minute apart; times of two kinds may be of two time zones, and say nothing. */
export const apart = (a: Timed, b: Timed): boolean =>
  a.timeMs !== undefined &&
  b.timeMs !== undefined &&
  a.timeSource === b.timeSource &&
  a.timeSource !== 'mtime' &&
  Math.abs(a.timeMs - b.timeMs) > SAME_MOMENT_MS;

export function takeTime(draft: Draft, timeMs: number | undefined, source: TimeSource | undefined): void {
  if (timeMs === undefined || TRUST.indexOf(source) <= TRUST.indexOf(draft.timeSource)) return;
  draft.timeMs = timeMs;
  draft.timeSource = source;
}

/** The time that its text or name tells. */
export const toldTime = ({ timeMs, timeSource }: Draft): number | undefined =>
  timeSource === 'mtime' ? undefined : timeMs;
