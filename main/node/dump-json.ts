// JSON of goroutine dumps with its fixed field names: groups, and goroutines one by one. What a dump does not tell is absent.

import { readGoroutineText } from '../../shared/formats/goroutine-detail';
import type { CountOf, DumpGroup, MemberRow } from '../../shared/model/dump-requests';
import { type DumpFrame, GoroutineFlag, type GoroutineText, mainSnapshot } from '../../shared/model/dumps';
import type { Frame } from '../../shared/model/stacks';
import type { OpenDumps } from './read-dumps';

export interface JsonFrame {
  readonly fn: string;
  readonly file: string;
  readonly line: number;
}

export const frameJson = ({ func, file, line }: Pick<Frame, 'func' | 'file' | 'line'>): JsonFrame => ({
  fn: func,
  file,
  line,
});

// Object.fromEntries makes own fields of any name, `__proto__` too.
const countsJson = (counts: readonly CountOf<string>[]): Readonly<Record<string, number>> =>
  Object.fromEntries(counts.flatMap(({ value, count }) => (value === '' ? [] : [[value, count]])));

/** `{tenant: {acme: 12, initech: 3}}` */
function labelCountsJson(labels: DumpGroup['labels']): Readonly<Record<string, Readonly<Record<string, number>>>> {
  const keys = [...new Set(labels.map(({ value: [key] }) => key))];
  return Object.fromEntries(
    keys.map((key) => [
      key,
      Object.fromEntries(labels.flatMap(({ value, count }) => (value[0] === key ? [[value[1], count]] : []))),
    ]),
  );
}

/** What every list of groups says of one. @param ids all of them; the group itself has the first ones */
export function groupJson(group: DumpGroup, ids: readonly number[]) {
  const { key, title, count, states, wait, leaked, labels, frames, creators, diagnosis, background } = group;
  const { id, level, title: name, why, advice, verify, evidence } = diagnosis;
  const creator = creators.find(({ value }) => value.func !== '')?.value;
  return {
    key,
    title,
    count,
    ids,
    states: countsJson(states),
    waitMinutes: wait === undefined ? undefined : { min: wait.minMinutes, max: wait.maxMinutes, untold: wait.untold },
    leaked,
    labels: labelCountsJson(labels),
    frames: frames.map(frameJson),
    createdBy: creator === undefined ? undefined : frameJson(creator),
    diagnosis: { id, level, title: name, why, advice, verify, evidence },
    background,
  };
}

const has = (flags: number, flag: number): boolean => (flags & flag) !== 0;

function textFrameJson({ func, file, line, argsText, args, offset, inlined }: DumpFrame) {
  return { fn: func, file, line, args: args === undefined ? undefined : argsText, offset, inlined };
}

/** Frames that were left out stand in a text as a line of their own. */
const isFrame = ({ elided }: DumpFrame): boolean => elided === undefined;

/** How many frames are missing; true where only that some are. */
function elidedJson(frames: readonly DumpFrame[], flags: number): number | true | undefined {
  const told = frames.reduce((sum, { elided = 0 }) => sum + elided, 0);
  return told > 0 ? told : has(flags, GoroutineFlag.Elided) ? true : undefined;
}

/** A goroutine of which there is a text; of a row of a counted profile `count` says for how many it stands. */
export async function goroutineJson({ series, textOf }: OpenDumps, moment: number, member: MemberRow) {
  const snapshot = mainSnapshot(series.moments[moment]);
  const { row, id, weight, state, minutes, flags, labels, bubble, createdBy, parent } = member;
  const { columns } = snapshot;
  const counted = snapshot.form === 'counts';
  const text: GoroutineText | undefined = counted ? undefined : readGoroutineText(await textOf(snapshot, row));
  const told = text?.createdBy ?? (createdBy === undefined ? undefined : { ...createdBy, goroutine: parent });
  return {
    id: counted ? undefined : id,
    count: counted ? weight : undefined,
    state: state === '' ? undefined : state,
    waitMinutes: minutes,
    leaked: has(flags, GoroutineFlag.Leaked) || snapshot.profile === 'goroutineleak',
    locked: has(flags, GoroutineFlag.Locked),
    scan: has(flags, GoroutineFlag.Scan),
    durable: has(flags, GoroutineFlag.Durable),
    bubble,
    labels: Object.fromEntries(labels),
    gp: text?.gp,
    m: text?.m,
    mp: text?.mp,
    frames:
      text === undefined
        ? series.symbols.table.frames(columns.stack[row]).map((frame) => ({ ...frameJson(frame), inlined: false }))
        : text.frames.filter(isFrame).map(textFrameJson),
    elided: elidedJson(text?.frames ?? [], flags),
    createdBy: told === undefined ? undefined : { ...frameJson(told), goroutine: told.goroutine },
    ancestors:
      text === undefined || text.ancestors.length === 0
        ? undefined
        : text.ancestors.map((ancestor) => ({
            id: ancestor.id,
            frames: ancestor.frames.filter(isFrame).map(textFrameJson),
            createdBy: ancestor.createdBy,
          })),
    running: state === 'running' || undefined,
    unavailable: has(flags, GoroutineFlag.NoStack) || undefined,
    cut: has(flags, GoroutineFlag.Cut) || undefined,
    unparsed: has(flags, GoroutineFlag.Unparsed) || undefined,
    file: series.files[snapshot.file].name,
    raw: counted ? undefined : { from: columns.rawFrom[row], to: columns.rawTo[row] },
  };
}
