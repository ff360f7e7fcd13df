// Circles in the wait-for graph: depth first from each goroutine, each circle told once (by its smallest id).

import type { LockCycle, WaitEdge } from '../../model/dump-requests';

/** Circles of more than four are guesses upon guesses. */
const MAX_LENGTH = 4;
const MAX_CYCLES = 20;
/** Edges looked at: a dense graph of a hundred waiters and holders must not take seconds. */
const MAX_STEPS = 100_000;

export function cyclesOf(edges: readonly WaitEdge[]): readonly LockCycle[] {
  const byFrom = new Map<number, WaitEdge[]>();
  for (const edge of edges) {
    const known = byFrom.get(edge.from);
    if (known === undefined) byFrom.set(edge.from, [edge]);
    else if (!known.some(({ to }) => to === edge.to)) known.push(edge);
  }
  const cycles: LockCycle[] = [];
  let steps = 0;
  const walk = (first: number, path: readonly WaitEdge[]): void => {
    const at = path.at(-1)?.to ?? first;
    for (const edge of byFrom.get(at) ?? []) {
      if (++steps > MAX_STEPS || cycles.length >= MAX_CYCLES) return;
      if (edge.to === first) {
        cycles.push(cycleOf([...path, edge]));
      } else if (path.length + 1 < MAX_LENGTH && edge.to > first && !path.some(({ from }) => from === edge.to)) {
        walk(first, [...path, edge]);
      }
    }
  };
  for (const first of [...byFrom.keys()].sort((a, b) => a - b)) walk(first, []);
  return cycles;
}

function cycleOf(path: readonly WaitEdge[]): LockCycle {
  const ids = path.map(({ from }) => from);
  const addresses = path.flatMap(({ address }) => (address === undefined ? [] : [address]));
  const guessed = path.some(({ known }) => !known);
  const circle = [...ids, ids[0]].join(' → ');
  const why =
    ids.length === 1
      ? `Goroutine ${ids[0]}. ${path[0].why}`
      : `Goroutines ${circle} ${guessed ? 'seem to wait' : 'wait'} for each other: each waits for what the next one ${guessed ? 'probably ' : ''}has. ` +
        (guessed
          ? 'Medium confidence: it follows from the arguments of their frames, not from owners, which Go does not record. If it is so, the locks are taken in different orders.'
          : '');
  return { ids, addresses, why: why.trim() };
}
