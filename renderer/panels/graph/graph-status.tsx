// What is being worked on, what was left out, and what is wrong: one line under the drawing.

import { formatDuration } from '../../../shared/base/format';
import { visibleText } from '../../../shared/base/visible-text';
import type { DrawnNode, Paint } from '../../../shared/model/drawn-graph';
import { legendOf } from '../../../shared/model/paint-legend';
import type { GraphModel } from '../../models/graph-model';
import { Button } from '../../ui/button';

export function GraphStatus({ model }: { readonly model: GraphModel }) {
  const { busy, error, fault, reply, placed, placedMs } = model;
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
  if (busy.value !== undefined) {
    return (
      <div className="graph-status" role="status">
        {busy.value === 'building' ? 'Adding up the stacks …' : 'Placing the nodes …'}
        <Button kind="link" onClick={() => model.cancel()}>
          Cancel
        </Button>
      </div>
    );
  }
  const drawn = reply.value?.drawn;
  if (placed.value === undefined || drawn === undefined) return <div className="graph-status" role="status" />;
  const nodes = drawn.nodes.length;
  // The first line of the caption is the file, which the tab has.
  const about = reply.value?.graph === undefined ? [drawn.title] : [];
  const words = [...about, ...drawn.caption.slice(1)].map(visibleText);
  const time = placedMs.value === undefined ? [] : [`placed in ${formatDuration(placedMs.value * 1e6)}`];
  const text = [`${nodes} ${nodes === 1 ? 'node' : 'nodes'}`, ...words, ...time].join(' · ');
  return (
    <div className="graph-status">
      <span className="graph-words" role="status" title={text}>
        {text}
      </span>
      <Legend nodes={drawn.nodes} />
    </div>
  );
}

function Legend({ nodes }: { readonly nodes: readonly DrawnNode[] }) {
  const paints = new Set<Paint>(
    nodes.flatMap(({ border, segments }) => [border, ...segments.map(({ paint }) => paint)]),
  );
  return (
    <ul className="graph-legend" aria-label="Colours">
      {legendOf(paints).map(({ paint, label }) => (
        <li key={paint} data-paint={paint}>
          {label}
        </li>
      ))}
    </ul>
  );
}
