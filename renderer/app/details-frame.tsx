// The column at the right: resizable; narrow windows show it only while something is selected.

import type { ComponentChildren } from 'preact';
import { IconButton } from '../ui/button';
import { SplitHandle } from '../ui/split-handle';
import type { AppModel } from './app-model';

const NARROWEST_PX = 260;

export interface DetailsFrameProps {
  readonly model: AppModel;
  /** Buttons above what is shown. */
  readonly actions?: ComponentChildren;
  readonly children: ComponentChildren;
}

export function DetailsFrame({ model, actions, children }: DetailsFrameProps) {
  const { settings } = model;
  if (!model.detailsOpen.value) {
    return (
      <div className="details-strip">
        <IconButton icon="previous" label="Show the details" expanded={false} onClick={() => model.showDetails(true)} />
      </div>
    );
  }
  const max = model.detailsMaxPx.value;
  const width = Math.min(settings.detailsWidth.value, max);
  return (
    <aside
      className={actions === undefined ? 'details' : 'details with-bar'}
      aria-label="Details"
      style={{ width: `${width}px` }}
    >
      <SplitHandle
        label="Width of the details"
        edge="left"
        value={width}
        min={NARROWEST_PX}
        max={max}
        onChange={(value) => {
          settings.detailsWidth.value = value;
        }}
        onCollapse={() => model.showDetails(false)}
      />
      <div className="details-close">
        <IconButton icon="right" label="Hide the details" expanded onClick={() => model.showDetails(false)} />
      </div>
      {actions !== undefined && <div className="details-bar">{actions}</div>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard */}
      <div className="details-scroll" tabIndex={0}>
        {children}
      </div>
    </aside>
  );
}
