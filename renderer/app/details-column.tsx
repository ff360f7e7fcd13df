// The column at the right: the selected goroutine and span. Narrow windows show it only while something is selected.

import type { TraceEnd } from '../models/final-state';
import { selectionText } from '../models/selection-text';
import { isWhole } from '../models/session';
import { GoroutineDetails, Legend, RangeFactsPanel, SpanDetails, TraceFacts } from '../panels';
import { IconButton } from '../ui/button';
import { CopyButton } from '../ui/copy-button';
import { SplitHandle } from '../ui/split-handle';
import type { WorkspaceProps } from './workspace-props';

const NARROWEST_PX = 260;

export function DetailsColumn(props: WorkspaceProps) {
  const { model } = props;
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
    <aside className="details" aria-label="Details" style={{ width: `${width}px` }}>
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
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard */}
      <div className="details-scroll" tabIndex={0}>
        <DetailsContent {...props} />
      </div>
    </aside>
  );
}

function DetailsContent({ model, session, summary }: WorkspaceProps) {
  const goroutine = session.details.goroutine.value;
  const span = session.details.span.value;
  const range = session.rangeFacts.facts.value;
  // Before the timeline has a resolution, a thousandth of the trace tells times apart.
  const resolutionNs = session.nsPerPx.value || summary.spanNs / 1000;
  const whole = isWhole(session.status.value);
  const end: TraceEnd = { ns: summary.spanNs, whole, gaps: summary.gaps };
  const onSelect = ({ row }: { readonly row: number }): void => model.selectGoroutine(session, row);
  if (!goroutine && !span) {
    return (
      <>
        {range && <RangeFactsPanel facts={range} resolutionNs={resolutionNs} />}
        <TraceFacts
          summary={summary}
          whole={whole}
          ghosts={session.ghosts.value}
          onFilter={(filter) => {
            session.filter.value = filter;
          }}
        />
        <Legend gaps={summary.gaps.length > 0} />
      </>
    );
  }
  return (
    <>
      {goroutine && <GoroutineDetails detail={goroutine} end={end} onSelect={onSelect} />}
      {goroutine && !span && (
        <div className="button-row details-copy">
          <CopyButton
            label="Copy"
            title="Copy these details as text"
            text={() => selectionText(goroutine, undefined, end)}
          />
        </div>
      )}
      {span && (
        <SpanDetails
          span={span}
          resolutionNs={resolutionNs}
          readToNs={whole ? undefined : summary.spanNs}
          onStep={(step) => session.details.step(step)}
          onFit={() => model.run('fit-selection')}
          onSelect={onSelect}
          copyText={() => selectionText(goroutine, span, end)}
        />
      )}
    </>
  );
}
