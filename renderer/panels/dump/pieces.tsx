// Small parts that several dump panels share.

import type { ComponentChildren } from 'preact';
import { visibleText } from '../../../shared/base/visible-text';
import type { CountOf, DumpGroup } from '../../../shared/model/dump-requests';
import type { Frame } from '../../../shared/model/stacks';
import { Badge } from '../../ui/badge';
import { CodeBlock } from '../../ui/code-block';
import { FunctionName } from '../../ui/function-name';
import { sourcePlace } from '../../ui/stack-list';
import { stateClass } from './state-class';
import { verifyParts } from './verify-parts';
import { groupName, LEVEL_WORDS, type Level, namingFrame, statesTitle, stateWords } from './words';

export function LevelBadge({ level }: { readonly level: Level }) {
  const { tone, title } = LEVEL_WORDS[level];
  return <Badge word={level} tone={tone} title={title} />;
}

export function Swatch({ state }: { readonly state: string }) {
  return <span className="state-fill swatch" data-state={stateClass(state)} aria-hidden="true" />;
}

/** One state, or the largest of several and how many more there are. */
export function States({ states }: { readonly states: readonly CountOf<string>[] }) {
  const first = states[0];
  if (first === undefined || (states.length === 1 && first.value === '')) {
    return (
      <span className="dump-state unknown" title="Dumps with counts tell no states.">
        not told
      </span>
    );
  }
  return (
    <span className="dump-state" title={statesTitle(states)}>
      <Swatch state={first.value} />
      <span className="dump-state-name">{stateWords(first.value)}</span>
      {states.length > 1 && <span className="more">+{states.length - 1}</span>}
    </span>
  );
}

/** `main.leakRecv chans.go:43`: the package faint, the place faint. */
export function FrameLine({ frame }: { readonly frame: Frame | undefined }) {
  if (frame === undefined) return <span className="frame-line unknown">no stack</span>;
  return (
    <span className="frame-line">
      <FunctionName name={frame.func} short />
      <Place frame={frame} />
    </span>
  );
}

export function Place({ frame }: { readonly frame: Pick<Frame, 'file' | 'line'> }) {
  const place = sourcePlace(frame);
  if (place.short === '') return undefined;
  return (
    <span className="place" title={visibleText(place.full)}>
      {visibleText(place.short)}
    </span>
  );
}

/** A group as the lists show it: by its title where it was grouped by something else than the stack. */
export function GroupLine({ group }: { readonly group: DumpGroup }) {
  const frame = namingFrame(group);
  if (frame || group.title === '') return <FrameLine frame={frame} />;
  const name = groupName(group);
  return (
    <span className="frame-line" title={name}>
      <span className="group-title">{name}</span>
    </span>
  );
}

/** What stands in a box can be pasted as it is. */
export function Verify({ text }: { readonly text: string }) {
  return (
    <section className="verify" aria-label="How to verify">
      <p className="verify-title">How to verify</p>
      {verifyParts(text).map((part, index) =>
        part.kind === 'command' ? (
          <CodeBlock key={index} text={part.text} label="Command" wrap />
        ) : (
          <p key={index}>{part.text}</p>
        ),
      )}
    </section>
  );
}

/** What would be here and how to get it. */
export function EmptyNote({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <div className="dump-empty">
      <p className="dump-empty-title">{title}</p>
      <p className="note">{children}</p>
    </div>
  );
}

export function Waiting({ what }: { readonly what: string }) {
  return (
    <p className="empty" role="status">
      {what}
    </p>
  );
}

export interface Span {
  readonly title: string;
  readonly children: ComponentChildren;
}

export function Section({ title, children }: Span) {
  return (
    <section className="dump-section">
      <h3>{title}</h3>
      {children}
    </section>
  );
}
