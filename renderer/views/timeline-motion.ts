// Moves the visible window: at once for gestures, in a short animation for keys. A further step during an animation
// starts from where the first one was going, so that a held key moves without pauses.

import { easeCubicOut } from 'd3';
import { between, type Viewport } from '../canvas/viewport';

const DURATION_MS = 180;

export interface Motion {
  /** Where the window is going, or is. */
  readonly goal: Viewport;
  readonly moving: boolean;
  jump(to: Viewport): void;
  glide(to: Viewport): void;
  stop(): void;
}

/** `read` gives the present window, `write` is called with every step. */
export function createMotion(read: () => Viewport, write: (viewport: Viewport) => void): Motion {
  let goal: Viewport | undefined;
  let from: Viewport | undefined;
  let startMs = 0;
  let frame = 0;

  const stop = () => {
    cancelAnimationFrame(frame);
    goal = undefined;
  };
  const step = (nowMs: number) => {
    if (goal === undefined || from === undefined) return;
    const share = Math.min(1, (nowMs - startMs) / DURATION_MS);
    const to = goal;
    if (share >= 1) goal = undefined;
    else frame = requestAnimationFrame(step);
    write(between(from, to, easeCubicOut(Math.max(0, share))));
  };
  return {
    get goal() {
      return goal ?? read();
    },
    get moving() {
      return goal !== undefined;
    },
    jump(to) {
      stop();
      write(to);
    },
    glide(to) {
      if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
        stop();
        write(to);
        return;
      }
      cancelAnimationFrame(frame);
      from = read();
      goal = to;
      startMs = performance.now();
      frame = requestAnimationFrame(step);
    },
    stop,
  };
}
