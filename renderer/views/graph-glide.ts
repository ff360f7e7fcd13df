// Moves the view of a graph to another place: in a short animation, or at once for those who want no motion.

import { easeCubicOut } from 'd3';
import type { Camera } from './graph-camera';

const DURATION_MS = 220;

export interface Glide {
  /** Where the view is going; undefined = it rests. */
  readonly goal: Camera | undefined;
  to(goal: Camera): void;
  stop(): void;
}

/** `read` gives the present place, `write` is called with every step. */
export function createGlide(read: () => Camera, write: (camera: Camera) => void): Glide {
  let goal: Camera | undefined;
  let frame = 0;
  const stop = (): void => {
    cancelAnimationFrame(frame);
    goal = undefined;
  };
  return {
    get goal() {
      return goal;
    },
    to(wanted) {
      stop();
      if (matchMedia('(prefers-reduced-motion: reduce)').matches) return write(wanted);
      const from = read();
      const startMs = performance.now();
      goal = wanted;
      const step = (nowMs: number): void => {
        const share = Math.min(1, Math.max(0, (nowMs - startMs) / DURATION_MS));
        const eased = easeCubicOut(share);
        const mixed = (a: number, b: number): number => a + (b - a) * eased;
        if (share < 1) frame = requestAnimationFrame(step);
        else goal = undefined;
        write({ k: mixed(from.k, wanted.k), x: mixed(from.x, wanted.x), y: mixed(from.y, wanted.y) });
      };
      frame = requestAnimationFrame(step);
    },
    stop,
  };
}
