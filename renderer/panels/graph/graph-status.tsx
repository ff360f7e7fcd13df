// What was drawn and what was left out of it: under the drawing, with what colours and lines mean.

import { formatDuration } from '../../../shared/base/format';
import { visibleText } from '../../../shared/base/visible-text';
import type { GraphModel } from '../../models/graph-model';
import { Legend, shownLegend } from './legend';
import { StatusLine, StatusWords } from './status-line';

export function GraphStatus({ model }: { readonly model: GraphModel }) {
  const { reply, placed, placedMs } = model;
  const answer = reply.value;
  if (placed.value === undefined || answer === undefined) return <StatusLine model={model} />;
  const { drawn, graph } = answer;
  const nodes = drawn.nodes.length;
  // The first line of the caption is the file, which the tab has.
  const caption = drawn.caption.slice(1);
  const words = graph === undefined ? [`${nodes} ${nodes === 1 ? 'node' : 'nodes'}`, drawn.title, ...caption] : caption;
  const time = placedMs.value === undefined ? [] : [`placed in ${formatDuration(placedMs.value * 1e6)}`];
  const entries = shownLegend(model);
  return (
    <StatusLine model={model}>
      <StatusWords text={[...words, ...time].map(visibleText).join(' · ')}>
        <Legend entries={entries} label="Colours, lines and sizes" />
      </StatusWords>
      <Legend
        entries={entries.filter(({ mark }) => mark.kind === 'border' || mark.kind === 'dotted')}
        label="Colours"
        short
      />
    </StatusLine>
  );
}
