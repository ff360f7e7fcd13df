import type { Lane } from '../../model/tables';
import type { BuiltBlock } from './built-block';

export interface SpanBlockWriter {
  /**
   * A finished span. Within a row they come in time order; a gap before it is filled with kind 0.
   * @param startNs whole ns since trace start, as endNs
   * @param kind of a KindTable
   * @param arg lanes proc (goroutine row) and gc (row of the GC ranges), NONE = -1; the lane goroutine ignores it
   */
  add(row: number, startNs: number, endNs: number, kind: number, arg: number): void;
  /** Hands on the last, partly filled block. The writer may be used on: a new block begins. */
  finish(): void;
}

/**
 * @param classOfKind SpanClass of a kind, or NO_CLASS; asked once per kind
 * @param emit receives each full block (BLOCK_SPANS spans); its columns are not used again by the writer
 */
export declare function createSpanBlockWriter(
  lane: Lane,
  classOfKind: (kind: number) => number,
  emit: (block: BuiltBlock) => void,
): SpanBlockWriter;
