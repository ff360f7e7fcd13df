// What the writer of span blocks and the tree above them hand on.

import type { BlockInfo, Lane } from '../../model/tables';

/** Class of a span that stands for no state at all (a gap): it counts for no class. */
export const NO_CLASS = 255;

/** Bucket width of a block's own level of detail, and of what it hands to the tree. */
export const LOD_WIDTH = 8192;

/** One level of a block as bytes (shared/store/span-format.ts). */
export interface EncodedLevel {
  /** Bucket width; 0 = every span. */
  readonly widthNs: number;
  /** On a buffer of its own size at least; may be transferred. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Spans merged at one width: neighbours shorter than it that start in the same bucket are one item, longer spans stay alone.
 * n = items, r = rows. All columns are views of one buffer, so that they go to another thread as one: each buffer of a message costs
 * some 30 µs. What is kept longer than the rest must be copied.
 */
export interface LodItems {
  /** In the same order as the rows of the block (r); rows may be renumbered by whoever receives this, in place. */
  readonly rows: Int32Array<ArrayBuffer>;
  /** Items of row i: rowOffset[i] … rowOffset[i + 1] (r + 1). */
  readonly rowOffset: Uint32Array<ArrayBuffer>;
  readonly rowStartNs: Float64Array<ArrayBuffer>;
  readonly rowEndNs: Float64Array<ArrayBuffer>;
  /** An item ends where the next of its row starts, the last one at rowEndNs (n). */
  readonly startNs: Float64Array<ArrayBuffer>;
  /** Of the longest span in the item (n); may be renumbered in place. */
  readonly kind: Uint32Array<ArrayBuffer>;
  /** Of the longest span; NONE in the lane of the goroutines (n). */
  readonly arg: Int32Array<ArrayBuffer>;
  readonly count: Uint32Array<ArrayBuffer>;
  /** Duration of the longest span (n). */
  readonly longestNs: Float64Array<ArrayBuffer>;
  /** Time per SpanClass (n * SPAN_CLASS_COUNT); exact up to 16 ms, to the seventh digit above. */
  readonly classNs: Float32Array<ArrayBuffer>;
}

/** A block of spans (height 0) or a node of the tree above (1 and more), ready to be packed and stored. */
export interface BuiltBlock {
  readonly lane: Lane;
  readonly height: number;
  /** See BlockInfo: 0, 0 at height 0. */
  readonly firstChild: number;
  readonly endChild: number;
  /** Height 0: spans, fillers of gaps included. Above: items of the finest level. */
  readonly spans: number;
  readonly fromNs: number;
  readonly toNs: number;
  readonly rows: Int32Array<ArrayBuffer>;
  readonly rowStartNs: Float64Array<ArrayBuffer>;
  readonly rowEndNs: Float64Array<ArrayBuffer>;
  /** From the finest to the coarsest. */
  readonly levels: readonly EncodedLevel[];
  /** What the tree takes: the coarsest merge of the block, stored as a level or not. */
  readonly lod: LodItems;
}

/** A block whose levels are packed into chunks: what is left of it is where they lie. */
export type PackedBlock = Omit<BuiltBlock, 'height' | 'firstChild' | 'endChild' | 'levels' | 'lod'> &
  Pick<BlockInfo, 'widthNs' | 'place'>;

/** A node of height 1 that a section made of so many of its blocks. Its bytes go to whoever packs those of all sections. */
export type SectionNode = Omit<BuiltBlock, 'height' | 'firstChild' | 'endChild'> & { readonly blocks: number };
