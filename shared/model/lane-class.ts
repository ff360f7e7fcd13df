// What a span of each lane looks like: its class, by which levels of detail and density count its time.

import { GoState, ProcState, SpanClass, spanClass } from './states';
import type { Lane } from './tables';

/** Class of a span; undefined: nothing is there (not existing, not known), so its time counts for no class. */
export function laneSpanClass(lane: Lane, state: number, reason: string): SpanClass | undefined {
  switch (lane) {
    case 'goroutine':
      if (state === GoState.Undetermined || state === GoState.NotExist) return undefined;
      return spanClass(state as GoState, reason);
    case 'proc':
      if (state === ProcState.Running) return SpanClass.Running;
      return state === ProcState.Idle ? SpanClass.Inactive : undefined;
    case 'gc':
      return state === 0 ? SpanClass.Inactive : SpanClass.Running;
  }
}
