// The filter: plain text while one types, its terms as chips otherwise; how many match, and what is wrong where.

import { useSignal } from '@preact/signals';
import { useId, useRef } from 'preact/hooks';
import { groupDigits } from '../../shared/base/format';
import type { FilterError } from '../../shared/model/requests';
import { filterTerms, withoutTerm } from '../models/filter-terms';
import { isWhole } from '../models/session';
import type { FileSession } from '../models/sessions';
import { IconButton } from '../ui/button';
import { Icon } from '../ui/icons';
import type { AppModel } from './app-model';
import { chooseOnlyMatch } from './when-applied';

const EXAMPLES = ['http', '/serve$/', 'g:50', 'state:waiting', 'reason:"chan receive"', 'dur>10ms', '-term'] as const;

export interface FilterBoxProps {
  readonly model: AppModel;
  readonly session: FileSession;
}

export function FilterBox({ model, session }: FilterBoxProps) {
  const typing = useSignal(false);
  const help = useId();
  const text = session.filter.value;
  const error = session.filterError.value;
  const showsChips = !typing.value && text !== '' && error === undefined;
  const attach = useRef((input: HTMLInputElement | null) => {
    model.filterInput = input ?? undefined;
  });
  const onKeyDown = (event: KeyboardEvent & { readonly currentTarget: HTMLInputElement }): void => {
    if (event.key === 'Escape') {
      if (text === '') event.currentTarget.blur();
      else session.filter.value = '';
    } else if (event.key === 'Enter') {
      chooseOnlyMatch(session, (row) => model.selectGoroutine(session, row));
      event.currentTarget.blur();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <search className={error ? 'filter-box wrong' : 'filter-box'}>
      <Icon name="search" />
      <div className="filter-field">
        <input
          ref={attach.current}
          className={showsChips ? 'covered' : undefined}
          type="text"
          spellcheck={false}
          autocomplete="off"
          aria-label="Filter goroutines"
          aria-invalid={error !== undefined}
          aria-describedby={help}
          placeholder="Filter goroutines ( / )"
          value={text}
          onInput={(event) => {
            session.filter.value = event.currentTarget.value;
          }}
          onFocus={() => {
            typing.value = true;
          }}
          onBlur={() => {
            typing.value = false;
          }}
          onKeyDown={onKeyDown}
        />
        {showsChips && <Chips session={session} />}
      </div>
      <MatchCount session={session} />
      {text !== '' && (
        <IconButton
          icon="close"
          label="Clear the filter"
          onClick={() => {
            session.filter.value = '';
          }}
        />
      )}
      <div id={help} className="filter-help" hidden={error === undefined && !(typing.value && text === '')}>
        {error ? <WrongFilter text={text} error={error} /> : <Examples />}
      </div>
    </search>
  );
}

function Chips({ session }: { readonly session: FileSession }) {
  const text = session.filter.value;
  return (
    <div className="chips">
      {filterTerms(text).map((term, index) => (
        <span className={term.text.startsWith('-') ? 'chip negated' : 'chip'} key={term.from}>
          <span className="chip-text">{term.text}</span>
          <button
            type="button"
            aria-label={`Remove ${term.text}`}
            onClick={() => {
              session.filter.value = withoutTerm(text, index);
            }}
          >
            <Icon name="close" />
          </button>
        </span>
      ))}
    </div>
  );
}

function MatchCount({ session }: { readonly session: FileSession }) {
  const layout = session.layout.value;
  if (!layout) return undefined;
  // What is shown still belongs to the last filter that could be read: its count would seem to be that of this one.
  if (session.filterError.value) {
    return (
      <span className="match-count filtered" role="status">
        not applied
      </span>
    );
  }
  const filtered = session.appliedFilter.value.trim() !== '';
  const whole = isWhole(session.status.value);
  return (
    // Counts that change twice a second are not read aloud: those of the whole trace are.
    <span
      className={filtered ? 'match-count filtered' : 'match-count'}
      role="status"
      aria-live={whole ? undefined : 'off'}
    >
      {filtered
        ? `${groupDigits(layout.matched)} of ${groupDigits(layout.total)}`
        : `${groupDigits(layout.total)} goroutines`}
      {!whole && ' so far'}
    </span>
  );
}

function WrongFilter({ text, error }: { readonly text: string; readonly error: FilterError }) {
  const from = Math.min(error.from, text.length);
  const to = Math.max(from, Math.min(error.to, text.length));
  return (
    <>
      <div className="filter-echo" aria-hidden="true">
        {text.slice(0, from)}
        <mark>{text.slice(from, to) || '\u00a0'}</mark>
        {text.slice(to)}
      </div>
      <div role="alert">
        {error.message} <span className="note">(at character {from + 1})</span>
      </div>
    </>
  );
}

function Examples() {
  return (
    <>
      <div className="note">All terms must match; a minus in front excludes.</div>
      <div className="filter-examples">
        {EXAMPLES.map((example) => (
          <code key={example}>{example}</code>
        ))}
      </div>
    </>
  );
}
