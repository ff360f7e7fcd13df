// What `ghostlight diff` prints for people: which dumps, counts per group and dump, ids, and what is wrong.

import { formatPercent, groupDigits, threeDigits } from '../../shared/base/format';
import type { IdCounts, MatrixGroup, MatrixReply } from '../../shared/model/dump-requests';
import { groupPlace, hiddenText, momentText, placeText, reportText } from './dump-text';
import { printable, shortPrintable, type TextColumn, textTable } from './text-table';

export type Matrix = Extract<MatrixReply, { readonly ok: true }>;

/** More columns than this are wider than a terminal: the first dump and the last ones are shown. */
const MOST_COLUMNS = 10;

const signed = (value: number): string => (value > 0 ? `+${groupDigits(value)}` : groupDigits(value));
const count = (value: number): string => groupDigits(Math.round(value));

export function* diffText(matrix: Matrix, byStack: boolean, colour: boolean): Generator<string> {
  const { moments, restarts, groups, moreGroups, hidden, ids, card } = matrix;
  const shown = [...moments.keys()].filter((i) => i === 0 || i > moments.length - MOST_COLUMNS);
  for (const [i, moment] of moments.entries()) {
    yield `#${i + 1}  ${momentText(moment)}, ${groupDigits(moment.goroutines)} goroutines${moment.truncated ? ', cut' : ''}\n`;
  }
  if (shown.length < moments.length) yield `the first and the last ${shown.length - 1} are shown, --json has all\n`;
  for (const { before, why } of restarts) yield `restarted before #${before + 1}: ${printable(why)}\n`;
  yield '\n';
  yield* reportText(card, colour);
  const timed = groups.some(({ perMinute }) => perMinute !== undefined);
  const known = groups.some(({ survivors }) => survivors !== undefined);
  const columns: readonly TextColumn[] = [
    { title: 'VERDICT', align: 'left' },
    ...shown.map((i): TextColumn => ({ title: `#${i + 1}`, align: 'right' })),
    { title: 'DELTA', align: 'right' },
    ...(timed ? [{ title: 'PER MIN', align: 'right' } as const] : []),
    ...(known ? [{ title: 'SURVIVE', align: 'right' } as const, { title: 'TURNOVER', align: 'right' } as const] : []),
    { title: byStack ? 'WHERE' : 'GROUP', align: 'left' },
    ...(byStack ? [{ title: 'CREATED BY', align: 'left' } as const] : []),
  ];
  const cells = groups.map((row) => [
    row.verdict.level,
    ...shown.map((i) => count(row.counts[i])),
    signed(row.delta),
    ...(timed ? [row.perMinute === undefined ? '-' : threeDigits(row.perMinute)] : []),
    ...(known ? [share(row.survivors), share(row.turnover)] : []),
    ...nameCells(row, byStack),
  ]);
  yield* textTable(columns, cells, colour);
  if (moreGroups > 0) yield `${groupDigits(moreGroups)} further groups are not listed: --filter finds them\n`;
  yield* hiddenText(hidden);
  if (ids === undefined)
    yield 'goroutines are not compared one by one: the dumps tell no ids, or the process restarted\n';
  else {
    yield `#1 to #${moments.length}: ${idsText(ids.whole)}\n`;
    if (moments.length > 2) yield `#${moments.length - 1} to #${moments.length}: ${idsText(ids.lastStep)}\n`;
  }
}

const share = (value: number | undefined): string => (value === undefined ? '-' : formatPercent(value));

const nameCells = ({ group }: MatrixGroup, byStack: boolean): readonly string[] =>
  byStack
    ? [placeText(groupPlace(group)), placeText(group.creators[0]?.value)]
    : [shortPrintable(group.title, 100) || '-'];

const idsText = (ids: IdCounts): string =>
  `${groupDigits(ids.new)} new, ${groupDigits(ids.gone)} gone, ${groupDigits(ids.moved)} at another place, ${groupDigits(ids.same)} at the same place`;
