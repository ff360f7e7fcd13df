// A row of tabs, after the ARIA pattern: one tab stop, arrows move, Delete closes where closing is offered.

import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Icon } from './icons';

export interface TabItem {
  readonly id: string;
  readonly label: ComponentChildren;
  /** The label as text: tooltip, accessible name, and name of the close button. */
  readonly text: string;
}

export interface TabsProps {
  readonly items: readonly TabItem[];
  readonly selected: string | undefined;
  readonly onSelect: (id: string) => void;
  readonly onClose?: (id: string) => void;
  readonly label: string;
  readonly className: string;
  /** Id of the element that shows the selected tab's content. */
  readonly controls: string;
}

export function Tabs({ items, selected, onSelect, onClose, label, className, controls }: TabsProps) {
  const onKeyDown = (event: KeyboardEvent, index: number): void => {
    const target = nextIndex(event.key, index, items.length);
    if (target !== undefined) {
      event.preventDefault();
      onSelect(items[target].id);
      list.current?.querySelectorAll<HTMLElement>('[role=tab]')[target]?.focus();
    } else if (event.key === 'Delete' && onClose) {
      event.preventDefault();
      onClose(items[index].id);
    }
  };
  const list = useRef<HTMLDivElement>(null);
  const count = items.length;
  // A new selection, or another number of tabs, may lie outside the row.
  useLayoutEffect(() => {
    list.current?.querySelector('.tab.selected')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [selected, count]);
  // With nothing selected the first tab must still be reachable.
  const stop = items.some((item) => item.id === selected) ? selected : items[0]?.id;
  return (
    <div role="tablist" ref={list} aria-label={label} className={`tabs ${className}`}>
      {items.map((item, index) => (
        <div role="presentation" className={item.id === selected ? 'tab selected' : 'tab'} key={item.id}>
          <button
            type="button"
            role="tab"
            aria-selected={item.id === selected}
            aria-controls={controls}
            tabIndex={item.id === stop ? 0 : -1}
            title={item.text}
            aria-label={item.text}
            onClick={() => onSelect(item.id)}
            onAuxClick={(event) => {
              if (event.button === 1) onClose?.(item.id);
            }}
            onKeyDown={(event) => onKeyDown(event, index)}
          >
            {item.label}
          </button>
          {onClose && (
            <button
              type="button"
              className="tab-close"
              aria-label={`Close ${item.text}`}
              title="Close"
              onClick={() => onClose(item.id)}
            >
              <Icon name="close" />
            </button>
          )}
        </div>
      ))}
    </div>
  );
}

function nextIndex(key: string, index: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowRight':
      return (index + 1) % count;
    case 'ArrowLeft':
      return (index - 1 + count) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
