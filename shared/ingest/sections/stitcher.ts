// Puts the sections of a trace together, in their order, into one index.
//
// Problem. Sections are read side by side, each as if the trace began with it. What crosses their borders is then unknown:
// since when a goroutine waits that a section finds waiting, how it is named, what its row is; how long a processor has been
// idle; whether two sections fit.
//
// Plan. A section keeps for itself what it can be certain of: from a goroutine's first transition on, its spans and sums are the
// section's. The rest comes here as a log, in order: statuses, first transitions, creations and ends, ranges and regions, and
// at the end the state that each goroutine and processor is left in. The log is fed to the same indexers that read a trace
// in one thread, so there is one set of rules; where a section has counted on its own, the sums are added (absorb) and the
// open span is taken over (adopt). 98 % of the events of a busy trace never come here.
//
// Times. Go's reader moves an event to 1 ns after the one before where clocks tie or run back, also across sections, which
// overlap by microseconds. If the section before ends at L, its n-th event comes at max(t, L + n), t being its time without
// that rule. So the first PREFIX_EVENTS events of a section come here one by one and are moved. Only if they do not reach past
// L (`floor` says so) must the section be read again with L known; in real traces an overlap of 100 000 goroutines that
// report their status at one instant is 0.1 ms, the prefix of a busy trace 2 ms.
//
// Order of blocks. Within a row spans must come in the order of time. What is emitted here for a section (open spans that it
// closes) comes before what the section made, so the blocks begun here are handed on first.

import {
  beginGap,
  Continuity,
  contradiction,
  endOfTrace,
  finalSync,
  type KnownState,
} from '../../formats/sectioned-trace';
import type { Section } from '../../formats/sections';
import { createTraceEvent, EventKind, NONE, type TraceEvent } from '../../model/events';
import type { Problem } from '../../model/problems';
import { GoState } from '../../model/states';
import { mergeSymbols, type SymbolMap } from '../../model/symbol-table';
import type { Lane, SectionMap } from '../../model/tables';
import type { LodItems, PackedBlock, SectionNode } from '../spans/built-block';
import { ONE_SECTION } from '../spans/span-storage';
import type { TraceParts } from '../trace-parts';
import type {
  BeginMessage,
  BlockMessage,
  EndMessage,
  ItemsMessage,
  LogMessage,
  NodeMessage,
  SectionMessage,
} from './messages';
import {
  EVENT_FIELDS,
  LOG_OPEN_SPAN,
  LOG_SUMS,
  PROC_FIELDS,
  PROC_STATE,
  REGION_FIELDS,
  REGIONS,
  Replay,
  readEvent,
  readSums,
  SUMS,
} from './replay-log';

/** Events at the start of a section whose times the stitcher may have to move: 2 ms of a busy trace. */
export const PREFIX_EVENTS = 32_768;

export interface Stitcher {
  /** Time of the last event so far; no event of the next section comes at or before it. */
  readonly lastNs: number;
  readonly problems: readonly Problem[];
  readonly generations: number;
  readonly wallStartMs: number | undefined;
  readonly bytesUnderstood: number;
  /** How the numbers of each section's blocks become those of the trace: by section. */
  readonly sections: readonly SectionMap[];
  /** Begins the next section. @param floored its times are final: it was read with `lastNs` known */
  begin(section: Section, floored: boolean): void;
  /** Messages of the section begun, in order. */
  take(message: SectionMessage): void;
  /** After the last section: Go's reader ends a trace with one more mark. */
  finish(): void;
}

export function createStitcher(parts: TraceParts): Stitcher {
  const { symbols, rows, reasons, kinds, indexers } = parts;
  const continuity = new Continuity(symbols);
  const event = createTraceEvent();
  const problems: Problem[] = [];
  const sections: SectionMap[] = [...ONE_SECTION];
  let lastNs = Number.NEGATIVE_INFINITY;
  let generations = 0;
  let syncs = 0;
  let bytesUnderstood = 0;
  let wallStartMs: number | undefined;
  /** What came before the next section could not be read. */
  let gap = false;

  let section: Section | undefined;
  let floorNs = Number.NEGATIVE_INFINITY;
  let map: SymbolMap = { string: [], stack: new Int32Array(0) };
  let built: (BlockMessage | NodeMessage | ItemsMessage)[] = [];

  const known: KnownState = {
    goroutine(id) {
      const row = rows.find(id);
      const state = row === NONE ? GoState.NotExist : indexers.goroutines.stateOf(row);
      return state === GoState.NotExist || state === GoState.Undetermined ? undefined : state;
    },
    proc: (id) => indexers.procSpans.stateOf(id),
  };
  const string = (index: number): number => map.string[index] ?? 0;
  const stack = (index: number): number => (index === NONE ? NONE : (map.stack[index] ?? NONE));

  function begin(message: BeginMessage): void {
    if (!message.readable) return;
    const { offset, generation } = section as Section;
    map = mergeSymbols(symbols, message.symbols);
    generations++;
    wallStartMs ??= message.wallStartMs;
    if (gap && lastNs >= 0) {
      beginGap(event, lastNs, Math.max(message.startNs, lastNs + 1), offset, generation);
      parts.dispatch(event);
    }
    continuity.beginSection(gap || syncs === 0 ? undefined : known);
    gap = false;
  }

  function replay(e: TraceEvent, bits: number, ordinal: number): void {
    e.timeNs = Math.max(e.timeNs, floorNs + ordinal);
    e.name = string(e.name);
    e.stack = stack(e.stack);
    e.targetStack = stack(e.targetStack);
    continuity.apply(e);
    if (e.kind === EventKind.Sync) e.id = ++syncs;
    lastNs = Math.max(lastNs, e.timeNs);
    if ((bits & Replay.Accounts) !== 0) parts.dispatchAccounts(e);
    if ((bits & Replay.PointEvents) !== 0) indexers.pointEvents.event(e);
    if (e.kind === EventKind.Sync || e.kind === EventKind.GoTransition) {
      if ((bits & Replay.GoroutineSpans) !== 0) indexers.goroutineSpans.event(e);
      if ((bits & Replay.ProcSpans) !== 0) indexers.procSpans.event(e);
      if ((bits & Replay.SpanClosed) !== 0) indexers.goroutineSpans.forget(rows.rowOf(e.id));
    } else if (e.kind === EventKind.ProcTransition && (bits & Replay.ProcSpans) !== 0) indexers.procSpans.event(e);
  }

  function log({ buffer, strings }: LogMessage): void {
    for (const text of strings) map.string.push(symbols.internString(text));
    for (let at = 0; at < buffer.length; ) {
      const code = buffer[at];
      if (code === SUMS) {
        const { bits, id, sums, fields } = readSums(buffer, at, string, stack);
        const row = rows.rowOf(id);
        if ((bits & LOG_SUMS) !== 0) indexers.goroutines.absorb(row, sums);
        if ((bits & LOG_OPEN_SPAN) !== 0) {
          const reason = reasons.reasonIn(sums.state, sums.reason, sums.stack);
          indexers.goroutineSpans.adopt(
            row,
            kinds.kindOf(sums.state, reason, sums.stack, sums.wakerProc),
            sums.sinceNs,
          );
        }
        at += fields;
      } else if (code === PROC_STATE) {
        const goroutine = buffer[at + 3];
        const row = goroutine === NONE ? NONE : rows.rowOf(goroutine);
        indexers.procSpans.adopt(buffer[at + 1], buffer[at + 2], row, buffer[at + 4]);
        at += PROC_FIELDS;
      } else if (code === REGIONS) {
        indexers.goroutines.absorbRegions(buffer[at + 1], buffer[at + 2], buffer[at + 3], buffer[at + 4]);
        at += REGION_FIELDS;
      } else {
        const bits = readEvent(event, buffer, at);
        replay(event, bits, buffer[at + 1]);
        at += EVENT_FIELDS;
      }
    }
  }

  function end(message: EndMessage): void {
    const of = section as Section;
    lastNs = Math.max(lastNs, message.lastNs);
    bytesUnderstood += message.bytesUnderstood + of.endBytes;
    problems.push(...message.problems);
    indexers.totals.absorb(message.events, message);
    indexers.counters.absorb(message.counters);
    indexers.procSpans.absorb(message.procRunningNs);
    if (built.length > 0 || message.eventPages.length > 0) addBuilt(of, message);
    else sections[of.index + 1] = ONE_SECTION[0];
    // A section that is nothing but the clock of a killed process says nothing of what is before or after it.
    // A first generation that cannot be read is a gap at the start.
    if (message.broken && lastNs < 0) lastNs = 0;
    if (message.events > 0 || message.broken) gap = message.broken || !of.complete;
    if (continuity.contradictions > 0) problems.push(contradiction(of, continuity.contradictions));
    continuity.contradictions = 0;
    section = undefined;
    built = [];
  }

  function addBuilt(of: Section, message: EndMessage): void {
    const rowOf = Int32Array.from(message.goroutineIds, (id) => (id === NONE ? NONE : rows.rowOf(id)));
    const procRow = Int32Array.from(message.procIds, (id) => indexers.procSpans.rowOf(id));
    const { state, reason, arg, wakerProc } = message.kinds;
    const kindOf = Int32Array.from(state, (kindState, kind) => {
      const at = stack(arg[kind]);
      return kinds.kindOf(kindState, reasons.reasonIn(kindState, string(reason[kind]), at), at, wakerProc[kind]);
    });
    const { eventKinds } = message;
    const eventKindOf = Int32Array.from(eventKinds.state, (kind, i) =>
      indexers.pointEvents.eventKinds.kindOf(kind, string(eventKinds.reason[i]), stack(eventKinds.arg[i])),
    );
    sections[of.index + 1] = { kindOf, eventKindOf, rowOf };
    parts.storage?.addSectionPages(message.eventPages, of.index + 1);
    indexers.goroutineSpans.flush();
    indexers.procSpans.flush();
    const rowsOf = (lane: Lane): Int32Array => (lane === 'goroutine' ? rowOf : procRow);
    const placed = <T extends PackedBlock | SectionNode>(block: T) => {
      const laneRow = rowsOf(block.lane);
      return { ...block, rows: block.rows.map((row) => laneRow[row]), section: of.index + 1 };
    };
    const renumber = (lane: Lane, items: LodItems): void => {
      const laneRow = rowsOf(lane);
      for (let i = 0; i < items.rows.length; i++) items.rows[i] = laneRow[items.rows[i]];
      for (let i = 0; i < items.kind.length; i++) items.kind[i] = kindOf[items.kind[i]];
      if (lane !== 'proc') return;
      for (let i = 0; i < items.arg.length; i++) if (items.arg[i] !== NONE) items.arg[i] = rowOf[items.arg[i]];
    };
    for (const message of built) {
      if (message.type === 'block') parts.storage?.addSectionBlock(placed(message.block));
      else if (message.type === 'node') {
        renumber(message.node.lane, message.node.lod);
        parts.storage?.addSectionNode(placed(message.node));
      } else {
        renumber(message.lane, message.items);
        parts.storage?.addSectionItems(message.lane, message.items);
      }
    }
  }

  return {
    get lastNs() {
      return lastNs;
    },
    problems,
    sections,
    get generations() {
      return generations;
    },
    get wallStartMs() {
      return wallStartMs;
    },
    get bytesUnderstood() {
      return bytesUnderstood;
    },
    begin(next, floored) {
      section = next;
      gap ||= next.afterGap;
      floorNs = floored ? Number.NEGATIVE_INFINITY : lastNs;
      map = { string: [], stack: new Int32Array(0) };
    },
    take(message) {
      switch (message.type) {
        case 'begin':
          begin(message);
          break;
        case 'log':
          log(message);
          break;
        case 'block':
        case 'node':
        case 'items':
          built.push(message);
          break;
        case 'end':
          end(message);
          break;
        default:
      }
    },
    finish() {
      if (gap) endOfTrace(problems);
      if (syncs === 0) return;
      const mark = finalSync(event, lastNs);
      lastNs = mark.timeNs;
      mark.id = ++syncs;
      parts.dispatch(mark);
    },
  };
}
