// What the index of a trace is made of while it grows: names, rows, kinds, the indexers, and where their spans go.

import { EVENT_KIND_NAMES, EventKind, type TraceEvent } from '../model/events';
import type { Problem } from '../model/problems';
import type { TraceSummary } from '../model/requests';
import type { SymbolTableBuilder } from '../model/symbol-table';
import type { SectionMap } from '../model/tables';
import type { TraceIndex } from '../model/trace-index';
import type { TraceWriter } from '../store/trace-store';
import { gapsWithProblems, type PlacedGap } from './gap-problems';
import type { Indexer } from './indexer';
import { createIndexers, type Indexers } from './indexers';
import { createKindTable, type KindTable, kindColumns } from './kinds';
import { createReasonTable, type ReasonTable } from './reasons';
import { createRowMap, type RowMap } from './row-map';
import { createSpanStorage, type SpanStorage } from './spans/span-storage';
import { type ReadFile, traceSummary } from './summary';

export type WritableIndex = TraceIndex & { readonly symbols: SymbolTableBuilder };

export interface TraceParts {
  readonly symbols: SymbolTableBuilder;
  readonly rows: RowMap;
  readonly reasons: ReasonTable;
  readonly kinds: KindTable;
  readonly indexers: Indexers;
  /** Undefined: spans are not kept. */
  readonly storage: SpanStorage | undefined;
  /** Stretches that could not be read, of the events dispatched. */
  readonly gaps: readonly PlacedGap[];
  readonly lastNs: number;
  readonly events: number;
  /** No goroutine and no processor appeared (marks and metrics at most): there is nothing to show. */
  readonly isEmpty: boolean;
  /** An event of the trace, to all indexers that its kind matters to. */
  dispatch(e: TraceEvent): void;
  /** The same without those of spans of goroutines and processors, and without the totals. */
  dispatchAccounts(e: TraceEvent): void;
  /** After the last event, whose time is `endNs`. */
  finish(endNs: number): void;
  /** The index, finished or so far. */
  index(key: string, file: ReadFile, problems: readonly Problem[], sections: readonly SectionMap[]): WritableIndex;
}

export function createTraceParts(
  symbols: SymbolTableBuilder,
  writer: Pick<TraceWriter, 'put'> | undefined,
): TraceParts {
  const rows = createRowMap();
  const reasons = createReasonTable(symbols);
  const kinds = createKindTable();
  const storage =
    writer === undefined ? undefined : createSpanStorage((table, chunk, bytes) => writer.put(table, chunk, bytes));
  const indexers = createIndexers({ symbols, rows, reasons, kinds, emit: storage?.add, emitPage: storage?.addPage });
  const { goroutines, gcRanges, counters, samples, ...others } = indexers;
  const accounts = byKind([goroutines, gcRanges, counters, samples]);
  const all = byKind([goroutines, gcRanges, counters, samples, ...Object.values(others)]);
  const gaps: PlacedGap[] = [];
  let lastNs = 0;
  let finishedNs: number | undefined;

  function offer(e: TraceEvent, to: readonly (readonly Indexer[])[]): void {
    lastNs = Math.max(lastNs, e.timeNs);
    if (e.kind === EventKind.Gap) gaps.push({ fromNs: e.value, toNs: e.timeNs, offset: e.id, generation: e.from });
    const offered = to[e.kind];
    for (let i = 0; i < offered.length; i++) offered[i].event(e);
  }

  return {
    symbols,
    rows,
    reasons,
    kinds,
    indexers,
    storage,
    gaps,
    get lastNs() {
      return lastNs;
    },
    get events() {
      return indexers.totals.totals().events;
    },
    get isEmpty() {
      return rows.length === 0 && indexers.procSpans.procIds().length === 0;
    },
    dispatch: (e) => offer(e, all),
    dispatchAccounts: (e) => offer(e, accounts),
    finish(endNs) {
      finishedNs = endNs;
      for (const indexer of Object.values(indexers) as readonly Indexer[]) indexer.finish(endNs);
      storage?.finish();
    },
    index(key, file, problems, sections) {
      const spanNs = finishedNs ?? lastNs;
      const summary: TraceSummary = traceSummary({
        file,
        indexers,
        reasons,
        goroutines: rows.length,
        spanNs,
        problems,
        gaps: gapsWithProblems(gaps, problems),
      });
      return {
        key,
        summary,
        symbols,
        goroutines: goroutines.table(),
        gcRanges: gcRanges.table(),
        samples: samples.table(),
        kinds: kindColumns(kinds),
        eventKinds: indexers.pointEvents.kindColumns(),
        eventPages: storage?.pages() ?? [],
        sections,
        blocks: storage?.blocks() ?? [],
      };
    },
  };
}

function byKind(indexers: readonly Indexer[]): readonly (readonly Indexer[])[] {
  return EVENT_KIND_NAMES.map((_, kind) => indexers.filter(({ kinds }) => kinds.some((k) => k === kind)));
}
