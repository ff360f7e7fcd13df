// The list of what may be chosen or typed next, under a text field that keeps the focus (combobox after the ARIA pattern).

export interface Offer {
  readonly key: string;
  readonly text: string;
  readonly note?: string;
  /** At the right. */
  readonly count?: string;
}

export interface OfferListProps {
  /** The list is `${id}-list`, its options `${id}-0` …: the field names them. */
  readonly id: string;
  readonly label: string;
  readonly offers: readonly Offer[];
  /** Place of the chosen one; -1 = none is. */
  readonly active: number;
  readonly shown: boolean;
  readonly onTake: (place: number) => void;
}

export function OfferList({ id, label, offers, active, shown, onTake }: OfferListProps) {
  return (
    <div id={`${id}-list`} role="listbox" aria-label={label} className="offers" hidden={!shown} tabIndex={-1}>
      {shown &&
        offers.map((offer, place) => (
          <OfferRow
            key={offer.key}
            id={`${id}-${place}`}
            offer={offer}
            isActive={place === active}
            onTake={() => onTake(place)}
          />
        ))}
    </div>
  );
}

interface OfferRowProps {
  readonly id: string;
  readonly offer: Offer;
  readonly isActive: boolean;
  readonly onTake: () => void;
}

function OfferRow({ id, offer: { text, note, count }, isActive, onTake }: OfferRowProps) {
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
      <code>{text}</code>
      {note !== undefined && <span className="note">{note}</span>}
      {count !== undefined && <span className="offer-count">{count}</span>}
    </div>
  );
}

const scrollIntoView = (element: HTMLElement | null): void => element?.scrollIntoView({ block: 'nearest' });
