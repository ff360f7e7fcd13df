// Which edges of a directed graph lie on a circle.

/**
 * By edge: whether it lies on a circle of three nodes or more. Two that wake each other are no find: every channel is handed over so.
 * For some hundred edges: each is a search of its own.
 */
export function inRings(nodes: number, edges: readonly (readonly [from: number, to: number])[]): readonly boolean[] {
  const next: number[][] = Array.from({ length: nodes }, () => []);
  for (const [from, to] of edges) next[from].push(to);
  return edges.map(([from, to]) => from !== to && reaches(next, to, from));
}

/** Whether a way of two steps or more leads from one node to the other. */
function reaches(next: readonly (readonly number[])[], start: number, wanted: number): boolean {
  const seen = new Set(next[start].filter((node) => node !== wanted && node !== start));
  // Grows while it is walked.
  for (const node of seen) {
    for (const to of next[node]) {
      if (to === wanted) return true;
      if (to !== start) seen.add(to);
    }
  }
  return false;
}
