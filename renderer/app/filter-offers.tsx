// The list of what may be typed next, under the filter.

import { groupDigits } from '../../shared/base/format';
import type { Completion } from '../../shared/model/dump-requests';
import type { FilterCompletion } from '../models/filter-completion';

export interface FilterOffersProps {
  readonly id: string;
  readonly completion: FilterCompletion;
  readonly shown: boolean;
  readonly onTake: (place: number) => void;
}

export function FilterOffers({ id, completion, shown, onTake }: FilterOffersProps) {
  const active = completion.active.value;
  return (
    <div
      id={`${id}-list`}
      role="listbox"
      aria-label="Completions"
      className="filter-offers"
      hidden={!shown}
      tabIndex={-1}
    >
      {shown &&
        completion.items.value.map((item, place) => (
          <Offer
            key={`${item.from} ${item.text}`}
            id={`${id}-${place}`}
            item={item}
            isActive={place === active}
            onTake={() => onTake(place)}
          />
        ))}
    </div>
  );
}

interface OfferProps {
  readonly id: string;
  readonly item: Completion;
  readonly isActive: boolean;
  readonly onTake: () => void;
}

function Offer({ id, item, isActive, onTake }: OfferProps) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the text, which names the chosen option
    // biome-ignore lint/a11y/useKeyWithClickEvents: the text handles the keys
    <div
      id={id}
      role="option"
      aria-selected={isActive}
      className={isActive ? 'offer active' : 'offer'}
      ref={isActive ? scrollIntoView : undefined}
      // A press would take the focus out of the text, and the list with it.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onTake}
    >
      <code>{item.text}</code>
      {item.label !== item.text && item.text[0] !== '"' && <span className="note">{item.label}</span>}
      {item.count !== undefined && <span className="offer-count">{groupDigits(item.count)}</span>}
    </div>
  );
}

const scrollIntoView = (element: HTMLElement | null): void => element?.scrollIntoView({ block: 'nearest' });
