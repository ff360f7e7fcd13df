// Which state a stack stands for when groups are compared. A goroutine that was woken and did not run yet is `runnable` with
// the stack of its wait: for a comparison of dumps it is still one of those that wait there. Which wait that is, the stack
// alone does not say (a channel operation has no frame of its own), but the other dumps of the series do.

import { mainSnapshot } from '../../model/dumps';
import { NO_STACK } from '../../model/stacks';
import type { DumpIndex } from './types';

const SEVERAL = -2;
const NONE = -1;

/** @returns string index of the state that goroutines of this stack and state are counted under. */
export type StateClass = (stack: number, state: number) => number;

export function createStateClass(index: DumpIndex): StateClass {
  const { table } = index.series.symbols;
  const runnable = table.internString('runnable');
  const running = table.internString('running');
  let waits: Int32Array | undefined;

  const waitOfStacks = (): Int32Array => {
    const found = new Int32Array(table.stackCount).fill(NONE);
    for (const moment of index.series.moments) {
      const groups = index.groups(mainSnapshot(moment));
      for (let group = 0; group < groups.length; group++) {
        const stack = groups.stack[group];
        const state = groups.state[group];
        if (stack === NO_STACK || state === 0 || state === runnable || state === running) continue;
        if (found[stack] === NONE) found[stack] = state;
        else if (found[stack] !== state) found[stack] = SEVERAL;
      }
    }
    return found;
  };
  return (stack, state) => {
    if (state !== runnable || stack === NO_STACK) return state;
    waits ??= waitOfStacks();
    const wait = stack < waits.length ? waits[stack] : NONE;
    return wait >= 0 ? wait : state;
  };
}
