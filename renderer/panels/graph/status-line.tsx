// The line under a graph, a flame graph and a table of functions: what is being done, how far it is and how to stop it, what went
// wrong; else what is shown.

import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { EXPRESSION_NAMES } from '../../../shared/model/graph-requests';
import type { GraphModel } from '../../models/graph-model';
import { Button, IconButton } from '../../ui/button';

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
        {error.value.expression === 'filter' ? 'filter' : EXPRESSION_NAMES[error.value.expression]}:{' '}
        {error.value.message}
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

export interface StatusWordsProps {
  readonly text: string;
  /** They change under the pointer: what stands above must not move. */
  readonly steady?: boolean;
  /** Shown when all is unfolded. */
  readonly children?: ComponentChildren;
}

/** Two lines of words; all of them, and what belongs to them, on a click. */
export function StatusWords({ text, steady = false, children }: StatusWordsProps) {
  const words = useRef<HTMLSpanElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [isCut, setCut] = useState(false);
  useLayoutEffect(() => {
    const element = words.current;
    if (element === null || isOpen) return;
    const measure = (): void => setCut(element.scrollHeight > element.clientHeight + 1);
    measure();
    const resized = new ResizeObserver(measure);
    resized.observe(element);
    return () => resized.disconnect();
  }, [text, isOpen]);
  return (
    <>
      <span className={`graph-words${isOpen ? ' open' : ''}${steady ? ' steady' : ''}`} role="status" ref={words}>
        {text}
      </span>
      {(isCut || isOpen || children !== undefined) && (
        <IconButton
          icon="info"
          label={isOpen ? 'Less' : 'All of this, and what it means'}
          expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        />
      )}
      {isOpen && children}
    </>
  );
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
