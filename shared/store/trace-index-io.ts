// Saves and loads what is held in memory of an open trace: symbols, goroutine table, GC ranges and block infos as columns,
// the summary in the meta record. The span blocks themselves are put by ingest while it reads.

import {
  blockColumns,
  blocksFromColumns,
  gcRangeColumns,
  gcRangesFromColumns,
  goroutineColumns,
  goroutineTableFromColumns,
  kindAndSectionColumns,
  kindsAndSectionsFromColumns,
} from '../model/index-columns';
import type { TraceSummary } from '../model/requests';
import type { SymbolTable } from '../model/stacks';
import { symbolTableFromColumns } from '../model/symbol-table';
import { type Columns, INDEX_VERSION } from '../model/tables';
import type { TraceIndex } from '../model/trace-index';
import { getColumns, putColumns } from './column-chunks';
import type { TraceMeta, TraceStore, TraceWriter } from './trace-store';

const SYMBOL_TABLE = 'symbols';
const GOROUTINE_TABLE = 'goroutines';
const GC_RANGE_TABLE = 'gc-ranges';
const BLOCK_TABLE = 'blocks';
const KIND_TABLE = 'kinds';

/** A symbol table that can be stored: the builder that ingest used. */
export interface StorableSymbols extends SymbolTable {
  toColumns(): Columns;
}

/** Payload of the meta record: all of the index that is not a table. */
interface IndexPayload {
  readonly summary: TraceSummary;
}

export interface IndexMeta {
  /** File name, as the user knows the trace. */
  readonly name: string;
  readonly openedMs: number;
}

/** Writes the index beside the span blocks already put, and makes the trace visible. Rejects when storage is full or refused. */
export async function saveIndex(
  writer: TraceWriter,
  index: TraceIndex & { readonly symbols: StorableSymbols },
  meta: IndexMeta,
): Promise<TraceMeta> {
  await putColumns(writer, SYMBOL_TABLE, index.symbols.toColumns());
  await putColumns(writer, GOROUTINE_TABLE, goroutineColumns(index.goroutines));
  await putColumns(writer, GC_RANGE_TABLE, gcRangeColumns(index.gcRanges));
  await putColumns(writer, KIND_TABLE, kindAndSectionColumns(index.kinds, index.sections));
  await putColumns(writer, BLOCK_TABLE, blockColumns(index.blocks));
  const payload: IndexPayload = { summary: index.summary };
  return writer.finish({
    name: meta.name,
    openedMs: meta.openedMs,
    bytes: index.summary.bytes,
    indexVersion: INDEX_VERSION,
    payload,
  });
}

/** Summary of a stored trace; undefined if another version of the program wrote it. */
export function storedSummary(meta: TraceMeta): TraceSummary | undefined {
  return meta.indexVersion === INDEX_VERSION ? (meta.payload as IndexPayload).summary : undefined;
}

/**
 * The index of a stored trace. Undefined if there is none under this key that can be used: never written, of another
 * INDEX_VERSION, or with a table gone. What cannot be used is deleted, so that the file is read afresh.
 */
export async function loadIndex(store: TraceStore, key: string): Promise<TraceIndex | undefined> {
  const meta = await store.meta(key);
  if (meta === undefined) return undefined;
  const summary = storedSummary(meta);
  if (summary !== undefined) {
    const [symbols, goroutines, gcRanges, kinds, blocks] = await Promise.all([
      getColumns(store, key, SYMBOL_TABLE),
      getColumns(store, key, GOROUTINE_TABLE),
      getColumns(store, key, GC_RANGE_TABLE),
      getColumns(store, key, KIND_TABLE),
      getColumns(store, key, BLOCK_TABLE),
    ]);
    if (
      symbols !== undefined &&
      goroutines !== undefined &&
      gcRanges !== undefined &&
      kinds !== undefined &&
      blocks !== undefined
    ) {
      return {
        key,
        summary,
        symbols: symbolTableFromColumns(symbols),
        goroutines: goroutineTableFromColumns(goroutines),
        gcRanges: gcRangesFromColumns(gcRanges),
        ...kindsAndSectionsFromColumns(kinds),
        blocks: blocksFromColumns(blocks),
      };
    }
  }
  await store.delete(key);
  return undefined;
}
