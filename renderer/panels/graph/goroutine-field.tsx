// Whose states are drawn: a field that shows the goroutine and offers others, and what to do while none is selected.

import { groupDigits } from '../../../shared/base/format';
import { shortName } from '../../../shared/base/function-name';
import { visibleText } from '../../../shared/base/visible-text';
import type { GoroutineChoice, NamedGoroutine } from '../../models/goroutine-choice';
import type { GraphModel } from '../../models/graph-model';
import { ComboField, type ComboOffers } from '../../ui/combo-field';

const nameOf = ({ name }: NamedGoroutine): string => (name === '' ? 'start not known' : visibleText(shortName(name)));

export function GoroutineField({ choice }: { readonly choice: GoroutineChoice }) {
  const shown = choice.shown.value;
  return (
    <ComboField
      label="goroutine"
      title="Whose states are drawn: type an id or a part of a start function"
      placeholder="g17 or main.worker"
      value={shown === undefined ? '' : `g${shown.id} ${nameOf(shown)}`}
      find={(text) => offersOf(choice, text)}
      onChoose={(row) => choice.choose(Number(row))}
    />
  );
}

function offersOf(choice: GoroutineChoice, text: string): ComboOffers {
  const { list, more } = choice.find(text);
  const offers = list.map((found) => ({ key: String(found.row), text: `g${found.id}`, note: nameOf(found) }));
  if (offers.length === 0)
    return { offers, note: 'No goroutine has this id, and none that the filter leaves this name.' };
  return more === 0
    ? { offers }
    : {
        offers,
        note: `${groupDigits(more)} further ${more === 1 ? 'one' : 'ones'}: type more of the id or of the name.`,
      };
}

/** Above the drawing: the goroutine that is drawn was not chosen by anybody, or is none of the filter's. */
export function NotSelected({ model: { shownSource, goroutine, isWaiting } }: { readonly model: GraphModel }) {
  if (shownSource.value?.kind !== 'states' || isWaiting.value) return undefined;
  if (goroutine === undefined || (goroutine.isSelected.value && !goroutine.isHidden.value)) return undefined;
  const shown = goroutine.shown.value;
  return (
    <p className="graph-hint" role="status">
      {goroutine.isHidden.value
        ? `g${shown?.id} is selected, but the filter leaves it out. Choose another one above, or change the filter.`
        : shown === undefined
          ? 'No goroutine is selected, and the filter leaves none. Type an id above.'
          : `No goroutine is selected: g${shown.id} is shown as an example. Choose another one above, in the timeline or in the table.`}
    </p>
  );
}
