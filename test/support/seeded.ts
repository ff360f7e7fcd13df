// Random numbers that a seed decides: a find can be made again from its seed alone.

/** An integer from 0 to `below` - 1. */
export type Random = (below: number) => number;

/** Mulberry32: 32 bits of state, good enough to choose places and bytes. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}
