// What the panels of graphs need from the frame.

import type { NodeGoroutines } from '../../../shared/model/drawn-graph';
import type { GraphModel } from '../../models/graph-model';

export interface GraphPanelProps {
  readonly model: GraphModel;
  /** For names of files: that of the open file, without folders. */
  readonly name: string;
  /** Double click on a function: looks at what passes it. */
  readonly onOpen: (func: string) => void;
  /** Shows these goroutines; undefined = the file has no such list of them. */
  readonly goroutinesOf?: (which: NodeGoroutines) => (() => void) | undefined;
  /** Shows one goroutine by its id; absent: the file has no ids, or the node knows better. */
  readonly onGoroutine?: (id: number) => void;
  /** A node was chosen in the drawing, perhaps the same one again. */
  readonly onNode?: () => void;
  /** Hands bytes to the user as a file. Resolves with a sentence if that failed. */
  readonly save: (name: string, bytes: Uint8Array) => Promise<string | undefined>;
}
