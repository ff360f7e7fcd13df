import type { SpanPlace } from '../../model/tables';
import type { BuiltBlock } from './built-block';

export interface ChunkPacker {
  /** Appends the block's levels to the open chunks; the place of each level, in the order of BuiltBlock.levels. */
  add(block: Pick<BuiltBlock, 'lane' | 'height' | 'levels'>): SpanPlace[];
  /** What is not put yet of a chunk; undefined if it was put or never begun. A view, valid until the next `add`. */
  pending(table: string, chunk: number): Uint8Array | undefined;
  /** Puts all open chunks. */
  finish(): void;
  /** Resolves when all puts so far have (back-pressure); rejects if one did. */
  settled(): Promise<void>;
}

/** @param put `bytes` has a buffer of exactly its size and is not used again by the packer */
export declare function createChunkPacker(
  section: number,
  put: (table: string, chunk: number, columns: { readonly bytes: Uint8Array<ArrayBuffer> }) => Promise<void> | void,
): ChunkPacker;
