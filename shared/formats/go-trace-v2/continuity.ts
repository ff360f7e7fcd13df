// What a section says of what was there before it, seen by who knows the section before: a status that confirms it is no
// transition. Also carries on what sections cannot know: the name of a stop-the-world that began earlier, and whether a
// processor that was left in a syscall still counts as running.

import { createIdMap } from '../../base/id-map';
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
  /** Number of this section. */
  private section = 0;
  /**
   * The section in which each goroutine appeared last. In this one: what was known before says nothing more of it. Not in the
   * one before, which names all that it leaves: nothing is known of it.
   */
  private readonly appearedIn = createIdMap();
  /** Processors that have appeared in this section, and in the one before. */
  private procs = new Set<number>();
  private procsBefore = new Set<number>();
  /** Events that contradicted what was known, in this section: statuses, and creations of goroutines that exist. */
  contradictions = 0;

  constructor(private readonly symbols: SymbolTable) {}

  beginSection(known: KnownState | undefined): void {
    this.known = known;
    this.abandoned.clear();
    this.section++;
    [this.procs, this.procsBefore] = [new Set(), this.procs];
    this.contradictions = 0;
    if (known === undefined) this.openStw.clear();
  }

  /** Changes the event of a section to what it means in the trace. */
  apply(e: TraceEvent): void {
    switch (e.kind) {
      case EventKind.GoTransition:
        if (e.from === GoState.Undetermined || e.from === GoState.NotExist) this.goAppears(e);
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

  private goAppears(e: TraceEvent): void {
    const created = e.from === GoState.NotExist;
    const last = this.appearedIn.get(e.id);
    this.appearedIn.set(e.id, this.section);
    if (this.known === undefined) return;
    // If it ended in this section, its id may be used again, but no status can be right.
    const state = last === this.section - 1 ? this.known.goroutine(e.id) : undefined;
    if (created) {
      if (state !== undefined) this.contradictions++;
    } else if (state === e.to) e.from = e.to;
    else this.contradictions++;
  }

  private procTransition(e: TraceEvent): void {
    const appears = e.from === ProcState.Undetermined;
    if (appears) this.procs.add(e.id);
    if (this.known === undefined) return;
    if (appears) {
      const state = this.procsBefore.has(e.id) ? this.known.proc(e.id) : undefined;
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
