// The report card: the verdict first, in one sentence with numbers; states; findings with what to do; limits; preamble.

import { groupDigits } from '../../../shared/base/format';
import { visibleText } from '../../../shared/base/visible-text';
import type { CountOf, ReportCard, ReportFinding } from '../../../shared/model/dump-requests';
import type { DumpSession } from '../../models/dump-session';
import { CodeBlock } from '../../ui/code-block';
import { findGroup, showFindingGroup, summaryOf } from './actions';
import { GoroutineLink } from './goroutine-link';
import { FrameLine, GroupLine, LevelBadge, Section, Swatch, Verify, Waiting } from './pieces';
import { stateClass } from './state-class';
import { MomentChooser } from './toolbar';
import { goroutines, isQuiet, levelRank, share, sourceWords, stateWords, timeText } from './words';

const SHOWN_GROUPS = 6;
const SHOWN_EVIDENCE = 8;

interface SessionProps {
  readonly session: DumpSession;
}

export function DumpReportPanel({ session }: SessionProps) {
  const card = session.report.value;
  const series = session.matrix.value?.card;
  const moments = summaryOf(session)?.moments.length ?? 0;
  return (
    <section className="dump-panel dump-report" aria-label="Report">
      {moments > 1 && (
        <div className="dump-toolbar">
          <MomentChooser session={session} />
        </div>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard */}
      <div className="dump-scroll" tabIndex={0}>
        {moments > 1 && series && <SeriesCard session={session} card={series} />}
        {card ? <Card session={session} card={card} /> : <Waiting what="Looking at the stacks." />}
      </div>
    </section>
  );
}

/** The course over all dumps in short; the matrix has the rest. */
function SeriesCard({ session, card }: SessionProps & { readonly card: ReportCard }) {
  return (
    <div className="dump-card series-card">
      <p className="series-verdict">
        <LevelBadge level={card.level} /> <strong>All dumps: {card.verdict}</strong>
      </p>
      <ul className="series-findings">
        {card.findings.map((finding) => (
          <li key={finding.id}>
            <LevelBadge level={finding.level} /> {finding.title}{' '}
            <span className="note">({goroutines(finding.goroutines)})</span>
          </li>
        ))}
      </ul>
      <p>
        <button
          type="button"
          className="link"
          onClick={() => {
            session.view.value = 'compare';
          }}
        >
          Compare the dumps
        </button>
      </p>
    </div>
  );
}

function Card({ session, card }: SessionProps & { readonly card: ReportCard }) {
  const findings = [...card.findings].sort((a, b) => levelRank(a.level) - levelRank(b.level));
  const serious = findings.filter(({ level }) => !isQuiet(level));
  const quiet = findings.filter(({ level }) => isQuiet(level));
  const [verdict, rest] = firstSentence(card.verdict);
  const moment = summaryOf(session)?.moments[session.moment.value];
  return (
    <>
      <header className="report-head">
        <LevelBadge level={card.level} />
        <h2>{verdict}</h2>
        {rest !== '' && <p>{rest}</p>}
        {moment && (
          <p className="note">
            {moment.timeMs === undefined
              ? 'When the dump was taken is not known.'
              : `Taken ${timeText(moment.timeMs)}: the time is ${sourceWords(moment.timeSource)}.`}
          </p>
        )}
        <p>
          <button
            type="button"
            className="link"
            onClick={() => {
              session.view.value = 'groups';
            }}
          >
            {card.groups === 1 ? 'See the group' : `See the ${groupDigits(card.groups)} groups`}
          </button>
        </p>
      </header>
      {card.preamble.length > 0 && (
        <CodeBlock text={card.preamble.join('\n')} label="Why the dump was written" titled wrap />
      )}
      <StatesBar states={card.states} />
      {serious.length > 0 && (
        <Section title={serious.length === 1 ? '1 finding' : `${serious.length} findings`}>
          <ul className="findings">
            {serious.map((finding, index) => (
              <Finding session={session} finding={finding} key={finding.id} open={index === 0 || serious.length <= 3} />
            ))}
          </ul>
        </Section>
      )}
      {quiet.length > 0 && (
        <Section title="Worth to know">
          <ul className="findings">
            {quiet.map((finding) => (
              <Finding session={session} finding={finding} key={finding.id} open={false} />
            ))}
          </ul>
        </Section>
      )}
      {card.limits.length > 0 && (
        <Section title="Limits of this dump">
          <ul className="plain-list note">
            {card.limits.map((limit) => (
              <li key={limit}>{limit}</li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

/** The heading holds one sentence. */
function firstSentence(text: string): readonly [first: string, rest: string] {
  const end = text.search(/[.:] [A-Z]/);
  return end < 0 ? [text, ''] : [text.slice(0, end + 1), text.slice(end + 2)];
}

/** States with more than this share have room for their number in the bar. */
const NAMED_SHARE = 0.06;

function StatesBar({ states }: { readonly states: readonly CountOf<string>[] }) {
  const known = states.filter(({ value, count }) => value !== '' && count > 0);
  const total = known.reduce((sum, { count }) => sum + count, 0);
  if (total === 0)
    return <p className="note report-none">This dump tells no states: it counts goroutines per stack.</p>;
  return (
    <Section title="States">
      <div className="states-bar" aria-hidden="true">
        {known.map(({ value, count }) => (
          <span
            key={value}
            className="state-fill"
            data-state={stateClass(value)}
            style={{ flexGrow: String(count) }}
            title={`${stateWords(value)}: ${groupDigits(count)}`}
          >
            {count / total > NAMED_SHARE && <b>{groupDigits(count)}</b>}
          </span>
        ))}
      </div>
      <ul className="states-list">
        {known.map(({ value, count }) => (
          <li key={value}>
            <Swatch state={value} />
            <span className="dump-state-name">{stateWords(value)}</span>
            <span className="number">{groupDigits(count)}</span>
            <span className="number note">{share(count / total)}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

interface FindingProps extends SessionProps {
  readonly finding: ReportFinding;
  readonly open: boolean;
}

function Finding({ session, finding, open }: FindingProps) {
  const { level, title, goroutines: count, why, advice, verify } = finding;
  return (
    <li className="dump-card finding">
      <details open={open}>
        <summary>
          <LevelBadge level={level} />
          <h4>{title}</h4>
          <span className="note nowrap">{goroutines(count)}</span>
        </summary>
        <div className="finding-body">
          <p>{why}</p>
          {advice !== '' && (
            <>
              <h5>What to do</h5>
              <p>{advice}</p>
            </>
          )}
          {verify !== '' && <Verify text={verify} />}
          <Evidence session={session} finding={finding} />
        </div>
      </details>
    </li>
  );
}

function Evidence({ session, finding }: SessionProps & { readonly finding: ReportFinding }) {
  const { evidence, groups } = finding;
  return (
    <>
      {evidence.length > 0 && (
        <>
          <h5>Evidence</h5>
          <ul className="evidence">
            {evidence.slice(0, SHOWN_EVIDENCE).map(({ text, goroutine, frame }, index) => (
              <li key={index}>
                {goroutine !== undefined && <GoroutineLink session={session} id={goroutine} />}
                <span>{visibleText(text)}</span>
                {frame && <FrameLine frame={frame} />}
              </li>
            ))}
            {evidence.length > SHOWN_EVIDENCE && <li className="note">and {evidence.length - SHOWN_EVIDENCE} more</li>}
          </ul>
        </>
      )}
      {groups.length > 0 && (
        <>
          <h5>{groups.length === 1 ? 'Stack' : 'Stacks'}</h5>
          <ul className="group-links">
            {groups.slice(0, SHOWN_GROUPS).map((key, index) => {
              const group = findGroup(session, key);
              return (
                <li key={key}>
                  <button type="button" className="group-link" onClick={() => showFindingGroup(session, key)}>
                    {group ? <GroupLine group={group} /> : `stack ${index + 1}`}
                    {group && <span className="note">{goroutines(group.count)}</span>}
                  </button>
                </li>
              );
            })}
            {groups.length > SHOWN_GROUPS && (
              <li className="note">and {groups.length - SHOWN_GROUPS} more, at the top of the groups</li>
            )}
          </ul>
        </>
      )}
    </>
  );
}
