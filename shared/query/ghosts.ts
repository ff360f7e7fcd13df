// Which goroutines are ghosts: waiting when the trace ends, and nothing in the program is going to wake them.
//
// A trace cannot prove that a wait never ends. The rule takes what speaks for it and leaves out what has an innocent reason:
// - the goroutine waits when the trace ends, and is not one of the runtime's own (those wait by design);
// - it waits for another goroutine: channel, select, sync. Network and sleep are left out, since they are woken from outside
//   the program or by the clock: the accept loop of a server is no ghost;
// - it has waited for at least half of the trace: a worker that waits for its next job a moment before the trace is cut is
//   no ghost either. Half, because the observed time without a wake-up is then the larger part of what is known of it;
// - `select {}` and operations on nil channels (reason `forever`) count at once: nothing can wake them.
// One that waited already when the trace began is judged by the reason that its stack tells: its wait covers the whole trace.

import { GoState, isSystemGoroutine, plainReason, REASON_FOREVER, SpanClass, spanClass } from '../model/states';
import type { TraceIndex } from '../model/trace-index';

const GHOST_CLASSES: readonly SpanClass[] = [SpanClass.Chan, SpanClass.Select, SpanClass.Sync];
const LEAST_SHARE = 0.5;

export function isGhost(index: TraceIndex, row: number): boolean {
  const { goroutines, summary, symbols } = index;
  if (goroutines.finalState[row] !== GoState.Waiting) return false;
  if (isSystemGoroutine(symbols.string(goroutines.name[row]))) return false;
  const reason = plainReason(summary.reasons[goroutines.finalReason[row]] ?? '');
  if (reason === REASON_FOREVER) return true;
  if (!GHOST_CLASSES.includes(spanClass(GoState.Waiting, reason))) return false;
  return summary.spanNs - goroutines.finalSinceNs[row] >= LEAST_SHARE * summary.spanNs;
}
