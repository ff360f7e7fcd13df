// Folded stacks, as flame-graph tools take them: a line per distinct stack, `root;…;leaf weight`.

import type { WeightedStacks } from '../model/graphs';
import { type Refinements, refineStacks } from '../query/graph/stack-frames';
import { visible } from './svg';

/** Functions are separated by `;` and the weight by a blank; what ends a line would begin a stack of its own. */
const nameOf = (func: string): string => visible(func).replaceAll(';', ':').replace(/\s+/g, ' ');

/**
 * Weights are whole units of the source (ns, bytes, goroutines); stacks of one name are one line, in the order of
 * their names, so that the same input gives the same bytes. Negative weights of a difference stay as they are.
 */
export function foldedStacks(source: WeightedStacks, options: Refinements): string {
  const sums = new Map<string, number>();
  for (const { frames, weight } of refineStacks(source, options).stacks) {
    const path = frames.map(({ func, file }) => nameOf(func || file || '?')).reverse();
    const key = path.join(';');
    sums.set(key, (sums.get(key) ?? 0) + weight);
  }
  const lines = [...sums]
    .map(([path, weight]) => [path, Math.round(weight)] as const)
    .filter(([, weight]) => weight !== 0);
  lines.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return lines.map(([path, weight]) => `${path} ${weight}\n`).join('');
}
