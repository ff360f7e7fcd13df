// Short words for the tests of ingest: events as literals, and what a span writer hands on.

import type { Indexer } from '../../../../shared/ingest/indexer';
import { createKindTable, type KindTable, kindColumns } from '../../../../shared/ingest/kinds';
import { createReasonTable } from '../../../../shared/ingest/reasons';
import { createRowMap } from '../../../../shared/ingest/row-map';
import type { BuiltBlock } from '../../../../shared/ingest/spans/built-block';
import { createTraceEvent, EventKind, NONE, type TraceEvent } from '../../../../shared/model/events';
import { GoState, ProcState } from '../../../../shared/model/states';
import { SymbolTableBuilder } from '../../../../shared/model/symbol-table';
import type { BlockInfo, SpanLevel } from '../../../../shared/model/tables';
import { decodeLevel } from '../../../../shared/store/span-format';

export type EventLiteral = Partial<TraceEvent>;

export interface DecodedBlock {
  readonly info: BlockInfo;
  readonly levels: readonly SpanLevel[];
}

/** A block as queries see it. @param places of the rows to decode, undefined = all */
export function decoded({ levels, ...block }: BuiltBlock, kinds: KindTable, places?: readonly number[]): DecodedBlock {
  const widthNs = levels.map((level) => level.widthNs);
  const info = { ...block, section: 0, block: 0, widthNs, place: [] };
  const maps = { kindOf: undefined, eventKindOf: undefined, rowOf: undefined };
  return { info, levels: levels.map(({ bytes }, i) => decodeLevel(bytes, info, i, kindColumns(kinds), maps, places)) };
}

/** What indexers are made with, and the blocks that they emit. */
export function indexContext() {
  const symbols = new SymbolTableBuilder();
  const blocks: DecodedBlock[] = [];
  const kinds = createKindTable();
  return {
    kinds,
    symbols,
    rows: createRowMap(),
    reasons: createReasonTable(symbols),
    blocks,
    emit: (block: BuiltBlock) => void blocks.push(decoded(block, kinds)),
    /** A stack whose outermost frame is this function. */
    stackOf(func: string): number {
      return symbols.internStack(NONE, symbols.internFrame(1, symbols.internString(func), 0, 1));
    },
  };
}

/** Offers the events that the indexer wants, all in one reused object as readers do, and finishes. */
export function feed(indexers: Indexer | readonly Indexer[], events: readonly EventLiteral[], endNs: number): void {
  const all = 'event' in indexers ? [indexers] : indexers;
  const event = createTraceEvent();
  for (const literal of events) {
    Object.assign(event, createTraceEvent(), literal);
    for (const indexer of all) if (indexer.kinds.includes(event.kind)) indexer.event(event);
  }
  for (const indexer of all) indexer.finish(endNs);
}

const GO_STATES = {
  '?': GoState.Undetermined,
  '-': GoState.NotExist,
  runnable: GoState.Runnable,
  running: GoState.Running,
  waiting: GoState.Waiting,
  syscall: GoState.Syscall,
} as const;
type GoWord = keyof typeof GO_STATES;

export const sync = (timeNs: number): EventLiteral => ({ kind: EventKind.Sync, timeNs });

/** `go(5, 7, 'running>waiting', {...})`: goroutine 7 begins to wait at 5 ns. '?' = undetermined, '-' = does not exist. */
export function go(timeNs: number, id: number, change: `${GoWord}>${GoWord}`, more: EventLiteral = {}): EventLiteral {
  const [from, to] = change.split('>') as [GoWord, GoWord];
  return { kind: EventKind.GoTransition, timeNs, id, from: GO_STATES[from], to: GO_STATES[to], ...more };
}

const PROC_STATES = {
  '?': ProcState.Undetermined,
  '-': ProcState.NotExist,
  running: ProcState.Running,
  idle: ProcState.Idle,
};
type ProcWord = keyof typeof PROC_STATES;

export function proc(timeNs: number, id: number, change: `${ProcWord}>${ProcWord}`): EventLiteral {
  const [from, to] = change.split('>') as [ProcWord, ProcWord];
  return { kind: EventKind.ProcTransition, timeNs, id, from: PROC_STATES[from], to: PROC_STATES[to] };
}

/** The items of a row of a level, each with its end. */
export function itemsOf(level: SpanLevel, row: number) {
  const i = level.rows.indexOf(row);
  if (i < 0) return [];
  const items: { startNs: number; endNs: number; state: number; reason: number; arg: number }[] = [];
  for (let at = level.rowOffset[i]; at < level.rowOffset[i + 1]; at++) {
    items.push({
      startNs: level.startNs[at],
      endNs: at + 1 < level.rowOffset[i + 1] ? level.startNs[at + 1] : level.rowEndNs[i],
      state: level.state[at],
      reason: level.reason[at],
      arg: level.arg[at],
    });
  }
  return items;
}
