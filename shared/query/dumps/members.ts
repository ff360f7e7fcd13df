// The goroutines of a group, a stretch of the list at a time: 100 000 of them are sorted as numbers, and objects are made of
// those that are asked for.

import type { MemberRow, MembersReply, MembersRequest } from '../../model/dump-requests';
import { GoroutineFlag, type Snapshot } from '../../model/dumps';
import { partition } from './partition';
import type { DumpIndex, GroupJudge } from './types';
import { visibleRows } from './visible';

const MOST_MINUTES = 2 ** 20 - 1;

interface Ordered {
  readonly name: string;
  readonly judge: GroupJudge;
  readonly mask: Uint8Array | undefined;
  readonly rows: Int32Array;
}
/** The list that was asked for last: paging through it sorts once. */
const last = new WeakMap<Snapshot, Ordered>();

/**
 * Worst first (suspicion, then proven leaks), then the longest told wait, then by id. `request.from` and `to` are places in
 * that list.
 * @param mask 1 = the row matches the filter; absent = all do. `request.filter` and `request.moment` are not looked at.
 */
export function membersReply(
  index: DumpIndex,
  snapshot: Snapshot,
  judge: GroupJudge,
  request: MembersRequest,
  mask: Uint8Array | undefined,
): MembersReply {
  const rows = orderedRows(index, snapshot, judge, request, mask);
  const shown = rows.subarray(Math.max(0, request.from), Math.max(0, request.to));
  return { total: rows.length, rows: Array.from(shown, (row) => memberRow(index, snapshot, row)) };
}

function orderedRows(
  index: DumpIndex,
  snapshot: Snapshot,
  judge: GroupJudge,
  request: MembersRequest,
  mask: Uint8Array | undefined,
): Int32Array {
  const { groupBy, similarity, ignoreState, background, group } = request;
  const name = JSON.stringify([groupBy, similarity, ignoreState, background, group]);
  const known = last.get(snapshot);
  if (known !== undefined && known.name === name && known.judge === judge && known.mask === mask) return known.rows;
  const rows = rowsOfGroup(index, snapshot, request, visibleRows(index, snapshot, judge, background, mask));
  sortRows(rows, index, snapshot, judge);
  last.set(snapshot, { name, judge, mask, rows });
  return rows;
}

function rowsOfGroup(index: DumpIndex, snapshot: Snapshot, request: MembersRequest, visible: Uint8Array): Int32Array {
  const rows = new Int32Array(snapshot.length);
  let count = 0;
  if (request.group === undefined) {
    for (let row = 0; row < visible.length; row++) if (visible[row] !== 0) rows[count++] = row;
    return rows.slice(0, count);
  }
  const { of, keys } = partition(index, snapshot, request);
  const group = keys.indexOf(request.group);
  for (let row = 0; row < visible.length; row++) if (visible[row] !== 0 && of[row] === group) rows[count++] = row;
  return rows.slice(0, count);
}

function sortRows(rows: Int32Array, index: DumpIndex, snapshot: Snapshot, judge: GroupJudge): void {
  const { id, minutes, flags } = snapshot.columns;
  const { of, length } = index.groups(snapshot);
  const rank = suspicionRanks(length, judge);
  // One number per row says all but the id: rank, then leaked or not, then the wait.
  const first = new Float64Array(snapshot.length);
  for (const row of rows) {
    const leaked = (flags[row] & GoroutineFlag.Leaked) !== 0 ? 0 : 1;
    const wait = MOST_MINUTES - Math.min(MOST_MINUTES, minutes[row]);
    first[row] = (rank[of[row]] * 2 + leaked) * 2 ** 21 + wait;
  }
  // In counts there are no ids, and NaN would make the order depend on chance.
  rows.sort((a, b) => first[a] - first[b] || id[a] - id[b] || a - b);
}

/** 0 for the most suspicious groups; equal for equal suspicion. */
function suspicionRanks(groups: number, judge: GroupJudge): Int32Array {
  const suspicion = Float64Array.from({ length: groups }, (_, group) => judge.suspicion(group));
  const order = Int32Array.from({ length: groups }, (_, group) => group);
  order.sort((a, b) => suspicion[b] - suspicion[a]);
  const ranks = new Int32Array(groups);
  let rank = 0;
  for (let i = 0; i < groups; i++) {
    if (i > 0 && suspicion[order[i]] !== suspicion[order[i - 1]]) rank++;
    ranks[order[i]] = rank;
  }
  return ranks;
}

export function memberRow(index: DumpIndex, { columns }: Snapshot, row: number): MemberRow {
  const { symbols } = index.series;
  const { frames, user } = index.facts(columns.stack[row]);
  const [minutes, creator, parent, bubble] = [
    columns.minutes[row],
    columns.creator[row],
    columns.parent[row],
    columns.bubble[row],
  ];
  return {
    row,
    id: columns.id[row],
    weight: columns.weight[row],
    state: index.string(columns.state[row]),
    flags: columns.flags[row],
    labels: symbols.labelSets[columns.labels[row]] ?? [],
    ...(minutes >= 0 ? { minutes } : {}),
    ...(user >= 0 ? { userFrame: frames[user] } : {}),
    ...(creator >= 0 ? { createdBy: symbols.frameAt(creator) } : {}),
    ...(parent >= 0 ? { parent } : {}),
    ...(bubble > 0 ? { bubble } : {}),
  };
}
