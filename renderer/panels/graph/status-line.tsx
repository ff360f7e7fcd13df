// The line under a graph, a flame graph and a table of functions: what is being done, how far it is and how to stop it, what went
// wrong; else what is shown.

import type { ComponentChildren } from 'preact';
import type { GraphModel } from '../../models/graph-model';
import { Button } from '../../ui/button';

export interface StatusLineProps {
  readonly model: GraphModel;
  readonly children?: ComponentChildren;
}

export function StatusLine({ model, children }: StatusLineProps) {
  const { busy, error, fault, isStopped } = model;
  if (fault.value !== undefined) {
    return (
      <div className="graph-status" role="alert">
        The graph could not be made: {fault.value}.
      </div>
    );
  }
  if (error.value !== undefined) {
    return (
      <div className="graph-status wrong" role="alert">
        {error.value.expression}: {error.value.message}
      </div>
    );
  }
  if (busy.value !== undefined) return <Work model={model} />;
  if (isStopped.value) {
    return (
      <div className="graph-status">
        <span role="status">Stopped before it was done. Anything that is shown is of before.</span>
        <Button kind="link" onClick={() => model.retry()}>
          Start again
        </Button>
      </div>
    );
  }
  return <div className="graph-status">{children}</div>;
}

/** What is shown is not what was asked for: it is faded. */
export const isOutdated = ({ busy, isStopped }: GraphModel): boolean => busy.value !== undefined || isStopped.value;

function Work({ model }: { readonly model: GraphModel }) {
  const isPlacing = model.busy.value === 'placing';
  // Graphviz does not tell how far it is.
  const share = isPlacing ? undefined : model.walked.value;
  return (
    <div className="graph-status work">
      <progress value={share} max={1} aria-label="Progress" />
      <span role="status">
        {isPlacing
          ? 'Placing the nodes …'
          : model.shownSource.value?.kind === 'calls'
            ? 'Adding up the stacks …'
            : 'Building the graph …'}
      </span>
      {share !== undefined && <span>{Math.floor(100 * share)} %</span>}
      <Button kind="link" onClick={() => model.cancel()}>
        Cancel
      </Button>
    </div>
  );
}
