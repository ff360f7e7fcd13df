// A labelled field that shows what is chosen and offers what fits the text that is typed (combobox after the ARIA pattern): arrows
// move, Enter takes the active or the first one, Escape closes and brings back what was chosen.

import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { type Offer, OfferList } from './offer-list';

export interface ComboOffers {
  readonly offers: readonly Offer[];
  /** Said below them: that there are more, or that there are none. */
  readonly note?: string;
}

export interface ComboFieldProps {
  readonly label: string;
  readonly title?: string;
  readonly placeholder?: string;
  /** What is chosen, in words. */
  readonly value: string;
  readonly find: (text: string) => ComboOffers;
  readonly onChoose: (key: string) => void;
}

export function ComboField({ label, title, placeholder, value, find, onChoose }: ComboFieldProps) {
  const id = useId();
  /** Undefined while nothing is typed: then what is chosen stands there. */
  const typed = useSignal<string | undefined>(undefined);
  const open = useSignal(false);
  const active = useSignal(-1);
  const { offers, note } = open.value ? find(typed.value ?? '') : { offers: [] };

  const show = (text: string | undefined, isOpen: boolean): void => {
    typed.value = text;
    open.value = isOpen;
    active.value = -1;
  };
  const take = (place: number): void => {
    const offer = offers[place];
    if (offer === undefined) return;
    show(undefined, false);
    onChoose(offer.key);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    // Over none, which stands between the last and the first.
    const places = offers.length + 1;
    if (step !== 0 && !open.value) show(typed.value, true);
    else if (step !== 0) active.value = ((active.value + 1 + step + places) % places) - 1;
    else if (event.key === 'Enter' && open.value) take(Math.max(0, active.value));
    else if (event.key === 'Escape' && open.value) show(undefined, false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="combo-field" title={title}>
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        type="text"
        role="combobox"
        spellcheck={false}
        autocomplete="off"
        aria-autocomplete="list"
        aria-expanded={open.value}
        aria-controls={`${id}-list`}
        aria-activedescendant={open.value && active.value >= 0 ? `${id}-${active.value}` : undefined}
        placeholder={placeholder}
        value={typed.value ?? value}
        onInput={(event) => show(event.currentTarget.value, true)}
        onFocus={(event) => event.currentTarget.select()}
        onClick={() => {
          if (!open.value) show(typed.value, true);
        }}
        onBlur={() => show(undefined, false)}
        onKeyDown={onKeyDown}
      />
      <div className="combo-popup" hidden={!open.value}>
        <OfferList {...{ id, label, offers }} active={active.value} shown={offers.length > 0} onTake={take} />
        {note !== undefined && (
          <p className="combo-note" role="status">
            {note}
          </p>
        )}
      </div>
    </div>
  );
}
