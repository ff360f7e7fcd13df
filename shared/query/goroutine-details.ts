// One goroutine in full: where it comes from, how long it lived, and what it did with its time.

import { assert } from '../base/assert';
import { NONE } from '../model/events';
import type { BreakdownItem, GoroutineDetail, GoroutineRef } from '../model/requests';
import { GO_STATE_NAMES, GoState, isSystemGoroutine, SpanClass, spanClass } from '../model/states';
import type { TraceIndex } from '../model/trace-index';
import { isGhost } from './ghosts';
import { blockReasonOf } from './goroutine-times';

const UNKNOWN_REASON = 'unknown reason';

export function goroutineRef({ goroutines, symbols }: TraceIndex, row: number): GoroutineRef {
  return { row, id: goroutines.id[row], name: symbols.string(goroutines.name[row]) };
}

export function goroutineDetail(index: TraceIndex, row: number): GoroutineDetail {
  const { goroutines, symbols, summary } = index;
  assert(row >= 0 && row < goroutines.length, `no goroutine row ${row}`);
  const name = symbols.string(goroutines.name[row]);
  const parent = goroutines.parent[row];
  const startNs = goroutines.startNs[row];
  // One that waits for ever has ended by Go's accounts, but it is still there.
  const ended = goroutines.finalState[row] === GoState.NotExist;
  const endNs = goroutines.endNs[row];
  const startFrame = symbols.frames(goroutines.startStack[row]).at(-1);
  return {
    row,
    id: goroutines.id[row],
    name,
    ...(parent === NONE ? {} : { parent: goroutineRef(index, parent) }),
    existed: goroutines.existed[row] === 1,
    createdNs: goroutines.createdNs[row],
    ...(Number.isNaN(startNs) ? {} : { startNs }),
    ...(ended && !Number.isNaN(endNs) ? { endNs } : {}),
    totalNs: goroutines.totalNs[row],
    transitions: goroutines.transitions[row],
    finalState: GO_STATE_NAMES[goroutines.finalState[row]] ?? '',
    finalReason: summary.reasons[goroutines.finalReason[row]] ?? '',
    finalSinceNs: goroutines.finalSinceNs[row],
    ghost: isGhost(index, row),
    system: isSystemGoroutine(name),
    breakdown: breakdown(index, row),
    ranges: ranges(index, row),
    creatorStack: symbols.frames(goroutines.creatorStack[row]),
    ...(startFrame === undefined ? {} : { startFrame }),
  };
}

/** Time per state and block reason, largest first; what the file does not account for is said to be unknown. */
function breakdown(index: TraceIndex, row: number): readonly BreakdownItem[] {
  const { goroutines, summary } = index;
  const items: BreakdownItem[] = [
    { label: 'Running', spanClass: SpanClass.Running, ns: goroutines.execNs[row] },
    { label: 'Runnable', spanClass: SpanClass.Runnable, ns: goroutines.schedWaitNs[row] },
    { label: 'Syscall', spanClass: SpanClass.Syscall, ns: goroutines.syscallNs[row] },
    { label: 'Syscall (blocked)', spanClass: SpanClass.Syscall, ns: goroutines.syscallBlockNs[row] },
  ];
  for (let i = goroutines.blockOffset[row]; i < goroutines.blockOffset[row + 1]; i++) {
    const reason = summary.reasons[blockReasonOf(index, row, i)] ?? '';
    items.push({
      label: reason === '' ? UNKNOWN_REASON : reason,
      spanClass: spanClass(GoState.Waiting, reason),
      ns: goroutines.blockNs[i],
    });
  }
  const known = items.reduce((sum, { ns }) => sum + ns, 0);
  items.push({ label: 'Unknown', spanClass: SpanClass.Inactive, ns: goroutines.totalNs[row] - known });
  // Go's accounts may count a syscall's tail twice: then there is no remainder, and a negative one is left out like a zero.
  return items.filter(({ ns }) => ns > 0).sort((a, b) => b.ns - a.ns);
}

function ranges({ goroutines, symbols }: TraceIndex, row: number): GoroutineDetail['ranges'] {
  const found: { readonly name: string; readonly ns: number }[] = [];
  for (let i = goroutines.rangeOffset[row]; i < goroutines.rangeOffset[row + 1]; i++) {
    found.push({ name: symbols.string(goroutines.rangeName[i]), ns: goroutines.rangeNs[i] });
  }
  return found.sort((a, b) => b.ns - a.ns);
}
