// The series: how many goroutines and how that changes, the verdict, and the matrix of groups or goroutines by dump.

import { type Signal, useSignal } from '@preact/signals';
import { formatDuration, groupDigits } from '../../../shared/base/format';
import type { MomentInfo, ReportCard } from '../../../shared/model/dump-requests';
import type { DumpSession } from '../../models/dump-session';
import { CheckField } from '../../ui/check-field';
import { Segmented } from '../../ui/segmented';
import { Sparkline } from '../../ui/sparkline';
import { showFindingGroup } from './actions';
import { ChangesStrip } from './compare-changes';
import { GoroutineMatrix } from './matrix-goroutines';
import { GroupMatrix } from './matrix-groups';
import { EmptyNote, LevelBadge, Waiting } from './pieces';
import { TimeDialog } from './time-dialog';
import { BackgroundNote, GroupingBar } from './toolbar';
import { goroutines, signed } from './words';

const ROWS = [
  { id: 'groups', label: 'groups' },
  { id: 'goroutines', label: 'goroutines', title: 'By id: what became of each goroutine from dump to dump' },
] as const;

export function DumpComparePanel({ session }: { readonly session: DumpSession }) {
  const matrix = session.matrix.value;
  const changes = useSignal(false);
  const timeOf = useSignal<number | undefined>(undefined);
  if (!matrix) {
    return (
      <section className="dump-panel dump-compare" aria-label="Comparison of the dumps">
        <Waiting what="Comparing the dumps." />
      </section>
    );
  }
  const { moments } = matrix;
  return (
    <section className="dump-panel dump-compare" aria-label="Comparison of the dumps">
      <div className="compare-cards">
        <NumberCard moments={moments} changes={changes} />
        <VerdictCard session={session} card={matrix.card} />
      </div>
      {moments.length < 2 ? (
        <EmptyNote title="One dump: there is nothing to compare it with.">
          Take further dumps of the same process, some minutes apart, and open them together or drop them here. What
          grows from dump to dump is shown then.
        </EmptyNote>
      ) : (
        <>
          <GroupingBar session={session}>
            <Segmented
              label="Rows"
              choices={ROWS}
              selected={session.matrixRows.value}
              onChoose={(rows) => {
                session.matrixRows.value = rows;
              }}
            />
            <CheckField
              label="normalise"
              title="Scales the counts of each dump to the same total: shows what grows faster than the whole"
              checked={session.normalise.value}
              onChange={(on) => {
                session.normalise.value = on;
              }}
            />
            <BackgroundNote session={session} hidden={matrix.hidden} />
          </GroupingBar>
          {changes.value && <ChangesStrip matrix={matrix} />}
          {session.matrixRows.value === 'groups' ? (
            <GroupMatrix session={session} matrix={matrix} onTime={(moment) => (timeOf.value = moment)} />
          ) : (
            <GoroutineMatrix session={session} matrix={matrix} onTime={(moment) => (timeOf.value = moment)} />
          )}
        </>
      )}
      {timeOf.value !== undefined && moments[timeOf.value] && (
        <TimeDialog
          session={session}
          moment={timeOf.value}
          info={moments[timeOf.value]}
          onClose={() => {
            timeOf.value = undefined;
          }}
        />
      )}
    </section>
  );
}

interface NumberCardProps {
  readonly moments: readonly MomentInfo[];
  /** Whether the tables of what changed are shown. */
  readonly changes: Signal<boolean>;
}

function NumberCard({ moments, changes }: NumberCardProps) {
  const counts = moments.map((moment) => moment.goroutines);
  const first = moments[0];
  const last = moments.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const change = last.goroutines - first.goroutines;
  const ms = last.timeMs === undefined || first.timeMs === undefined ? undefined : last.timeMs - first.timeMs;
  const rate = ms !== undefined && ms > 0 ? (change / ms) * 60_000 : undefined;
  const words = change > 0 ? 'grows' : change < 0 ? 'falls' : '';
  return (
    <div className="dump-card number-card">
      <h2 title="All that the dumps list, also those that every program has">goroutines</h2>
      <div className="number-line">
        <span className="large-number">{groupDigits(last.goroutines)}</span>
        <Sparkline values={counts} widthPx={150} heightPx={38} className={words} />
      </div>
      {moments.length > 1 && (
        <p className="note">
          <span className={words}>
            <span className="nowrap">
              {groupDigits(first.goroutines)} → {groupDigits(last.goroutines)}
            </span>
            {ms !== undefined && ' '}
            {ms !== undefined && <span className="nowrap">in {formatDuration(Math.abs(ms) * 1e6)}</span>}
          </span>
          {rate !== undefined && rate !== 0 && <span> · {rateWords(rate)}</span>}
          {ms === undefined && ' · times not known'}
        </p>
      )}
      {moments.length > 1 && moments.some(({ timeMs }) => timeMs === undefined) && (
        <p className="note time-hint">To set the time of a dump, press its name above its column.</p>
      )}
      {moments.length > 1 && (
        <button
          type="button"
          className="link changes-link"
          aria-expanded={changes.value}
          onClick={() => {
            changes.value = !changes.value;
          }}
        >
          {changes.value ? 'Hide states, ids and labels' : 'States, ids and labels'}
        </button>
      )}
    </div>
  );
}

function rateWords(perMinute: number): string {
  const size = Math.abs(perMinute);
  if (size >= 1) return `${signed(perMinute, groupDigits(Math.round(size)))} per minute`;
  return `${signed(perMinute, (size * 60).toPrecision(2))} per hour`;
}

/** More stand in the report. */
const SHOWN_FINDINGS = 4;

function VerdictCard({ session, card }: { readonly session: DumpSession; readonly card: ReportCard }) {
  const findings = card.findings.slice(0, SHOWN_FINDINGS);
  const more = card.findings.length - findings.length;
  return (
    <div className="dump-card verdict-card">
      <h2>{card.verdict}</h2>
      <ul>
        {findings.map((finding) => (
          <li key={finding.id} title={finding.why}>
            <LevelBadge level={finding.level} />
            <p>
              {finding.groups.length > 0 ? (
                <button
                  type="button"
                  className="plain-link"
                  onClick={() => showFindingGroup(session, finding.groups[0])}
                  title="Show the first of its groups"
                >
                  {finding.title}
                </button>
              ) : (
                <strong>{finding.title}</strong>
              )}{' '}
              ({goroutines(finding.goroutines)}): <span className="note">{finding.why}</span>
            </p>
          </li>
        ))}
      </ul>
      {more > 0 && (
        <p className="note">
          {more} more in the{' '}
          <button
            type="button"
            className="link"
            onClick={() => {
              session.view.value = 'report';
            }}
          >
            report
          </button>
        </p>
      )}
      {card.limits.length > 0 && (
        <ul className="note limits" aria-label="Limits">
          {card.limits.map((limit) => (
            <li key={limit}>{limit}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
