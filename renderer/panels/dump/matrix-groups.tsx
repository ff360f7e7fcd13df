// Groups by dump: how many, with heat, trend, change, and how many of them stay.

import { groupDigits } from '../../../shared/base/format';
import { visibleText } from '../../../shared/base/visible-text';
import type { GroupBy, MatrixGroup } from '../../../shared/model/dump-requests';
import type { DumpSession } from '../../models/dump-session';
import { Sparkline } from '../../ui/sparkline';
import { groupHeading } from './actions';
import { type MatrixColumn, MatrixGrid, type MomentCell } from './matrix';
import { heatOf, type Matrix, restartTitle } from './matrix-facts';
import { GroupLine, LevelBadge, States } from './pieces';
import { goroutines, isQuiet, momentTitles, share, signed, statesTitle } from './words';

export interface MatrixProps {
  readonly session: DumpSession;
  readonly matrix: Matrix;
  readonly onTime: (moment: number) => void;
}

const left = (groupBy: GroupBy): readonly MatrixColumn<MatrixGroup>[] => [
  {
    name: 'verdict',
    label: 'verdict',
    title: 'What the course of its count means',
    cell: ({ verdict }) => <LevelBadge level={verdict.level} />,
    tooltip: ({ verdict }) => verdict.title,
  },
  {
    name: 'where',
    ...groupHeading(groupBy),
    cell: ({ group }) => <GroupLine group={group} />,
  },
  {
    name: 'state',
    label: 'state',
    title: 'As the runtime prints it',
    cell: ({ group }) => <States states={group.states} />,
    tooltip: ({ group }) => statesTitle(group.states),
  },
];

const RIGHT: readonly MatrixColumn<MatrixGroup>[] = [
  {
    name: 'trend',
    label: 'trend',
    title: 'Course of the count over the dumps, from 0',
    cell: ({ counts, verdict }) => (
      <Sparkline
        values={counts}
        widthPx={68}
        heightPx={20}
        floor={0}
        className={isQuiet(verdict.level) ? 'quiet' : ''}
      />
    ),
    tooltip: ({ perMinute }) =>
      perMinute === undefined
        ? 'No rate: the times of the dumps are not known'
        : `${signed(perMinute, Math.abs(perMinute).toPrecision(3))} per minute`,
  },
  {
    name: 'delta',
    label: 'Δ',
    title: 'Last dump against the first',
    // Of the counts that are shown, which may be normalised.
    cell: ({ counts }) => signed(Math.round((counts.at(-1) ?? 0) - (counts[0] ?? 0))),
    tooltip: ({ counts }) =>
      `${groupDigits(Math.round(counts[0] ?? 0))} → ${groupDigits(Math.round(counts.at(-1) ?? 0))}`,
  },
  {
    name: 'survivors',
    label: 'survivors',
    title: 'Share of the goroutines of a dump that are still there in the next one, over the series',
    cell: ({ survivors }) => (survivors === undefined ? <span className="unknown">unknown</span> : share(survivors)),
    tooltip: ({ survivors, turnover }) =>
      survivors === undefined
        ? 'These dumps tell no ids, or the process was started again.'
        : turnover === undefined
          ? undefined
          : `turnover: ${share(turnover)} of the count are new from dump to dump`,
  },
];

export function GroupMatrix({ session, matrix, onTime }: MatrixProps) {
  const { moments } = matrix;
  const titles = momentTitles(moments);
  const { selection } = session;
  const cell = (row: MatrixGroup, moment: number): MomentCell => {
    const count = row.counts[moment] ?? 0;
    const shown = session.normalise.value && !Number.isInteger(count) ? count.toFixed(1) : groupDigits(count);
    const news = moment > 0 ? row.newIds?.[moment - 1] : undefined;
    const gone = moment > 0 ? row.goneIds?.[moment - 1] : undefined;
    const moves =
      news === undefined || gone === undefined ? '' : `, ${groupDigits(news)} new and ${groupDigits(gone)} gone`;
    return {
      content: count === 0 ? <span className="none">0</span> : shown,
      title: `${titles[moment]}: ${session.normalise.value ? `${shown} goroutines, normalised` : goroutines(count)}${moves}`,
      heat: heatOf(row.counts, moment),
    };
  };
  return (
    <MatrixGrid
      kind="by-group"
      label="Groups by dump"
      rows={matrix.groups}
      keyOf={({ key }) => key}
      left={left(session.grouping.value.groupBy)}
      right={RIGHT}
      moments={moments}
      shownMoment={session.moment.value}
      cell={cell}
      restart={(moment) => restartTitle(matrix, moment)}
      selected={selection.value.group}
      onChoose={({ key }, moment) => {
        if (moment !== undefined) session.moment.value = moment;
        selection.value = { group: key };
      }}
      onTime={onTime}
      fixedPx={500}
      rightPx={232}
      momentPx={60}
    >
      {matrix.groups.length === 0 && <p className="empty">{emptyWords(session)}</p>}
      {matrix.moreGroups > 0 && (
        <p className="note grid-end">
          {groupDigits(matrix.moreGroups)} more groups are less suspicious and not listed. A filter finds them.
        </p>
      )}
    </MatrixGrid>
  );
}

const emptyWords = (session: DumpSession): string =>
  session.appliedFilter.value.trim() === ''
    ? 'No group is left: all goroutines are background.'
    : `No goroutine of any dump matches ${visibleText(session.appliedFilter.value)}.`;
