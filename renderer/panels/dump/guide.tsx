// The help on dumps: what symptoms mean, what states mean, how dumps are taken, what is often said and is not so.

import type { ComponentChildren } from 'preact';
import type { DumpGuide, GuideCommand } from '../../../shared/model/dump-guide';
import type { DumpSession } from '../../models/dump-session';
import { CodeBlock } from '../../ui/code-block';
import { Section, Swatch } from './pieces';

export interface DumpGuidePanelProps {
  readonly session: DumpSession;
  readonly guide: DumpGuide;
}

export function DumpGuidePanel({ guide }: DumpGuidePanelProps) {
  return (
    <section className="dump-panel dump-guide" aria-label="Guide">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard */}
      <div className="dump-scroll" tabIndex={0}>
        <Section title="What is seen, and what may be behind it">
          {guide.symptoms.map(({ symptom, causes, checks, commands }) => (
            <div className="dump-card guide-card" key={symptom}>
              <h4>{symptom}</h4>
              <div className="guide-columns">
                <Column title="It may be">
                  <Lines lines={causes} />
                </Column>
                <Column title="How to tell">
                  <Lines lines={checks} />
                  <Commands commands={commands} />
                </Column>
              </div>
            </div>
          ))}
        </Section>
        <Section title="How to take a dump">
          {guide.captures.map(({ name, how, has, lacks, cost }) => (
            <div className="dump-card guide-card" key={name}>
              <h4>{name}</h4>
              <Commands commands={how} />
              <div className="guide-columns">
                <Column title="It has">
                  <Lines lines={has} />
                </Column>
                <Column title="It lacks">
                  <Lines lines={lacks} />
                </Column>
              </div>
              <p className="note">{cost}</p>
            </div>
          ))}
        </Section>
        <Section title="What the states mean">
          <table className="small-table guide-states">
            <thead>
              <tr>
                <th scope="col">state</th>
                <th scope="col">meaning</th>
                <th scope="col">ended by</th>
                <th scope="col">nothing to worry about</th>
              </tr>
            </thead>
            <tbody>
              {guide.states.map(({ state, meaning, endedBy, normalWhen }) => (
                <tr key={state}>
                  <th scope="row">
                    <Swatch state={state} />
                    {state}
                  </th>
                  <td>{meaning}</td>
                  <td>{endedBy ?? 'nothing ends it'}</td>
                  <td>{normalWhen ?? 'never'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Section>
        {guide.corrections.length > 0 && (
          <Section title="Often said, and not so">
            <dl className="corrections">
              {guide.corrections.map(({ claim, fact }) => (
                <div key={claim}>
                  <dt>“{claim}”</dt>
                  <dd>{fact}</dd>
                </div>
              ))}
            </dl>
          </Section>
        )}
      </div>
    </section>
  );
}

function Column({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <h5>{title}</h5>
      {children}
    </div>
  );
}

function Lines({ lines }: { readonly lines: readonly string[] }) {
  if (lines.length === 0) return <p className="note">–</p>;
  return (
    <ul className="plain-list">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

function Commands({ commands }: { readonly commands: readonly GuideCommand[] }) {
  return (
    <>
      {commands.map(({ note, text }) => (
        <div key={text} className="guide-command">
          {note !== undefined && <p className="note">{note}</p>}
          <CodeBlock text={text} label={note ?? 'Command'} />
        </div>
      ))}
    </>
  );
}
