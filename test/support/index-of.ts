// A small index made by hand: goroutines with their spans, as ingest would write them, with all that queries read.

import { createKindTable, kindColumns } from '../../shared/ingest/kinds';
import { createLaneWriter } from '../../shared/ingest/spans/lane-writer';
import { createSpanStorage, ONE_SECTION } from '../../shared/ingest/spans/span-storage';
import { NONE } from '../../shared/model/events';
import type { TraceSummary } from '../../shared/model/requests';
import { NO_STACK } from '../../shared/model/stacks';
import { GoState } from '../../shared/model/states';
import { SymbolTableBuilder } from '../../shared/model/symbol-table';
import { type GcRangeTable, type GoroutineTable, INDEX_VERSION, type Lane } from '../../shared/model/tables';
import type { TraceIndex } from '../../shared/model/trace-index';
import { createQueryContext, type QueryContext } from '../../shared/query/query-context';
import { createSpanSource } from '../../shared/query/span-source';

export interface SpanSpec {
  readonly toNs: number;
  readonly state: GoState;
  readonly reason?: string;
  readonly arg?: number;
}

export interface GoroutineSpec {
  readonly id: number;
  readonly name?: string;
  /** Function that created it. */
  readonly creator?: string;
  readonly parent?: number;
  readonly fromNs?: number;
  readonly spans: readonly SpanSpec[];
  /** It ends with its last span; else it is still there at the end of the trace. */
  readonly ends?: boolean;
}

/** Spans of a row of another lane. */
export interface LaneSpec {
  readonly lane: Exclude<Lane, 'goroutine'>;
  readonly row: number;
  readonly spans: readonly { readonly toNs: number; readonly state: number; readonly arg?: number }[];
}

/** What stands beside the goroutines. */
export interface ExtraSpec {
  readonly reasons?: readonly string[];
  readonly lanes?: readonly LaneSpec[];
  readonly samples?: readonly { readonly timeNs: number; readonly goroutine: number; readonly stack: number }[];
  /** `name` and `stack` as indices into the symbols that `symbols` receives. */
  readonly gcRanges?: (symbols: SymbolTableBuilder) => readonly { name: number; stack: number; goroutine: number }[];
}

/** Spans per block of the made index; small, so that rows cross blocks. */
const BLOCK = 64;
/** Each question decodes anew, some rows or all. */
const NO_CACHE = 0;

export interface MadeIndex {
  readonly index: TraceIndex;
  readonly context: QueryContext;
  readonly symbols: SymbolTableBuilder;
  /** Levels that queries asked for: `height/block/level`. */
  readonly asked: string[];
}

export function indexOf(goroutines: readonly GoroutineSpec[], extra: ExtraSpec = {}): MadeIndex {
  const symbols = new SymbolTableBuilder();
  const reasonList = ['', ...(extra.reasons ?? [])];
  const reasonIndex = (text: string) => {
    if (!reasonList.includes(text)) reasonList.push(text);
    return reasonList.indexOf(text);
  };
  const kinds = createKindTable();
  const chunks = new Map<string, Uint8Array>();
  const storage = createSpanStorage((table, chunk, { bytes }) => void chunks.set(`${table}/${chunk}`, bytes));
  const reasons = { text: (reason: number) => reasonList[reason] };
  const laneWriter = (lane: Lane) => createLaneWriter(lane, { kinds, reasons, emit: storage.add });
  const writer = laneWriter('goroutine');
  const all = goroutines.flatMap(({ fromNs = 0, spans }, row) =>
    spans.map((span, i) => ({ ...span, row, fromNs: i === 0 ? fromNs : spans[i - 1].toNs })),
  );
  // Spans are written when they end.
  all.sort((a, b) => a.toNs - b.toNs || a.row - b.row);
  all.forEach((span, i) => {
    const kind = kinds.kindOf(span.state, reasonIndex(span.reason ?? ''), span.arg ?? NONE);
    writer.add(span.row, span.fromNs, span.toNs, kind, NONE);
    if (i % BLOCK === BLOCK - 1) writer.finish();
  });
  writer.finish();
  for (const { lane, row, spans } of extra.lanes ?? []) {
    const rowWriter = laneWriter(lane);
    spans.forEach(({ toNs, state, arg = -1 }, i) => {
      rowWriter.add(row, spans[i - 1]?.toNs ?? 0, toNs, kinds.kindOf(state, 0, NONE), arg);
    });
    rowWriter.finish();
  }
  storage.finish();

  const spanNs = Math.max(0, ...all.map(({ toNs }) => toNs));
  const table = goroutineTable(goroutines, symbols, reasonIndex);
  const summary: TraceSummary = {
    format: 'go-trace-v2',
    header: '1.26',
    bytes: 1000,
    readFraction: 1,
    spanNs,
    generations: 1,
    events: all.length,
    goroutines: goroutines.length,
    procs: 0,
    threads: 0,
    tasks: 0,
    regions: 0,
    logs: 0,
    samples: 0,
    gcCycles: 0,
    stwCount: 0,
    problems: [],
    gaps: [],
    reasons: reasonList,
    procIds: [],
    procBusy: 0,
    counters: [],
  };
  const ranges = extra.gcRanges?.(symbols) ?? [];
  const samples = extra.samples ?? [];
  const gcRanges: GcRangeTable = {
    length: ranges.length,
    name: Int32Array.from(ranges, ({ name }) => name),
    stack: Int32Array.from(ranges, ({ stack }) => stack),
    goroutine: Int32Array.from(ranges, ({ goroutine }) => goroutine),
  };
  const index: TraceIndex = {
    key: `made-${INDEX_VERSION}`,
    summary,
    symbols,
    goroutines: table,
    gcRanges,
    samples: {
      length: samples.length,
      timeNs: Float64Array.from(samples, ({ timeNs }) => timeNs),
      goroutine: Int32Array.from(samples, ({ goroutine }) => goroutine),
      stack: Int32Array.from(samples, ({ stack }) => stack),
    },
    kinds: kindColumns(kinds),
    eventKinds: { kind: new Uint8Array(0), name: new Int32Array(0), stack: new Int32Array(0) },
    eventPages: storage.pages(),
    sections: ONE_SECTION,
    blocks: storage.blocks(),
  };
  const asked: string[] = [];
  const source = createSpanSource(index, (table, chunk) => chunks.get(`${table}/${chunk}`) as Uint8Array, NO_CACHE);
  const context = createQueryContext(index, (info, level, places) => {
    asked.push(`${info.height}/${info.block}/${level}`);
    return source(info, level, places);
  });
  return { index, context, symbols, asked };
}

/** The one stack of a function: a frame of its own. */
export function stackOf(symbols: SymbolTableBuilder, func: string): number {
  const file = symbols.internString('main.go');
  return symbols.internStack(NO_STACK, symbols.internFrame(1, symbols.internString(func), file, 1));
}

function goroutineTable(
  specs: readonly GoroutineSpec[],
  symbols: SymbolTableBuilder,
  reasonIndex: (text: string) => number,
): GoroutineTable {
  const numbers = (of: (spec: GoroutineSpec) => number) => Float64Array.from(specs, of);
  const startOf = (spec: GoroutineSpec) => spec.fromNs ?? 0;
  const endOf = (spec: GoroutineSpec) => spec.spans.at(-1)?.toNs ?? startOf(spec);
  const inState = (spec: GoroutineSpec, state: GoState, reason?: string) =>
    spec.spans.reduce((sum, span, i) => {
      const matches = span.state === state && (reason === undefined || (span.reason ?? '') === reason);
      return matches ? sum + span.toNs - (spec.spans[i - 1]?.toNs ?? startOf(spec)) : sum;
    }, 0);
  const blocked = specs.map((spec) => {
    const waits = spec.spans.filter(({ state }) => state === GoState.Waiting);
    return [...new Set(waits.map(({ reason = '' }) => reason))].map(
      (reason) => [reasonIndex(reason), inState(spec, GoState.Waiting, reason)] as const,
    );
  });
  const blockOffset = new Uint32Array(specs.length + 1);
  blocked.forEach((list, row) => {
    blockOffset[row + 1] = blockOffset[row] + list.length;
  });
  const last = (spec: GoroutineSpec) => spec.spans.at(-1);
  return {
    length: specs.length,
    id: numbers(({ id }) => id),
    name: Int32Array.from(specs, ({ name = '' }) => symbols.internString(name)),
    parent: Int32Array.from(specs, ({ parent = -1 }) => parent),
    existed: Uint8Array.from(specs, ({ parent }) => (parent === undefined ? 1 : 0)),
    createdNs: numbers(startOf),
    startNs: numbers(startOf),
    endNs: numbers((spec) => (spec.ends === true ? endOf(spec) : Number.NaN)),
    totalNs: numbers((spec) => endOf(spec) - startOf(spec)),
    execNs: numbers((spec) => inState(spec, GoState.Running)),
    schedWaitNs: numbers((spec) => inState(spec, GoState.Runnable)),
    syscallNs: numbers((spec) => inState(spec, GoState.Syscall)),
    syscallBlockNs: numbers(() => 0),
    stateRunningNs: numbers((spec) => inState(spec, GoState.Running)),
    stateRunnableNs: numbers((spec) => inState(spec, GoState.Runnable)),
    stateWaitingNs: numbers((spec) => inState(spec, GoState.Waiting)),
    stateSyscallNs: numbers((spec) => inState(spec, GoState.Syscall)),
    finalState: Uint8Array.from(specs, (spec) =>
      spec.ends === true ? GoState.NotExist : (last(spec)?.state ?? GoState.NotExist),
    ),
    finalReason: Uint8Array.from(specs, (spec) => (spec.ends === true ? 0 : reasonIndex(last(spec)?.reason ?? ''))),
    finalSinceNs: numbers((spec) => (spec.ends === true ? endOf(spec) : (spec.spans.at(-2)?.toNs ?? startOf(spec)))),
    transitions: Uint32Array.from(specs, ({ spans }) => spans.length),
    startStack: Int32Array.from(specs, ({ name }) => (name === undefined ? -1 : stackOf(symbols, name))),
    creatorStack: Int32Array.from(specs, ({ creator }) => (creator === undefined ? -1 : stackOf(symbols, creator))),
    blockOffset,
    blockReason: Uint8Array.from(blocked.flat(), ([reason]) => reason),
    blockNs: Float64Array.from(blocked.flat(), ([, ns]) => ns),
    rangeOffset: new Uint32Array(specs.length + 1),
    rangeName: new Int32Array(0),
    rangeNs: new Float64Array(0),
  };
}
