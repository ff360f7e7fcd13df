// One goroutine: state, diagnosis, its stack with arguments, who created it and whom it created, its ancestors, its text.

import { groupDigits } from '../../../shared/base/format';
import { visibleText } from '../../../shared/base/visible-text';
import type { DumpGoroutine } from '../../../shared/model/dump-requests';
import type { GoroutineText } from '../../../shared/model/dumps';
import type { DumpSession } from '../../models/dump-session';
import { CodeBlock } from '../../ui/code-block';
import { addLabelFilter } from './actions';
import { GoroutineLink, Ids } from './goroutine-link';
import { FrameLine, LevelBadge, Section, Swatch } from './pieces';
import { FrameStack, ShownStack } from './stack';
import { flagWords, goroutines, labelText, memberWait, stateWords } from './words';

export interface GoroutineDetailsProps {
  readonly session: DumpSession;
  readonly goroutine: DumpGoroutine;
}

export function GoroutineDetails({ session, goroutine }: GoroutineDetailsProps) {
  const { id, weight, state, labels, bubble, flags, diagnosis, text } = goroutine;
  const wait = memberWait(goroutine);
  const named = !Number.isNaN(id);
  return (
    <section className="dump-details" aria-label={named ? `Goroutine ${id}` : 'Goroutines of one stack'}>
      <h2>
        <span className="mono">{named ? `g${id}` : goroutines(weight)}</span>
        <span className="title-count">
          <Swatch state={state} />
          {stateWords(state)}
        </span>
      </h2>
      <p className="facts group-facts">
        <span title={wait.title}>{goroutine.minutes === undefined ? wait.text : `waiting ${wait.text}`}</span>
        {flagWords(flags).map(([, word, title]) => (
          <span className="flag" title={title} key={word}>
            {word}
          </span>
        ))}
        {bubble !== undefined && <span className="flag">synctest bubble {bubble}</span>}
        {goroutine.leakProfile && (
          <span className="flag" title="The goroutineleak profile of the same moment lists this stack">
            in the leak profile
          </span>
        )}
      </p>
      <SystemFacts text={text} />
      {session.selection.value.group !== undefined && (
        <p className="facts">
          <button
            type="button"
            className="link"
            onClick={() => {
              session.selection.value = { group: session.selection.value.group };
            }}
          >
            Show its group
          </button>
        </p>
      )}
      {labels.length > 0 && (
        <ul className="label-list">
          {labels.map((label) => (
            <li key={labelText(label)}>
              <button
                type="button"
                className="label-chip"
                title="Filter by this label"
                onClick={() => addLabelFilter(session, label)}
              >
                {labelText(label)}
              </button>
            </li>
          ))}
        </ul>
      )}
      <Section title="What it means">
        <p>
          <LevelBadge level={diagnosis.level} /> <strong>{diagnosis.title}.</strong> {diagnosis.why}
        </p>
        {diagnosis.advice !== '' && <p>{diagnosis.advice}</p>}
      </Section>
      <Section title="Stack">
        <ShownStack frames={goroutine.frames} pointers={goroutine.pointers} />
      </Section>
      {goroutine.pointers.length > 0 && <Pointers goroutine={goroutine} />}
      <Family session={session} goroutine={goroutine} />
      {text?.ancestors.map((ancestor) => (
        <Section title={`Its ancestor g${ancestor.id} stood at`} key={ancestor.id}>
          <FrameStack frames={ancestor.frames.map((frame) => ({ ...frame, pc: 0 }))} />
          {ancestor.createdBy !== undefined && <p className="note">created by {visibleText(ancestor.createdBy)}</p>}
        </Section>
      ))}
      {goroutine.raw !== '' && (
        <>
          <CodeBlock text={goroutine.raw} label="Its text in the file" titled />
          {goroutine.rawCut && <p className="note">Only the first 64 kB are shown.</p>}
        </>
      )}
    </section>
  );
}

function SystemFacts({ text }: { readonly text: GoroutineText | undefined }) {
  const facts = (
    [
      ['gp', text?.gp],
      ['m', text?.m],
      ['mp', text?.mp],
    ] as const
  ).filter(([, value]) => value !== undefined);
  if (facts.length === 0) return undefined;
  return <p className="facts mono">{facts.map(([name, value]) => `${name}=${visibleText(value ?? '')}`).join(' ')}</p>;
}

function Pointers({ goroutine }: { readonly goroutine: DumpGoroutine }) {
  const { pointers } = goroutine;
  return (
    <Section title="Pointers that occur more than once">
      <table className="small-table pointers">
        <tbody>
          {pointers.map(({ name, value, goroutines: count }) => (
            <tr key={name}>
              <th scope="row" className="mono">
                {name}
              </th>
              <td className="mono">{visibleText(value)}</td>
              <td>in {goroutines(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="note">{groupDigits(goroutine.pointersSearched)} goroutines were searched.</p>
    </Section>
  );
}

function Family({ session, goroutine }: GoroutineDetailsProps) {
  const { createdBy, parent, children, moreChildren } = goroutine;
  return (
    <Section title="Created by">
      {createdBy === undefined ? (
        <p className="note">Not told: of the first goroutine and those of the runtime, dumps name no creator.</p>
      ) : (
        <p className="created-line">
          <FrameLine frame={createdBy} />
          {parent !== undefined && (
            <span className="nowrap">
              {' '}
              in <GoroutineLink session={session} id={parent} />
            </span>
          )}
        </p>
      )}
      {children.length > 0 && (
        <p>
          It created <Ids session={session} ids={children} total={children.length + moreChildren} />
        </p>
      )}
    </Section>
  );
}
