// What the dump panels say about numbers, levels, states and waits: the same words in all of them.

import { groupDigits } from '../../../shared/base/format';
import { shortName } from '../../../shared/base/function-name';
import { visibleText } from '../../../shared/base/visible-text';
import type {
  CountOf,
  DumpGroup,
  FindingLevel,
  MemberRow,
  MomentInfo,
  SeriesLevel,
  WaitRange,
} from '../../../shared/model/dump-requests';
import { GoroutineFlag, type TimeSource } from '../../../shared/model/dumps';
import type { Frame } from '../../../shared/model/stacks';
import type { BadgeTone } from '../../ui/badge';

export type Level = FindingLevel | SeriesLevel;

interface LevelWords {
  readonly tone: BadgeTone;
  readonly title: string;
}

export const LEVEL_WORDS: Readonly<Record<Level, LevelWords>> = {
  PROVEN: { tone: 'alarm', title: 'The garbage collector of Go found that nothing can wake these goroutines.' },
  LEAKED: { tone: 'alarm', title: 'The garbage collector of Go found that nothing can wake these goroutines.' },
  CERTAIN: { tone: 'alarm', title: 'What the runtime printed leaves no doubt: it can never go on, or it has failed.' },
  GROWING: { tone: 'warning', title: 'There are more of them from dump to dump, and those that are there stay.' },
  STUCK: { tone: 'warning', title: 'The same goroutines stand at the same place in all dumps.' },
  'PILE-UP': { tone: 'warning', title: 'Very many goroutines wait at one place.' },
  SUSPECT: { tone: 'mild', title: 'May be wrong: look at the evidence before you believe it.' },
  INFO: { tone: 'info', title: 'Nothing is said for or against these goroutines.' },
  NORMAL: { tone: 'quiet', title: 'Programs commonly have such goroutines. That does not prove that they are needed.' },
  STEADY: {
    tone: 'quiet',
    title: 'Their number does not grow over these dumps. That does not prove that they are needed.',
  },
};

/** How bad, 0 = worst: for lists in which series and dump levels stand together. */
export const levelRank = (level: Level): number => Object.keys(LEVEL_WORDS).indexOf(level);
export const isQuiet = (level: Level): boolean => ['INFO', 'NORMAL', 'STEADY'].includes(level);

export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${groupDigits(count)} ${Math.abs(count) === 1 ? one : many}`;
export const goroutines = (count: number): string => counted(count, 'goroutine');

/** `+35`, `−3`, `0`, with a real minus sign. */
export function signed(value: number, digits = groupDigits(Math.abs(value))): string {
  if (value === 0) return '0';
  return `${value > 0 ? '+' : '−'}${digits}`;
}

/** Share as `100 %`; never rounds to nothing or to all of it. */
export function share(fraction: number): string {
  if (fraction > 0 && fraction < 0.005) return '<1 %';
  if (fraction < 1 && fraction > 0.995) return '>99 %';
  return `${Math.round(fraction * 100)} %`;
}

/** The frame that a group is known by: the first of the program's own, else where it blocks. */
export function keyFrame(group: Pick<DumpGroup, 'frames' | 'userFrame' | 'blockingFrame'>): Frame | undefined {
  return group.frames[group.userFrame] ?? group.frames[group.blockingFrame] ?? group.frames[0];
}

/**
 * The frame that a group is named by; undefined where it is named by something else (a state, a package, a label). Groups by
 * creator, line or start function have its name, with or without the place, as their title.
 */
export function namingFrame(group: DumpGroup): Frame | undefined {
  const { title, frames, creators } = group;
  const key = keyFrame(group);
  if (title === '' || title === key?.func) return key;
  const known = [...frames, ...creators.map(({ value }) => value)];
  const placed = known.find(({ func, file, line }) => title === `${func} ${file}:${line}`);
  if (placed) return placed;
  const named = known.find(({ func }) => func === title);
  return named && { ...named, file: '', line: 0 };
}

/** A group in one line of text: for tooltips, copies and those who hear it. */
export function groupName(group: DumpGroup): string {
  const frame = namingFrame(group);
  if (frame) return visibleText(shortName(frame.func));
  return group.title === '' ? 'no stack' : visibleText(group.title);
}

export const stateWords = (state: string): string => (state === '' ? 'state not told' : visibleText(state));

export function statesTitle(states: readonly CountOf<string>[]): string {
  return states.map(({ value, count }) => `${groupDigits(count)} × ${stateWords(value)}`).join('\n');
}

export interface WaitText {
  readonly text: string;
  readonly title: string;
}

const LOWER_BOUND =
  'The runtime counts the wait in whole minutes, from the first garbage collection that saw the goroutine blocked: the true wait is at least as long.';
const NOT_TOLD =
  'The dump tells no wait. It does so for waits of less than a minute, for running goroutines, for those marked as leaked, and where no garbage collection ran since they blocked.';

export function waitText(wait: WaitRange | undefined): WaitText {
  if (wait === undefined) return { text: 'no wait told', title: NOT_TOLD };
  const { minMinutes, maxMinutes, untold } = wait;
  const range = minMinutes === maxMinutes ? `≥ ${minMinutes} min` : `≥ ${minMinutes} to ${maxMinutes} min`;
  const rest = untold > 0 ? `\n${goroutines(untold)} of it without a wait. ${NOT_TOLD}` : '';
  return { text: range, title: `${LOWER_BOUND}${rest}` };
}

export function memberWait({ minutes, flags }: Pick<MemberRow, 'minutes' | 'flags'>): WaitText {
  if (minutes !== undefined) return { text: `≥ ${minutes} min`, title: LOWER_BOUND };
  if (flags & GoroutineFlag.Leaked)
    return { text: 'wait unknown', title: 'The runtime prints no wait for goroutines that it marks as leaked.' };
  return { text: 'no wait told', title: NOT_TOLD };
}

const FLAG_WORDS: readonly (readonly [flag: number, word: string, title: string])[] = [
  [GoroutineFlag.Leaked, 'leaked', 'The garbage collector found that nothing can wake it.'],
  [GoroutineFlag.Locked, 'locked to thread', 'It keeps a thread of the operating system for itself.'],
  [GoroutineFlag.Durable, 'durable', 'Blocked in a way that only goroutines of its test bubble can end.'],
  [GoroutineFlag.Scan, 'scan', 'The garbage collector was reading its stack.'],
  [GoroutineFlag.NoStack, 'stack not available', 'It was running on another thread when the dump was written.'],
  [GoroutineFlag.Cut, 'cut', 'The dump ends inside of this goroutine.'],
  [
    GoroutineFlag.Unparsed,
    'not readable',
    'Its text begins like a goroutine and could not be read further: see the raw text.',
  ],
  [GoroutineFlag.Elided, 'frames left out', 'The runtime leaves out the middle of very deep stacks.'],
  [GoroutineFlag.First, 'first of its dump', 'It panicked, or it wrote the dump.'],
];
export const flagWords = (flags: number) => FLAG_WORDS.filter(([flag]) => (flags & flag) !== 0);

export const labelText = ([key, value]: readonly [string, string]): string =>
  `${visibleText(key)} = ${value === '' ? '""' : visibleText(value)}`;

const SOURCE_WORDS: Readonly<Record<TimeSource, string>> = {
  mtime: 'from the last change of the file: when it was copied, it may be wrong',
  name: 'from the name of the file',
  log: 'from a line of the log beside it',
  profile: 'from the profile itself',
  user: 'set by you',
};
export const sourceWords = (source: TimeSource | undefined): string =>
  source === undefined ? 'not told by the file' : SOURCE_WORDS[source];

/** `2026-11-21 10:02:11`: on the clock of this machine. */
export const timeText = (timeMs: number): string => `${day(timeMs)} ${clock(timeMs)}`;

const pad = (value: number): string => String(value).padStart(2, '0');
export const clock = (timeMs: number): string => {
  const time = new Date(timeMs);
  return `${pad(time.getHours())}:${pad(time.getMinutes())}:${pad(time.getSeconds())}`;
};
export const day = (timeMs: number): string => {
  const time = new Date(timeMs);
  return `${time.getFullYear()}-${pad(time.getMonth() + 1)}-${pad(time.getDate())}`;
};

/** What a column is called: its time, with the day where there are several, else its name. */
export function momentTitles(moments: readonly MomentInfo[]): readonly string[] {
  const days = new Set(moments.map(({ timeMs }) => (timeMs === undefined ? undefined : day(timeMs))));
  days.delete(undefined);
  return moments.map(({ timeMs, name }) => {
    if (timeMs === undefined) return visibleText(name);
    return days.size > 1 ? `${day(timeMs).slice(5)} ${clock(timeMs)}` : clock(timeMs);
  });
}
