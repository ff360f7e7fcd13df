// Saves and loads what is held in memory of an open trace: symbols, goroutine table, GC ranges, samples, kinds of point events, infos
// of blocks and pages as columns, the summary in the meta record. The span blocks themselves are put by ingest while it reads.

import {
  blockColumns,
  blocksFromColumns,
  eventColumns,
  eventsFromColumns,
  gcRangeColumns,
  gcRangesFromColumns,
  goroutineColumns,
  goroutineTableFromColumns,
  kindAndSectionColumns,
  kindsAndSectionsFromColumns,
  layoutColumns,
  layoutFromColumns,
  sampleColumns,
  samplesFromColumns,
} from '../model/index-columns';
import type { TraceSummary, WholeLayout } from '../model/requests';
import type { SymbolTable } from '../model/stacks';
import { symbolTableFromColumns } from '../model/symbol-table';
import { type Columns, INDEX_VERSION, LANES, type Lane } from '../model/tables';
import type { TraceIndex } from '../model/trace-index';
import { getColumns, putColumns } from './column-chunks';
import { StorageError } from './storage-error';
import type { TraceMeta, TraceStore, TraceWriter } from './trace-store';

const SYMBOL_TABLE = 'symbols';
const LAYOUT_TABLE = 'layout';
const GOROUTINE_TABLE = 'goroutines';
const GC_RANGE_TABLE = 'gc-ranges';
const SAMPLE_TABLE = 'samples';
const EVENT_TABLE = 'point-events';
const KIND_TABLE = 'kinds';
const blockTable = (lane: Lane): string => `blocks/${lane}`;

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
  layout: WholeLayout,
  meta: IndexMeta,
): Promise<TraceMeta> {
  await putColumns(writer, LAYOUT_TABLE, layoutColumns(layout));
  await putColumns(writer, SYMBOL_TABLE, index.symbols.toColumns());
  await putColumns(writer, GOROUTINE_TABLE, goroutineColumns(index.goroutines));
  await putColumns(writer, GC_RANGE_TABLE, gcRangeColumns(index.gcRanges));
  await putColumns(writer, SAMPLE_TABLE, sampleColumns(index.samples));
  await putColumns(writer, EVENT_TABLE, eventColumns(index.eventKinds, index.eventPages));
  await putColumns(writer, KIND_TABLE, kindAndSectionColumns(index.kinds, index.sections));
  for (const lane of LANES) {
    await putColumns(writer, blockTable(lane), blockColumns(index.blocks.filter((block) => block.lane === lane)));
  }
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

/** A stored index, of which what the first picture needs is loaded. */
export interface StoredIndex {
  /** All but the table of the goroutines, the blocks of their lane, which are nearly all of it where there are many, samples and point events. */
  readonly first: Omit<TraceIndex, 'goroutines' | 'samples' | 'eventKinds' | 'eventPages'>;
  readonly layout: WholeLayout;
  /**
   * Loads the rest. @throws StorageError (as a rejection) if it is gone; what is left of the index is deleted then, so that
   * the file is read afresh
   */
  whole(): Promise<TraceIndex>;
}

/**
 * The index of a stored trace. Undefined if there is none under this key that can be used: never written, of another
 * INDEX_VERSION, or with a table gone. What cannot be used is deleted, so that the file is read afresh.
 */
export async function loadIndex(store: TraceStore, key: string): Promise<StoredIndex | undefined> {
  const meta = await store.meta(key);
  if (meta === undefined) return undefined;
  const summary = storedSummary(meta);
  if (summary !== undefined) {
    const [symbols, laidOut, gcRanges, kinds, procBlocks, gcBlocks] = await Promise.all([
      getColumns(store, key, SYMBOL_TABLE),
      getColumns(store, key, LAYOUT_TABLE),
      getColumns(store, key, GC_RANGE_TABLE),
      getColumns(store, key, KIND_TABLE),
      getColumns(store, key, blockTable('proc')),
      getColumns(store, key, blockTable('gc')),
    ]);
    if (
      symbols !== undefined &&
      laidOut !== undefined &&
      gcRanges !== undefined &&
      kinds !== undefined &&
      procBlocks !== undefined &&
      gcBlocks !== undefined
    ) {
      const layout = layoutFromColumns(laidOut);
      const first = {
        key,
        summary,
        symbols: symbolTableFromColumns(symbols),
        gcRanges: gcRangesFromColumns(gcRanges),
        ...kindsAndSectionsFromColumns(kinds),
        blocks: [...blocksFromColumns(procBlocks), ...blocksFromColumns(gcBlocks)],
      };
      return { first, layout, whole: () => loadWhole(store, first, layout.ids) };
    }
  }
  await store.delete(key);
  return undefined;
}

async function loadWhole(store: TraceStore, first: StoredIndex['first'], ids: Float64Array): Promise<TraceIndex> {
  const [goroutines, samples, events, blocks] = await Promise.all([
    getColumns(store, first.key, GOROUTINE_TABLE),
    getColumns(store, first.key, SAMPLE_TABLE),
    getColumns(store, first.key, EVENT_TABLE),
    getColumns(store, first.key, blockTable('goroutine')),
  ]);
  if (goroutines === undefined || samples === undefined || events === undefined || blocks === undefined) {
    await store.delete(first.key);
    throw new StorageError('The stored index of this trace is not whole any more: open the file again.');
  }
  return {
    ...first,
    goroutines: goroutineTableFromColumns(goroutines, ids),
    samples: samplesFromColumns(samples),
    ...eventsFromColumns(events),
    blocks: [...blocksFromColumns(blocks), ...first.blocks],
  };
}
