// A group: what is wrong, what to do, how to verify; then its stack, its labels and its goroutines.

import { formatDuration, groupDigits } from '../../../shared/base/format';
import { shortName } from '../../../shared/base/function-name';
import { visibleText } from '../../../shared/base/visible-text';
import type { CountOf, Diagnosis, DumpGroup, MatrixGroup, SeriesVerdict } from '../../../shared/model/dump-requests';
import type { Frame } from '../../../shared/model/stacks';
import type { DumpSession } from '../../models/dump-session';
import { CopyButton } from '../../ui/copy-button';
import { FunctionName } from '../../ui/function-name';
import { addFilter, addLabelFilter } from './actions';
import { useMembers } from './members';
import { LevelBadge, Place, Section, States, Verify } from './pieces';
import { FrameStack } from './stack';
import { goroutines, groupName, isQuiet, labelText, momentTitles, namingFrame, waitText } from './words';

interface SessionProps {
  readonly session: DumpSession;
}

export interface GroupDetailsProps extends SessionProps {
  readonly group: DumpGroup;
  /** Its row of the matrix, while that is shown. */
  readonly compared: MatrixGroup | undefined;
}

export function GroupDetails({ session, group, compared }: GroupDetailsProps) {
  const frame = namingFrame(group);
  const wait = waitText(group.wait);
  // Beside the counts of all dumps it has to be told of which one this is.
  const moments = session.matrix.value?.moments ?? [];
  const isListed = compared !== undefined && compared.group !== group && moments.length > 1;
  const shown = isListed ? momentTitles(moments)[session.moment.value] : undefined;
  return (
    <section className="dump-details" aria-label={`Group ${groupName(group)}`}>
      <h2>
        {frame ? <FunctionName name={frame.func} short /> : <span className="group-title">{groupName(group)}</span>}
        <span className="title-count">
          {goroutines(group.count)}
          {shown !== undefined && ` in ${shown}`}
        </span>
      </h2>
      <p className="facts group-facts">
        <States states={group.states} />
        <span title={wait.title}>{group.wait ? `waiting ${wait.text}` : wait.text}</span>
        {group.leaked > 0 && <span className="alert-text">{groupDigits(group.leaked)} marked as leaked</span>}
      </p>
      <Creators session={session} creators={group.creators} />
      <Course session={session} compared={compared} />
      <Verdicts verdict={compared?.verdict} diagnosis={group.diagnosis} />
      <Section title={group.stacks > 1 ? `Stack of the largest part (${groupDigits(group.stacks)} stacks)` : 'Stack'}>
        <FrameStack frames={group.frames} userFrame={group.userFrame} blockingFrame={group.blockingFrame} />
        <GroupLimits group={group} />
      </Section>
      {group.labels.length > 0 && <Labels session={session} group={group} />}
      <Members session={session} />
    </section>
  );
}

function Creators({ session, creators }: SessionProps & { readonly creators: readonly CountOf<Frame>[] }) {
  const known = creators.filter(({ value }) => value.func !== '');
  if (known.length === 0) return <p className="facts">creator not told</p>;
  return (
    <ul className="facts creators">
      {known.map(({ value, count }) => (
        <li key={`${value.func} ${value.file} ${value.line}`}>
          {known.length > 1 && `${groupDigits(count)} `}created by{' '}
          <button
            type="button"
            className="link"
            title={`Filter: created by ${visibleText(value.func)}`}
            onClick={() => addFilter(session, 'created', value.func)}
          >
            {visibleText(shortName(value.func))}
          </button>{' '}
          <Place frame={value} />
        </li>
      ))}
    </ul>
  );
}

/** How it went over the series, in one line. */
function Course({ session, compared }: SessionProps & { readonly compared: MatrixGroup | undefined }) {
  if (!compared || compared.counts.length < 2) return undefined;
  const moments = session.matrix.value?.moments ?? [];
  const from = moments[0]?.timeMs;
  const to = moments.at(-1)?.timeMs;
  const time = from === undefined || to === undefined ? '' : ` in ${formatDuration((to - from) * 1e6)}`;
  const { counts, oldestMinutes, labelLift } = compared;
  return (
    <>
      <p className="facts">
        {groupDigits(Math.round(counts[0]))} → {groupDigits(Math.round(counts[counts.length - 1]))}
        {session.normalise.value && ' (normalised)'}
        {time}
        {oldestMinutes !== undefined && ` · the oldest waits ≥ ${oldestMinutes} min`}
      </p>
      {labelLift.slice(0, 2).map(({ labels, lift, count }) => (
        <p className="facts" key={labels.map(labelText).join()}>
          {labels.map(labelText).join(' × ')}: {lift.toFixed(1)} times as often as elsewhere ({groupDigits(count)})
        </p>
      ))}
    </>
  );
}

interface VerdictsProps {
  readonly verdict: SeriesVerdict | undefined;
  readonly diagnosis: Diagnosis;
}

function Verdicts({ verdict, diagnosis }: VerdictsProps) {
  const both = verdict !== undefined && !isQuiet(verdict.level);
  const advice = both ? verdict.advice : diagnosis.advice;
  const verify = both && verdict.verify !== '' ? verdict.verify : diagnosis.verify;
  const quiet = !both && isQuiet(diagnosis.level);
  // The verdict of a series often says what the pattern says: it is said once.
  const repeats = both && verdict.why.includes(diagnosis.why);
  const showsDiagnosis = !both || (!isQuiet(diagnosis.level) && !(repeats && diagnosis.level === verdict.level));
  return (
    <>
      <Section title={quiet ? 'What it is' : 'What is wrong'}>
        {both && (
          <p>
            <LevelBadge level={verdict.level} /> {!showsDiagnosis && repeats && <strong>{diagnosis.title}. </strong>}
            {verdict.why}
          </p>
        )}
        {showsDiagnosis && (
          <p>
            <LevelBadge level={diagnosis.level} /> <strong>{diagnosis.title}.</strong> {!repeats && diagnosis.why}
          </p>
        )}
        {diagnosis.evidence.length > 0 && (
          <ul className="evidence note">
            {diagnosis.evidence.map((text) => (
              <li key={text}>{visibleText(text)}</li>
            ))}
          </ul>
        )}
      </Section>
      {advice !== '' && (
        <Section title="What to do">
          <p>{advice}</p>
          {both && showsDiagnosis && diagnosis.advice !== '' && diagnosis.advice !== advice && (
            <p>{diagnosis.advice}</p>
          )}
        </Section>
      )}
      {verify !== '' && <Verify text={verify} />}
    </>
  );
}

function GroupLimits({ group }: { readonly group: DumpGroup }) {
  return (
    <>
      {group.elided > 0 && (
        <p className="note">Of {goroutines(group.elided)} frames are left out: the runtime cuts deep stacks.</p>
      )}
      {group.cut > 0 && <p className="note">{goroutines(group.cut)} cut: the dump ends inside of them.</p>}
    </>
  );
}

function Labels({ session, group }: SessionProps & { readonly group: DumpGroup }) {
  return (
    <Section title="Labels">
      <ul className="label-list">
        {group.labels.map(({ value, count }) => (
          <li key={labelText(value)}>
            <button
              type="button"
              className="label-chip"
              title="Filter by this label"
              onClick={() => addLabelFilter(session, value)}
            >
              {labelText(value)}
            </button>
            <span className="number note">{groupDigits(count)}</span>
          </li>
        ))}
        {group.moreLabels > 0 && <li className="note">and {groupDigits(group.moreLabels)} more</li>}
      </ul>
    </Section>
  );
}

function Members({ session }: SessionProps) {
  const members = useMembers(session);
  if (members === undefined || members.rows.length === 0) return undefined;
  const left = members.total - members.rows.length;
  if (members.rows.every(({ id }) => Number.isNaN(id))) {
    return <p className="note dump-section">This dump counts goroutines per stack and tells no ids.</p>;
  }
  return (
    <Section title="Goroutines">
      <ul className="member-links">
        {members.rows.map(({ row, id }) => (
          <li key={row}>
            <button
              type="button"
              className="link mono"
              onClick={() => {
                session.selection.value = { ...session.selection.value, goroutine: row };
              }}
            >
              g{id}
            </button>
          </li>
        ))}
      </ul>
      <div className="button-row">
        {left > 0 && (
          <button type="button" className="link" onClick={() => session.moreMembers()}>
            {groupDigits(left)} more
          </button>
        )}
        <CopyButton label="Copy ids" text={() => members.rows.map(({ id }) => id).join('\n')} />
      </div>
    </Section>
  );
}
