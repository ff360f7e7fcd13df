// What the column at the right shows of a trace: the selected goroutine and span, or the selected range, or the file.

import type { TraceEnd } from '../models/final-state';
import { selectionText } from '../models/selection-text';
import { isWhole } from '../models/session';
import { GoroutineDetails, GraphDetails, Legend, RangeFactsPanel, SpanDetails, TraceFacts } from '../panels';
import { CopyButton } from '../ui/copy-button';
import { DetailsFrame } from './details-frame';
import { graphProps } from './graph-props';
import type { WorkspaceProps } from './workspace-props';

export function DetailsColumn(props: WorkspaceProps) {
  return (
    <DetailsFrame model={props.model}>
      <ShownDetails {...props} />
    </DetailsFrame>
  );
}

/** Beside a graph the functions of it; of the states of a goroutine that goroutine. */
function ShownDetails(props: WorkspaceProps) {
  const { model, session } = props;
  const view = session.graphView.value;
  if (view === undefined || (view === 'graph' && session.graphs.shownSource.value?.kind === 'states')) {
    return <DetailsContent {...props} />;
  }
  return <GraphDetails {...graphProps(model, session)} view={view} />;
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
