// `ghostlight dump`: the groups of a goroutine dump, or its goroutines one by one.

import type { DumpGroup, MemberRow } from '../../shared/model/dump-requests';
import { mainSnapshot } from '../../shared/model/dumps';
import { goroutineJson, groupJson } from './dump-json';
import { groupsText, membersText, momentsText, reportText, verdictText } from './dump-text';
import { type GroupingFlags, groupingOf, refuseFilter } from './grouping-flags';
import { jsonArray, wantsColour, writeError, writeOut } from './output';
import { type OpenDumps, openDumps } from './read-dumps';

export interface DumpFlags extends GroupingFlags {
  readonly each: boolean;
  /** 1 = the first one; the last one if not said. */
  readonly moment?: number;
}

/** Prints and returns the exit code. */
export async function dump(paths: readonly string[], flags: DumpFlags): Promise<number> {
  const dumps = await openDumps(paths, flags.set);
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
  const request = groupingOf(flags);
  const reply = service.groups(moment, request);
  if (!reply.ok) return refuseFilter(flags, reply.error);
  if (flags.json) {
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
  await writeOut(request.filter === '' ? reportText(report, wantsColour()) : verdictText(report));
  await writeOut(groupsText(reply, flags.groupBy.by === 'stack', wantsColour()));
  return 0;
}

/** Goroutines that are made into text at once: their texts are read from the file. */
const BATCH = 256;

async function printEach(dumps: OpenDumps, moment: number, flags: DumpFlags): Promise<number> {
  const { service, series, summary } = dumps;
  const request = { ...groupingOf(flags), background: true };
  const checked = service.groups(moment, request);
  if (!checked.ok) return refuseFilter(flags, checked.error);
  const { rows } = service.members({ ...request, moment, from: 0, to: Number.POSITIVE_INFINITY });
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
