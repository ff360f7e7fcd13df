// The goroutine table: identity, creation, life span and time accounts of every goroutine.
//
// The accounts follow the rules of Go's own summary (formats.md 1.6), so that numbers agree with `go tool trace`:
// - Transitions X -> X are no news for the accounts; they count as transitions.
// - Seen first by status: created at the last Sync, and the time since then goes to the state it is in.
// - Waiting `forever` ends it, as if it had exited.
// - In a syscall, time until its processor is taken away is syscall time, after that blocked syscall time; one that is still
//   open at the end counts whole as syscall time, and its blocked part once more as scheduler wait.
// - A range of a processor (sweep) counts for the goroutine that it began and ended on. One that ended on another
//   goroutine stays open in the account of the first, up to that one's end.
// - An id that is used again (callbacks on C threads) starts new accounts: the row tells of the last use.
// Beside them stand the plain sums per state (stateNs), from transition to transition without what is before the first
// and after the last one.

import { EventKind, NONE, RangeScope, type TraceEvent } from '../../model/events';
import { NO_STACK, type SymbolTable } from '../../model/stacks';
import { GoState, isSystemGoroutine, ProcState, REASON_FOREVER } from '../../model/states';
import type { GoroutineTable } from '../../model/tables';
import { type ColumnSet, createGoroutineColumns, finishedTable } from '../goroutine-columns';
import type { GoroutineSums } from '../goroutine-sums';
import type { Indexer } from '../indexer';
import type { ReasonTable } from '../reasons';
import type { RowMap } from '../row-map';
import { createRowSums } from '../row-sums';

export interface GoroutinesContext {
  readonly symbols: SymbolTable;
  readonly rows: RowMap;
  readonly reasons: ReasonTable;
}

export interface GoroutinesIndexer extends Indexer {
  /** After finish, or while it goes on: what is known so far. */
  table(): GoroutineTable;
  /** GoState of a row after its last transition; Undetermined if it is lost. */
  stateOf(row: number): number;
  /** Takes what a section counted of a row on its own. Strings and stacks: those of the trace. */
  absorb(row: number, sums: GoroutineSums): void;
  /** Regions that a section saw begin and end on a goroutine: of `depth` open ones max(depth + net, least) are left. */
  absorbRegions(id: number, net: number, least: number, ends: number): void;
  /** Regions as Go's summary lists them: ended, or open when their goroutine or the trace ended; after finish. */
  regions(): number;
}

export function goroutines({ symbols, rows, reasons }: GoroutinesContext): GoroutinesIndexer {
  const columns = createGoroutineColumns();
  const blocked = createRowSums();
  const ranges = createRowSums();
  /** By entry of `ranges`: since when the range is open, NaN = it is not. */
  const rangeOpenNs: number[] = [];
  /** By processor: the goroutine that entered a syscall on it and has it still. */
  const syscallRow = new Map<number, number>();
  /** By range name and processor: the goroutine on which it began. */
  const procRanges = new Map<number, Map<number, number>>();
  let syncNs = Number.NaN;

  function openRange(row: number, name: number, sinceNs: number): number {
    const entry = ranges.entry(row, name);
    const before = rangeOpenNs[entry] ?? Number.NaN;
    rangeOpenNs[entry] = sinceNs;
    return before;
  }

  /** A new life: what an earlier use of the id left is forgotten, but for the sums that span all uses. */
  function begin(row: number, createdNs: number, existed: boolean): void {
    const c = columns.at(row);
    c.createdNs[row] = createdNs;
    c.existed[row] = existed ? 1 : 0;
    c.name[row] = 0;
    c.startNs[row] = Number.NaN;
    c.endNs[row] = Number.NaN;
    c.totalNs[row] = Number.NaN;
    c.execNs[row] = 0;
    c.schedWaitNs[row] = 0;
    c.syscallNs[row] = 0;
    c.syscallBlockNs[row] = 0;
    c.openState[row] = GoState.Undetermined;
    c.syscallBlockedSinceNs[row] = Number.NaN;
    c.regionDepth[row] = 0;
    c.regions[row] = 0;
    blocked.clear(row);
    ranges.clear(row);
  }

  /** Puts time spent in a state into its account. */
  function credit(c: ColumnSet, row: number, state: number, reason: number, ns: number): void {
    if (state === GoState.Running) c.execNs[row] += ns;
    else if (state === GoState.Runnable) c.schedWaitNs[row] += ns;
    else if (state === GoState.Waiting) blocked.add(blocked.entry(row, reason), ns);
  }

  function leaveSyscall(c: ColumnSet, row: number, now: number): void {
    const blockedSince = c.syscallBlockedSinceNs[row];
    if (Number.isNaN(blockedSince)) c.syscallNs[row] += now - c.openSinceNs[row];
    else {
      c.syscallBlockNs[row] += now - blockedSince;
      c.syscallNs[row] += blockedSince - c.openSinceNs[row];
      c.syscallBlockedSinceNs[row] = Number.NaN;
    }
    syscallRow.delete(c.syscallProc[row]);
  }

  /** Closes the accounts of a goroutine that has ended, or that the trace leaves. */
  function close(row: number, now: number): void {
    const c = columns.at(row);
    if (Number.isNaN(c.totalNs[row])) c.totalNs[row] = now - c.createdNs[row];
    if (c.openState[row] === GoState.Syscall) {
      c.syscallNs[row] += now - c.openSinceNs[row];
      if (!Number.isNaN(c.syscallBlockedSinceNs[row])) c.schedWaitNs[row] += now - c.syscallBlockedSinceNs[row];
    } else if (c.openState[row] !== GoState.Undetermined) {
      credit(c, row, c.openState[row], c.openReason[row], now - c.openSinceNs[row]);
    }
    c.openState[row] = GoState.Undetermined;
    for (let entry = ranges.first(row); entry >= 0; entry = ranges.next(entry)) {
      if (!Number.isNaN(rangeOpenNs[entry])) ranges.add(entry, now - rangeOpenNs[entry]);
      rangeOpenNs[entry] = Number.NaN;
    }
    // The runtime's own goroutines inherit regions by accident of who started them: Go does not list those.
    if (!isSystemGoroutine(symbols.string(c.name[row]))) c.regions[row] += c.regionDepth[row];
    c.regionDepth[row] = 0;
  }

  function addState(c: ColumnSet, row: number, state: number, ns: number): void {
    if (state === GoState.Running) c.stateRunningNs[row] += ns;
    else if (state === GoState.Runnable) c.stateRunnableNs[row] += ns;
    else if (state === GoState.Waiting) c.stateWaitingNs[row] += ns;
    else if (state === GoState.Syscall) c.stateSyscallNs[row] += ns;
  }

  function goTransition(e: TraceEvent): void {
    const now = e.timeNs;
    const { from, to } = e;
    const row = rows.rowOf(e.id);
    const isNew = row >= columns.length;
    const c = columns.at(row);
    if (!isNew) {
      addState(c, row, c.finalState[row], now - c.lastTransitionNs[row]);
    }
    c.transitions[row]++;
    c.finalState[row] = to;
    c.lastTransitionNs[row] = now;
    if (from === to) {
      // A part of the file is lost, or the reader confirms what is known: make a row whose accounts are open from here on.
      if (isNew) {
        begin(row, now, true);
        enter(e, c, row);
      }
      return;
    }
    leave(e, c, row, isNew);
    if (c.name[row] === 0 && e.targetStack !== NO_STACK) c.name[row] = symbols.rootFunctionString(e.targetStack);
    enter(e, c, row);
  }

  function leave(e: TraceEvent, c: ColumnSet, row: number, isNew: boolean): void {
    const now = e.timeNs;
    if (e.from === GoState.NotExist) {
      const parent = rows.find(e.g);
      begin(row, now, false);
      c.startStack[row] = e.targetStack;
      c.creatorStack[row] = e.stack;
      if (parent !== NONE) c.parent[row] = parent;
      if (parent !== NONE && c.regionDepth[parent] > 0) c.regionDepth[row] = 1;
    } else if (e.from === GoState.Undetermined) {
      // Known already: its events up to the last Sync are lost, and with them what it did; the accounts go on from there.
      if (isNew) begin(row, syncNs, true);
      if (c.startStack[row] === NO_STACK) c.startStack[row] = e.targetStack;
      const ns = now - syncNs;
      if (e.to !== GoState.Syscall) credit(c, row, e.to, reasons.reasonOf(e.name), ns);
      else if (e.p === NONE) c.syscallBlockNs[row] += ns;
      else c.syscallNs[row] += ns;
    } else if (isNew) {
      begin(row, now, true);
    } else if (c.openState[row] === GoState.Syscall && e.from === GoState.Syscall) {
      leaveSyscall(c, row, now);
    } else if (c.openState[row] === e.from) {
      credit(c, row, e.from, c.openReason[row], now - c.openSinceNs[row]);
    }
    c.openState[row] = GoState.Undetermined;
  }

  function enter(e: TraceEvent, c: ColumnSet, row: number): void {
    const now = e.timeNs;
    const reason = reasons.reasonOf(e.name);
    // The accounts are Go's, which knows no reason here; what it waits for is told by its stack all the same.
    c.finalReason[row] = reasons.reasonIn(e.to, e.name, e.targetStack);
    c.finalSinceNs[row] = e.from === GoState.Undetermined ? syncNs : now;
    if (e.to === GoState.NotExist || (e.to === GoState.Waiting && reasons.text(reason) === REASON_FOREVER)) {
      close(row, now);
      c.endNs[row] = now;
      return;
    }
    c.openState[row] = e.to;
    c.openReason[row] = reason;
    c.openSinceNs[row] = now;
    if (e.to === GoState.Running && Number.isNaN(c.startNs[row])) c.startNs[row] = now;
    if (e.to === GoState.Syscall) {
      c.syscallProc[row] = e.p;
      c.syscallBlockedSinceNs[row] = Number.NaN;
      if (e.p !== NONE) syscallRow.set(e.p, row);
    }
  }

  function procTransition(e: TraceEvent): void {
    if (e.from === e.to || e.to !== ProcState.Idle) return;
    const row = syscallRow.get(e.id);
    if (row === undefined) return;
    columns.at(row).syscallBlockedSinceNs[row] = e.timeNs;
    syscallRow.delete(e.id);
  }

  function rangeOpens(e: TraceEvent): void {
    let row: number = NONE;
    if (e.from === RangeScope.Goroutine) row = rows.find(e.id);
    else if (e.from === RangeScope.Proc) {
      row = rows.find(e.g);
      if (row !== NONE) {
        const byProc = procRanges.get(e.name) ?? new Map<number, number>();
        procRanges.set(e.name, byProc.set(e.id, row));
      }
    }
    if (row === NONE) return;
    if (e.kind === EventKind.RangeBegin) openRange(row, e.name, e.timeNs);
    else {
      const before = openRange(row, e.name, syncNs);
      if (!Number.isNaN(before)) ranges.add(ranges.entry(row, e.name), syncNs - before);
    }
  }

  function rangeEnds(e: TraceEvent): void {
    let row: number = NONE;
    if (e.from === RangeScope.Goroutine) row = rows.find(e.id);
    else if (e.from === RangeScope.Proc) {
      const began = procRanges.get(e.name)?.get(e.id);
      if (began === undefined) return;
      procRanges.get(e.name)?.delete(e.id);
      if (began === rows.find(e.g)) row = began;
    }
    if (row === NONE) return;
    const since = openRange(row, e.name, Number.NaN);
    if (!Number.isNaN(since)) ranges.add(ranges.entry(row, e.name), e.timeNs - since);
  }

  function regionEvent(e: TraceEvent): void {
    const row = rows.find(e.g);
    if (row === NONE) return;
    const c = columns.at(row);
    if (e.kind === EventKind.RegionBegin) c.regionDepth[row]++;
    else {
      if (c.regionDepth[row] > 0) c.regionDepth[row]--;
      c.regions[row]++;
    }
  }

  /** Closes all accounts: until a status tells, nothing is known of what goroutines do after `fromNs`. */
  function gap(fromNs: number): void {
    for (let row = 0; row < columns.length; row++) {
      const c = columns.at(row);
      if (c.finalState[row] === GoState.NotExist || !Number.isNaN(c.endNs[row])) continue;
      const ns = Math.max(0, fromNs - c.lastTransitionNs[row]);
      addState(c, row, c.finalState[row], ns);
      if (c.openState[row] === GoState.Syscall) leaveSyscall(c, row, Math.max(fromNs, c.openSinceNs[row]));
      else credit(c, row, c.openState[row], c.openReason[row], Math.max(0, fromNs - c.openSinceNs[row]));
      c.openState[row] = GoState.Undetermined;
      c.finalState[row] = GoState.Undetermined;
      c.finalReason[row] = 0;
      c.finalSinceNs[row] = fromNs;
      for (let entry = ranges.first(row); entry >= 0; entry = ranges.next(entry)) {
        if (!Number.isNaN(rangeOpenNs[entry])) ranges.add(entry, Math.max(0, fromNs - rangeOpenNs[entry]));
        rangeOpenNs[entry] = Number.NaN;
      }
      c.regions[row] += c.regionDepth[row];
      c.regionDepth[row] = 0;
    }
    syscallRow.clear();
    procRanges.clear();
  }

  function absorb(row: number, sums: GoroutineSums): void {
    const c = columns.at(row);
    c.transitions[row] += sums.transitions;
    c.execNs[row] += sums.runningNs;
    c.schedWaitNs[row] += sums.runnableNs;
    c.syscallNs[row] += sums.syscallNs;
    c.syscallBlockNs[row] += sums.syscallBlockNs;
    c.stateRunningNs[row] += sums.runningNs;
    c.stateRunnableNs[row] += sums.runnableNs;
    c.stateWaitingNs[row] += sums.waitingNs;
    c.stateSyscallNs[row] += sums.syscallNs + sums.syscallBlockNs;
    for (const [reason, ns] of sums.blocked) blocked.add(blocked.entry(row, reasons.reasonOf(reason)), ns);
    if (c.name[row] === 0 && sums.firstStack !== NO_STACK) c.name[row] = symbols.rootFunctionString(sums.firstStack);
    if (Number.isNaN(c.startNs[row])) c.startNs[row] = sums.startNs;
    // What the section did with the goroutine's syscalls is done: only one that is still open may be on a processor.
    if (syscallRow.get(c.syscallProc[row]) === row) syscallRow.delete(c.syscallProc[row]);
    c.syscallBlockedSinceNs[row] = sums.state === GoState.Syscall ? sums.blockedSinceNs : Number.NaN;
    if (sums.state === GoState.Syscall) {
      c.syscallProc[row] = sums.syscallProc;
      if (Number.isNaN(sums.blockedSinceNs) && sums.syscallProc !== NONE) syscallRow.set(sums.syscallProc, row);
    }
    if (sums.transitions === 0) return;
    c.finalState[row] = sums.state;
    c.finalReason[row] = reasons.reasonIn(sums.state, sums.reason, sums.stack);
    c.finalSinceNs[row] = sums.sinceNs;
    c.lastTransitionNs[row] = sums.sinceNs;
    c.openState[row] = sums.state;
    c.openReason[row] = reasons.reasonOf(sums.reason);
    c.openSinceNs[row] = sums.sinceNs;
  }

  return {
    absorb,
    absorbRegions(id, net, least, ends) {
      const row = rows.find(id);
      if (row === NONE) return;
      const c = columns.at(row);
      c.regions[row] += ends;
      c.regionDepth[row] = Math.max(c.regionDepth[row] + net, least);
    },
    stateOf: (row) => columns.at(row).finalState[row],
    kinds: [
      EventKind.Sync,
      EventKind.Gap,
      EventKind.GoTransition,
      EventKind.ProcTransition,
      EventKind.RangeBegin,
      EventKind.RangeActive,
      EventKind.RangeEnd,
      EventKind.RegionBegin,
      EventKind.RegionEnd,
    ],
    event(e) {
      if (Number.isNaN(syncNs)) syncNs = e.timeNs;
      switch (e.kind) {
        case EventKind.GoTransition:
          goTransition(e);
          break;
        case EventKind.ProcTransition:
          procTransition(e);
          break;
        case EventKind.Sync:
          syncNs = e.timeNs;
          break;
        case EventKind.Gap:
          gap(e.value);
          break;
        case EventKind.RangeEnd:
          rangeEnds(e);
          break;
        case EventKind.RegionBegin:
        case EventKind.RegionEnd:
          regionEvent(e);
          break;
        default:
          rangeOpens(e);
      }
    },
    finish(endNs) {
      for (let row = 0; row < columns.length; row++) {
        // Lost in a gap and not seen again: it ended somewhere there.
        close(
          row,
          columns.at(row).finalState[row] === GoState.Undetermined ? columns.at(row).finalSinceNs[row] : endNs,
        );
      }
    },
    table: () => finishedTable(columns, rows, blocked, ranges),
    regions() {
      let sum = 0;
      for (let row = 0; row < columns.length; row++) sum += columns.at(row).regions[row];
      return sum;
    },
  };
}
