import type { Lane } from '../../model/tables';
import type { BuiltBlock, LodItems } from './built-block';

export interface LodTree {
  /** Items of the next block of height 0, with rows and kinds of the whole trace. The tree keeps them. */
  add(items: LodItems): void;
  /** Emits the nodes that remain. */
  finish(): void;
  /** Temporary nodes for all that is collected and not emitted yet; the state stays as it is. */
  pending(): BuiltBlock[];
}

export declare function createLodTree(lane: Lane, emit: (node: BuiltBlock) => void): LodTree;
