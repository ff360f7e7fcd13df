// `ghostlight dump`: the groups of a goroutine dump, or its goroutines one by one.

import type { DumpGroup, GroupBy, MemberRow, Similarity } from '../../shared/model/dump-requests';
import { mainSnapshot } from '../../shared/model/dumps';
import { goroutineJson, groupJson } from './dump-json';
import { readSettings } from './dump-settings';
import { groupsText, membersText, momentsText, reportText, verdictText } from './dump-text';
import { expressionErrorText } from './expression-error';
import { jsonArray, wantsColour, writeError, writeOut } from './output';
import { type OpenDumps, openDumps } from './read-dumps';

export interface GroupingFlags {
  readonly filter?: string;
  readonly groupBy: GroupBy;
  readonly similarity: Similarity;
  readonly ignoreState: boolean;
  /** Tables leave out what every program has; JSON has everything and marks it. */
  readonly background: boolean;
  readonly set: readonly string[];
}

export interface DumpFlags extends GroupingFlags {
  readonly json: boolean;
  readonly each: boolean;
  /** 1 = the first one; the last one if not said. */
  readonly moment?: number;
}

/** Prints and returns the exit code. */
export async function dump(paths: readonly string[], flags: DumpFlags): Promise<number> {
  const settings = readSettings(flags.set);
  if (!settings.ok) {
    writeError(settings.error);
    return 2;
  }
  const dumps = await openDumps(paths, settings.value);
  if (dumps === undefined) return 2;
  const moment = momentPlace(dumps, flags.moment);
  if (moment === undefined) return 2;
  return flags.each ? printEach(dumps, moment, flags) : printGroups(dumps, moment, flags);
}

/** Place of the moment that is asked for; undefined, and said, if there is none. */
export function momentPlace({ summary }: OpenDumps, number: number | undefined): number | undefined {
  const { length } = summary.moments;
  if (number === undefined) return length - 1;
  if (number <= length) return number - 1;
  writeError(`--moment ${number}: there ${length === 1 ? 'is 1 dump' : `are ${length} dumps`}`);
  return undefined;
}

async function printGroups(dumps: OpenDumps, moment: number, flags: DumpFlags): Promise<number> {
  const { service, summary } = dumps;
  const { filter = '', groupBy, similarity, ignoreState, json } = flags;
  const request = { groupBy, similarity, ignoreState, filter, background: flags.background || json };
  const reply = service.groups(moment, request);
  if (!reply.ok) {
    writeError(expressionErrorText('--filter', filter, reply.error));
    return 2;
  }
  if (json) {
    const idsOf = ({ key, ids, count }: DumpGroup): readonly number[] =>
      ids.length === 0 || ids.length >= count
        ? ids
        : service.members({ ...request, moment, group: key, from: 0, to: count }).rows.map(({ id }) => id);
    await writeOut(jsonArray(reply.groups.map((group) => groupJson(group, idsOf(group)))));
    if (reply.moreGroups > 0) writeError(`${reply.moreGroups} further groups are left out: --filter finds them`);
    return 0;
  }
  await writeOut(momentsText(summary, moment));
  const report = await service.report(moment);
  await writeOut(filter === '' ? reportText(report, wantsColour()) : verdictText(report));
  await writeOut(groupsText(reply, groupBy.by === 'stack', wantsColour()));
  return 0;
}

/** Goroutines that are made into text at once: their texts are read from the file. */
const BATCH = 256;

async function printEach(dumps: OpenDumps, moment: number, flags: DumpFlags): Promise<number> {
  const { service, series, summary } = dumps;
  const { filter = '', groupBy, similarity, ignoreState } = flags;
  const checked = service.groups(moment, { groupBy, similarity, ignoreState, filter, background: true });
  if (!checked.ok) {
    writeError(expressionErrorText('--filter', filter, checked.error));
    return 2;
  }
  const request = { groupBy, similarity, ignoreState, filter, background: true, moment, from: 0 };
  const { rows } = service.members({ ...request, to: Number.POSITIVE_INFINITY });
  if (flags.json) {
    // In the order of the file: worst first, its texts would be read from all over it.
    const ordered = [...rows].sort((a, b) => a.row - b.row);
    async function* objects() {
      for (let at = 0; at < ordered.length; at += BATCH) {
        yield* await Promise.all(ordered.slice(at, at + BATCH).map((member) => goroutineJson(dumps, moment, member)));
      }
    }
    await writeOut(jsonArray(objects()));
    return 0;
  }
  const { columns } = mainSnapshot(series.moments[moment]);
  const leafOf = ({ row }: MemberRow) => series.symbols.table.frames(columns.stack[row])[0];
  await writeOut(momentsText(summary, moment));
  await writeOut(verdictText(await service.report(moment)));
  const diagnosisOf = ({ row }: MemberRow) => service.diagnosis(moment, row);
  await writeOut(membersText(rows, checked.total, { leafOf, diagnosisOf }, wantsColour()));
  return 0;
}
