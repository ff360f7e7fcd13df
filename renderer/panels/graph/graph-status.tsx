// What was drawn and what was left out of it: one line under the drawing.

import { formatDuration } from '../../../shared/base/format';
import { visibleText } from '../../../shared/base/visible-text';
import type { DrawnNode, Paint } from '../../../shared/model/drawn-graph';
import { legendOf } from '../../../shared/model/paint-legend';
import type { GraphModel } from '../../models/graph-model';
import { StatusLine } from './status-line';

export function GraphStatus({ model }: { readonly model: GraphModel }) {
  const { reply, placed, placedMs } = model;
  const drawn = reply.value?.drawn;
  if (placed.value === undefined || drawn === undefined) return <StatusLine model={model} />;
  const nodes = drawn.nodes.length;
  // The first line of the caption is the file, which the tab has.
  const about = reply.value?.graph === undefined ? [drawn.title] : [];
  const words = [...about, ...drawn.caption.slice(1)].map(visibleText);
  const time = placedMs.value === undefined ? [] : [`placed in ${formatDuration(placedMs.value * 1e6)}`];
  const text = [`${nodes} ${nodes === 1 ? 'node' : 'nodes'}`, ...words, ...time].join(' · ');
  return (
    <StatusLine model={model}>
      <span className="graph-words" role="status" title={text}>
        {text}
      </span>
      <Legend nodes={drawn.nodes} />
    </StatusLine>
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
