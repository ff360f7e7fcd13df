// The views of a trace, by name.

import type { View } from './app-model';
import type { WorkspaceProps } from './workspace-props';

export function Rail({ model, summary }: WorkspaceProps) {
  const problems = summary.problems.length;
  const views: readonly { readonly id: View; readonly label: string; readonly badge?: number }[] = [
    { id: 'timeline', label: 'Timeline' },
    { id: 'goroutines', label: 'Goroutines' },
    ...(problems > 0 ? [{ id: 'problems', label: 'Problems', badge: problems } as const] : []),
  ];
  return (
    <nav className="rail" aria-label="Views">
      {views.map(({ id, label, badge }) => (
        <button
          type="button"
          key={id}
          aria-current={model.view.value === id ? 'page' : undefined}
          onClick={() => {
            model.view.value = id;
          }}
        >
          {label}
          {badge !== undefined && <span className="badge">{badge > 9 ? '9+' : badge}</span>}
        </button>
      ))}
    </nav>
  );
}
