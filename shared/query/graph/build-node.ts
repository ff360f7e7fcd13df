// A graph while it is built: nodes and edges that know each other.

import type { NodeName } from './node-keys';

export interface BuildNode extends NodeName {
  /** Place in the list of all nodes; stays the same when the graph is built again. */
  readonly id: number;
  flat: number;
  cum: number;
  readonly flatTags: Map<number, number>;
  readonly cumTags: Map<number, number>;
  readonly in: Map<BuildNode, BuildEdge>;
  readonly out: Map<BuildNode, BuildEdge>;
}

export interface BuildEdge {
  readonly from: BuildNode;
  readonly to: BuildNode;
  weight: number;
  residual: boolean;
  inlined: boolean;
}
