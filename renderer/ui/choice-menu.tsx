// A button that opens a small menu of choices in groups (radio items): arrows move, Escape closes, outside clicks too.

import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';

export interface ChoiceGroup {
  readonly title: string;
  readonly selected: string;
  readonly choices: readonly { readonly id: string; readonly label: string }[];
  readonly onChoose: (id: string) => void;
}

export interface ChoiceMenuProps {
  readonly label: string;
  readonly icon: ComponentChildren;
  readonly groups: readonly ChoiceGroup[];
}

export function ChoiceMenu({ label, icon, groups }: ChoiceMenuProps) {
  const open = useSignal(false);
  const root = useRef<HTMLDivElement>(null);
  const items = (): HTMLElement[] => [...(root.current?.querySelectorAll<HTMLElement>('[role=menuitemradio]') ?? [])];

  const close = (): void => {
    open.value = false;
    root.current?.querySelector('button')?.focus();
  };
  const show = useRef((menu: HTMLElement | null) => {
    if (menu) (menu.querySelector<HTMLElement>('[aria-checked=true]') ?? menu).focus();
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!open.value) return;
    const list = items();
    const at = list.indexOf(document.activeElement as HTMLElement);
    if (event.key === 'Escape') close();
    else if (event.key === 'ArrowDown') list[(at + 1) % list.length]?.focus();
    else if (event.key === 'ArrowUp') list[(at - 1 + list.length) % list.length]?.focus();
    else if (event.key === 'Home') list[0]?.focus();
    else if (event.key === 'End') list.at(-1)?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onFocusOut = (event: FocusEvent): void => {
    if (!root.current?.contains(event.relatedTarget as Node | null)) open.value = false;
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only groups the button with its menu; the keys belong to the items
    <div className="choice-menu" ref={root} onKeyDown={onKeyDown} onFocusOut={onFocusOut}>
      <button
        type="button"
        className="icon-button"
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={open.value}
        onClick={() => {
          open.value = !open.value;
        }}
      >
        {icon}
      </button>
      {open.value && (
        <div role="menu" aria-label={label} className="menu" tabIndex={-1} ref={show.current}>
          {groups.map((group) => (
            // biome-ignore lint/a11y/useSemanticElements: a fieldset has no place in a menu
            <div role="group" aria-label={group.title} key={group.title}>
              <div className="menu-title">{group.title}</div>
              {group.choices.map((choice) => (
                <button
                  type="button"
                  role="menuitemradio"
                  aria-checked={choice.id === group.selected}
                  tabIndex={-1}
                  key={choice.id}
                  onClick={() => {
                    group.onChoose(choice.id);
                    close();
                  }}
                >
                  {choice.label}
                </button>
              ))}
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
