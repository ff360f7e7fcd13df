// `ghostlight diff`: how the groups of a series of goroutine dumps change, and which of it is wrong.

import type { MatrixGroup, MomentInfo, SeriesSummary } from '../../shared/model/dump-requests';
import { diffText, type Matrix } from './diff-text';
import { groupJson } from './dump-json';
import { type GroupingFlags, groupingOf, refuseFilter } from './grouping-flags';
import { wantsColour, writeError, writeOut } from './output';
import { openDumps } from './read-dumps';

export interface DiffFlags extends GroupingFlags {
  readonly normalise: boolean;
}

/** Prints and returns the exit code. */
export async function diff(paths: readonly string[], flags: DiffFlags): Promise<number> {
  const dumps = await openDumps(paths, flags.set);
  if (dumps === undefined) return 2;
  const { service, summary } = dumps;
  if (summary.moments.length < 2) {
    const why = summary.files.length > 1 ? ', listings of one moment are taken together' : '';
    writeError(`there is only one dump${why}; to compare takes two`);
    return 2;
  }
  const reply = await service.matrix({ rows: 'groups', ...groupingOf(flags), normalise: flags.normalise });
  if (!reply.ok) return refuseFilter(flags, reply.error);
  if (flags.json) await writeOut([`${JSON.stringify(diffJson(reply, summary), undefined, 1)}\n`]);
  else await writeOut(diffText(reply, flags.groupBy.by === 'stack', wantsColour()));
  return 0;
}

function diffJson({ moments, groups, ids, restarts, states, moreGroups, card }: Matrix, { files }: SeriesSummary) {
  const fileOf = ({ name, files: places }: MomentInfo): string => files[places[0]]?.name ?? name;
  return {
    dumps: moments.map((moment) => ({
      file: fileOf(moment),
      name: moment.name,
      time: moment.timeMs === undefined ? undefined : new Date(moment.timeMs).toISOString(),
      timeSource: moment.timeSource,
      goroutines: moment.goroutines,
      truncated: moment.truncated,
    })),
    verdict: card.verdict,
    groups: groups.map(groupChange),
    moreGroups,
    ids: ids?.whole,
    idsLastStep: ids?.lastStep,
    states,
    restarted: restarts.length > 0,
    restarts,
  };
}

function groupChange({ group, labelLift, key: _key, ...change }: MatrixGroup) {
  const { key, title, states, waitMinutes, frames, createdBy, diagnosis, background } = groupJson(group, []);
  return {
    ...{ key, title, ...change, frames, createdBy },
    labelLift: labelLift.map(({ labels, lift, count }) => ({ labels: Object.fromEntries(labels), lift, count })),
    ...{ states, waitMinutes, diagnosis, background },
  };
}
