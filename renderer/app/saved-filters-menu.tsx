// The filters that the user gave a name: take one, forget one, save the one that is in the box.

import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { IconButton } from '../ui/button';
import type { AppModel } from './app-model';
import type { FilterTarget } from './filter-target';

export interface SavedFiltersMenuProps {
  readonly model: AppModel;
  readonly target: FilterTarget;
}

export function SavedFiltersMenu({ model, target }: SavedFiltersMenuProps) {
  const open = useSignal(false);
  const root = useRef<HTMLDivElement>(null);
  const saved = model.savedFilters.list(target.kind).value;
  const close = (): void => {
    open.value = false;
    root.current?.querySelector('button')?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !open.value) return;
    event.preventDefault();
    event.stopPropagation();
    close();
  };
  const onFocusOut = (event: FocusEvent): void => {
    const next = event.relatedTarget;
    // Nothing has the focus for a moment when a filter is forgotten: its button is gone.
    if (next instanceof Node && !root.current?.contains(next)) open.value = false;
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only groups the button with its list
    <div className="choice-menu saved-filters" ref={root} onKeyDown={onKeyDown} onFocusOut={onFocusOut}>
      <IconButton
        icon="star"
        label="Saved filters"
        expanded={open.value}
        onClick={() => {
          open.value = !open.value;
        }}
      />
      {open.value && (
        <div className="menu" role="dialog" aria-label="Saved filters">
          {saved.length === 0 && <p className="note">No filters are saved yet.</p>}
          <ul>
            {saved.map(({ name, filter }) => (
              <li key={name}>
                <button
                  type="button"
                  className="saved-filter"
                  title={filter}
                  onClick={() => {
                    target.filter.value = filter;
                    close();
                  }}
                >
                  <span>{name}</span>
                  <code>{filter}</code>
                </button>
                <IconButton
                  icon="close"
                  label={`Forget ${name}`}
                  onClick={() => model.savedFilters.remove(target.kind, name)}
                />
              </li>
            ))}
          </ul>
          <SaveForm model={model} target={target} />
        </div>
      )}
    </div>
  );
}

function SaveForm({ model, target }: SavedFiltersMenuProps) {
  const filter = target.filter.value.trim();
  if (filter === '' || target.error.value !== undefined) return undefined;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const name = String(new FormData(event.currentTarget).get('name') ?? '');
        model.savedFilters.add(target.kind, name.trim() === '' ? filter : name, filter);
        event.currentTarget.reset();
      }}
    >
      <input name="name" type="text" autocomplete="off" placeholder={filter} aria-label="Name of this filter" />
      <button type="submit" className="button">
        Save
      </button>
    </form>
  );
}
