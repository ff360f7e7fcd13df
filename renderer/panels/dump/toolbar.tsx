// What the lists of groups are made of: by what, how alike, with or without the background; and of which dump.

import type { ComponentChildren } from 'preact';
import { groupDigits } from '../../../shared/base/format';
import { SIMILARITIES, type Similarity } from '../../../shared/model/dump-requests';
import type { DumpSession, Grouping } from '../../models/dump-session';
import { IconButton } from '../../ui/button';
import { CheckField } from '../../ui/check-field';
import { Segmented } from '../../ui/segmented';
import { SelectField } from '../../ui/select-field';
import { groupByChoices, groupById, groupByOf, labelChoices, summaryOf } from './actions';
import { counted, goroutines, momentTitles } from './words';

interface SessionProps {
  readonly session: DumpSession;
}

const SIMILARITY_WORDS: Readonly<Record<Similarity, string>> = {
  exact: 'same instructions',
  lines: 'same lines',
  functions: 'same functions',
  arguments: 'same lines and arguments',
};

/** So many choices stand in the open; the others are in a list. */
const OPEN_CHOICES = 3;

export function GroupingBar({ session, children }: SessionProps & { readonly children?: ComponentChildren }) {
  const now = session.grouping.value;
  const set = (change: Partial<Grouping>): void => {
    session.grouping.value = { ...now, ...change };
  };
  const selected = groupById(now.groupBy);
  const choose = (id: string): void => {
    if (id !== '') set({ groupBy: groupByOf(id) });
  };
  const open = groupByChoices.slice(0, OPEN_CHOICES);
  const further = [...groupByChoices.slice(OPEN_CHOICES), ...labelChoices(session)];
  const isOpen = open.some(({ id }) => id === selected);
  return (
    <div className="dump-toolbar">
      <div className={isOpen ? 'group-by wide' : 'group-by wide further'}>
        <Segmented label="Group by" choices={open} selected={isOpen ? selected : ''} onChoose={choose} />
        <SelectField
          label=""
          title="Other ways to group"
          value={isOpen ? '' : selected}
          options={[{ id: '', label: 'more …' }, ...further]}
          onChange={choose}
        />
      </div>
      <div className="group-by narrow">
        <SelectField label="Group by" value={selected} options={[...open, ...further]} onChange={choose} />
      </div>
      <SelectField
        label=""
        title="Which stacks are one group: those with the …"
        value={now.similarity}
        options={SIMILARITIES.map((id) => ({ id, label: SIMILARITY_WORDS[id] }))}
        onChange={(id) => set({ similarity: id as Similarity })}
      />
      <CheckField
        label="ignore state"
        title="Goroutines of one stack in different states are one group"
        checked={now.ignoreState}
        onChange={(ignoreState) => set({ ignoreState })}
      />
      {children}
    </div>
  );
}

export interface BackgroundNoteProps extends SessionProps {
  readonly hidden: { readonly goroutines: number; readonly groups: number } | undefined;
}

/** What every program has is hidden, with its number, and one click away. */
export function BackgroundNote({ session, hidden }: BackgroundNoteProps) {
  const { background } = session.grouping.value;
  if (!background && hidden?.goroutines === 0) return undefined;
  const toggle = (): void => {
    session.grouping.value = { ...session.grouping.value, background: !background };
  };
  const what = 'Workers of the runtime, idle connections and the like, in the number that is to be expected';
  const number = hidden ? `: ${groupDigits(hidden.goroutines)}` : '';
  const title = hidden ? `${what}: ${goroutines(hidden.goroutines)} in ${counted(hidden.groups, 'group')}` : what;
  return (
    <p className="background-note" title={title}>
      {background ? 'background goroutines shown' : `background goroutines hidden${number}`}
      {' · '}
      <button type="button" className="link" onClick={toggle}>
        {background ? 'hide' : 'show'}
      </button>
    </p>
  );
}

/** Which dump of a series is shown; nothing where there is only one. */
export function MomentChooser({ session }: SessionProps) {
  const moments = summaryOf(session)?.moments ?? [];
  if (moments.length < 2) return undefined;
  const titles = momentTitles(moments);
  const now = session.moment.value;
  const go = (moment: number): void => {
    if (moment >= 0 && moment < moments.length) session.moment.value = moment;
  };
  return (
    <div className="moment-chooser">
      <SelectField
        label="Dump"
        value={String(now)}
        options={moments.map((_, index) => ({
          id: String(index),
          label: `${index + 1} of ${moments.length} · ${titles[index]}`,
        }))}
        onChange={(id) => go(Number(id))}
      />
      <IconButton icon="previous" label="Earlier dump" disabled={now === 0} onClick={() => go(now - 1)} />
      <IconButton icon="right" label="Later dump" disabled={now === moments.length - 1} onClick={() => go(now + 1)} />
    </div>
  );
}
