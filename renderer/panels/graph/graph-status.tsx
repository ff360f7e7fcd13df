// What is being worked on, what was left out, and what is wrong: one line under the drawing.

import { formatDuration } from '../../../shared/base/format';
import type { GraphModel } from '../../models/graph-model';
import { Button } from '../../ui/button';

export function GraphStatus({ model }: { readonly model: GraphModel }) {
  const { busy, error, fault, reply, placed, placedMs } = model;
  const graph = reply.value?.graph;
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
  const nodes = reply.value?.drawn.nodes.length ?? 0;
  const dropped = graph === undefined || graph.dropped.nodes === 0 ? '' : ` · not shown: ${graph.dropped.nodes}`;
  const time = placedMs.value === undefined ? '' : ` · placed in ${formatDuration(placedMs.value * 1e6)}`;
  return (
    <div className="graph-status" role="status">
      {placed.value === undefined ? '' : `${nodes} ${nodes === 1 ? 'node' : 'nodes'}${dropped}${time}`}
    </div>
  );
}
