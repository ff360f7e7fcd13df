// The filter: plain text while one types, its terms as chips otherwise; what may come next, how many match, and what is wrong
// where. A combobox after the ARIA pattern: the focus stays in the text, the list names its chosen option.

import { useSignal } from '@preact/signals';
import { useId, useMemo, useRef } from 'preact/hooks';
import { groupDigits } from '../../shared/base/format';
import type { Completion } from '../../shared/model/dump-requests';
import { createFilterCompletion } from '../models/filter-completion';
import { filterTerms, withoutTerm } from '../models/filter-terms';
import { IconButton } from '../ui/button';
import { Icon } from '../ui/icons';
import { type Offer, OfferList } from '../ui/offer-list';
import type { AppModel } from './app-model';
import { FilterExamples, shownInstead, WrongFilter } from './filter-help';
import type { FilterTarget } from './filter-target';
import { focusView } from './focus-view';
import { bindingText, FILTER_KEY } from './keymap';
import { SavedFiltersMenu } from './saved-filters-menu';

export interface FilterBoxProps {
  readonly model: AppModel;
  readonly target: FilterTarget;
}

export function FilterBox({ model, target }: FilterBoxProps) {
  const typing = useSignal(false);
  const id = useId();
  const field = useRef<HTMLInputElement | undefined>(undefined);
  const completion = useMemo(() => createFilterCompletion((filter, caret) => target.complete(filter, caret)), []);
  const attach = useRef((input: HTMLInputElement | null) => {
    field.current = input ?? undefined;
    model.filterInput = field.current;
  });
  const text = target.filter.value;
  const error = target.error.value;
  const offers = completion.items.value;
  const active = completion.active.value;
  const showsChips = !typing.value && text !== '' && error === undefined;
  const showsList = typing.value && offers.length > 0;
  const showsHelp = error !== undefined || (typing.value && text === '');

  const take = (place: number): void => {
    const taken = completion.take(text, place);
    const input = field.current;
    if (taken === undefined || input === undefined) return;
    target.filter.value = taken.filter;
    // Written at once: the caret can only be put where text is.
    input.value = taken.filter;
    input.setSelectionRange(taken.caret, taken.caret);
    completion.ask(taken.filter, taken.caret);
  };
  const onKeyDown = (event: KeyboardEvent & { readonly currentTarget: HTMLInputElement }): void => {
    const { key, currentTarget: input } = event;
    if ((key === 'ArrowDown' || key === 'ArrowUp') && !event.altKey) {
      if (offers.length > 0) completion.move(key === 'ArrowDown' ? 1 : -1);
      else completion.ask(text, input.selectionStart ?? text.length);
    } else if ((key === 'Enter' || key === 'Tab') && active >= 0) take(active);
    else if (key === 'Escape') {
      // First the list goes, then the field is left: what was typed stays, the button beside it clears.
      if (offers.length > 0) completion.close();
      else input.blur();
    } else if (key === 'Enter') {
      target.enter();
      input.blur();
      // Where Enter shows another view, its list is there one render later.
      requestAnimationFrame(focusView);
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
          role="combobox"
          spellcheck={false}
          autocomplete="off"
          aria-label="Filter goroutines"
          aria-invalid={error !== undefined}
          aria-describedby={`${id}-help`}
          aria-autocomplete="list"
          aria-expanded={showsList}
          aria-controls={`${id}-list`}
          aria-activedescendant={showsList && active >= 0 ? `${id}-${active}` : undefined}
          placeholder={`Filter goroutines (${bindingText(FILTER_KEY, model.platform)})`}
          value={text}
          onInput={({ currentTarget: { value, selectionStart } }) => {
            target.filter.value = value;
            completion.ask(value, selectionStart ?? value.length);
          }}
          onFocus={() => {
            typing.value = true;
          }}
          onBlur={() => {
            typing.value = false;
            completion.close();
          }}
          onKeyDown={onKeyDown}
        />
        {showsChips && <Chips target={target} />}
      </div>
      <Matched target={target} />
      {text !== '' && (
        <IconButton
          icon="close"
          label="Clear the filter"
          onClick={() => {
            target.filter.value = '';
          }}
        />
      )}
      <SavedFiltersMenu model={model} target={target} />
      <div className="filter-popup" hidden={!showsList && !showsHelp}>
        <div id={`${id}-help`} className="filter-help" hidden={!showsHelp}>
          {error ? (
            <WrongFilter text={text} error={error} applied={target.applied.value} />
          ) : (
            <FilterExamples examples={target.examples} />
          )}
        </div>
        <OfferList
          {...{ id, active }}
          label="Completions"
          offers={offers.map(offerOf)}
          shown={showsList}
          onTake={take}
        />
      </div>
    </search>
  );
}

const offerOf = ({ from, text, label, count }: Completion): Offer => ({
  key: `${from} ${text}`,
  text,
  ...(label !== text && text[0] !== '"' ? { note: label } : {}),
  ...(count === undefined ? {} : { count: groupDigits(count) }),
});

function Chips({ target }: { readonly target: FilterTarget }) {
  const text = target.filter.value;
  return (
    <div className="chips">
      {filterTerms(text).map((term, index) => (
        <span className={term.text.startsWith('-') ? 'chip negated' : 'chip'} key={term.from}>
          <span className="chip-text">{term.text}</span>
          <button
            type="button"
            aria-label={`Remove ${term.text}`}
            onClick={() => {
              target.filter.value = withoutTerm(text, index);
            }}
          >
            <Icon name="close" />
          </button>
        </span>
      ))}
    </div>
  );
}

function Matched({ target }: { readonly target: FilterTarget }) {
  const matched = target.matched();
  if (matched === undefined) return undefined;
  // What is shown still belongs to the last filter that could be read: its count would seem to be that of this one.
  if (target.error.value) {
    const words = shownInstead(target.applied.value);
    return (
      <span className="match-count filtered not-applied" role="status" title={words}>
        not applied; {words}
      </span>
    );
  }
  return (
    <span
      className={matched.filtered ? 'match-count filtered' : 'match-count'}
      role="status"
      aria-live={matched.final ? undefined : 'off'}
    >
      {matched.text}
    </span>
  );
}
