// The views of a tab, by name.

import type { ComponentChildren } from 'preact';

/** The first views have keys: 1 to 9. */
const KEYS = 9;

export interface RailView<Id extends string> {
  readonly id: Id;
  readonly label: string;
  /** Something to look at there: how many. */
  readonly badge?: number;
}

export interface RailProps<Id extends string> {
  readonly views: readonly RailView<Id>[];
  readonly shown: Id;
  readonly onShow: (id: Id) => void;
  /** Below the views. */
  readonly children?: ComponentChildren;
}

export function Rail<Id extends string>({ views, shown, onShow, children }: RailProps<Id>) {
  return (
    <nav className="rail" aria-label="Views">
      {views.map(({ id, label, badge = 0 }, index) => (
        <button
          type="button"
          key={id}
          aria-current={shown === id ? 'page' : undefined}
          aria-keyshortcuts={index < KEYS ? String(index + 1) : undefined}
          title={index < KEYS ? `Key ${index + 1}` : undefined}
          onClick={() => onShow(id)}
        >
          {label}
          {badge > 0 && <span className="badge">{badge > 9 ? '9+' : badge}</span>}
        </button>
      ))}
      {children}
    </nav>
  );
}
