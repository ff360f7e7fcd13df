// What a section says of what was there before it, seen by who knows the section before: a status that confirms it is no
// transition. Also carries on what sections cannot know: the name of a stop-the-world that began earlier, and whether a
// processor that was left in a syscall still counts as running.

import { ABANDONED, EventKind, RANGE_STW, RangeScope, type TraceEvent } from '../../model/events';
import type { SymbolTable } from '../../model/stacks';
import { GoState, ProcState } from '../../model/states';

/** State of the trace at the end of the section before. */
export interface KnownState {
  /** GoState of a goroutine; undefined if there is none of that id. */
  goroutine(id: number): number | undefined;
  /** ProcState, Running or Idle. */
  proc(id: number): number | undefined;
}

export class Continuity {
  /** Undefined: nothing is known, at the start of the trace and after a gap. */
  private known: KnownState | undefined;
  /** Processors whose status said that they were abandoned, while they count as running. */
  private readonly abandoned = new Set<number>();
  /** String index of the stop-the-world that each goroutine has open. */
  private readonly openStw = new Map<number, number>();
  /** Tasks that were begun and not ended. */
  private readonly tasks = new Map<number, { readonly name: number; readonly parent: number }>();
  /** Status events that contradicted what was known, in this section. */
  contradictions = 0;

  constructor(private readonly symbols: SymbolTable) {}

  beginSection(known: KnownState | undefined): void {
    this.known = known;
    this.abandoned.clear();
    this.contradictions = 0;
    if (known === undefined) this.openStw.clear();
  }

  /** Changes the event of a section to what it means in the trace. */
  apply(e: TraceEvent): void {
    switch (e.kind) {
      case EventKind.GoTransition:
        if (e.from === GoState.Undetermined) this.goStatus(e);
        break;
      case EventKind.ProcTransition:
        this.procTransition(e);
        break;
      case EventKind.TaskBegin:
        this.tasks.set(e.id, { name: e.name, parent: e.from });
        break;
      case EventKind.TaskEnd:
        this.taskEnd(e);
        break;
      case EventKind.RangeBegin:
      case EventKind.RangeEnd:
        if (e.from === RangeScope.Goroutine) this.stw(e);
        break;
      default:
    }
  }

  private goStatus(e: TraceEvent): void {
    const state = this.known?.goroutine(e.id);
    if (state === e.to) e.from = e.to;
    else if (this.known !== undefined) this.contradictions++;
  }

  private procTransition(e: TraceEvent): void {
    if (this.known === undefined) return;
    if (e.from === ProcState.Undetermined) {
      const state = this.known.proc(e.id);
      if (state === undefined) e.from = ProcState.NotExist;
      else if (e.value === ABANDONED && state === ProcState.Running) {
        this.abandoned.add(e.id);
        e.from = ProcState.Running;
        e.to = ProcState.Running;
      } else if (state === e.to) e.from = e.to;
      else this.contradictions++;
    } else if (e.value === ABANDONED && this.abandoned.delete(e.id)) e.from = ProcState.Running;
  }

  private taskEnd(e: TraceEvent): void {
    const begun = this.tasks.get(e.id);
    if (begun === undefined) return;
    e.from = begun.parent;
    e.name = begun.name;
    this.tasks.delete(e.id);
  }

  private stw(e: TraceEvent): void {
    const name = this.symbols.string(e.name);
    if (!name.startsWith('stop-the-world')) return;
    if (e.kind === EventKind.RangeBegin) this.openStw.set(e.id, e.name);
    else {
      if (name === RANGE_STW) e.name = this.openStw.get(e.id) ?? e.name;
      this.openStw.delete(e.id);
    }
  }
}

/** States of a section's goroutines and processors when it ended. */
export function stateAfter(
  goroutines: ReadonlyMap<number, { readonly status: number }>,
  procs: ReadonlyMap<number, { readonly status: number }>,
): KnownState {
  return {
    goroutine: (id) => GO_STATE[goroutines.get(id)?.status ?? 0],
    proc: (id) => PROC_STATE[procs.get(id)?.status ?? 0],
  };
}
const GO_STATE = [undefined, GoState.Runnable, GoState.Running, GoState.Syscall, GoState.Waiting];
const PROC_STATE = [undefined, ProcState.Running, ProcState.Idle, ProcState.Running, ProcState.Idle];
