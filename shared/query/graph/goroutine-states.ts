// The states of one goroutine and its ways between them: how often it took each, and how long it was in the state before.

import { NONE } from '../../model/events';
import { GoState } from '../../model/states';
import { overlappingEntries } from '../lane-blocks';
import { CLASS_STRIDE, NO_CLASS, type QueryContext } from '../query-context';
import type { Stretch } from '../walk-spans';

/** `new` and `ended` are the runtime's _Gidle and _Gdead. */
export const LIFE_STATES = ['new', 'runnable', 'running', 'waiting', 'syscall', 'ended'] as const;
export type LifeState = (typeof LIFE_STATES)[number];

const LIFE_OF: Readonly<Record<number, LifeState>> = {
  [GoState.Runnable]: 'runnable',
  [GoState.Running]: 'running',
  [GoState.Waiting]: 'waiting',
  [GoState.Syscall]: 'syscall',
};

export interface StateWay {
  readonly from: LifeState;
  readonly to: LifeState;
  count: number;
  /** Time in `from` before it went this way, within the stretch. */
  ns: number;
}

export interface GoroutineStates {
  /** Time in each, within the stretch. */
  readonly ns: Readonly<Record<LifeState, number>>;
  /** Time waiting by reason (index in TraceSummary.reasons), largest first. */
  readonly reasons: readonly (readonly [reason: number, ns: number])[];
  readonly ways: readonly StateWay[];
  /** State in which the stretch meets it (`new`: it was created there) and in which it leaves it; undefined where nothing is known. */
  readonly first: LifeState | undefined;
  readonly last: LifeState | undefined;
}

export async function goroutineStates(context: QueryContext, row: number, stretch: Stretch): Promise<GoroutineStates> {
  const { fromNs, toNs } = stretch;
  const { existed, createdNs, endNs } = context.index.goroutines;
  const lane = context.lanes.goroutine;
  const classes = context.classes.goroutine;
  const ns = { new: 0, runnable: 0, running: 0, waiting: 0, syscall: 0, ended: 0 };
  const reasons = new Map<number, number>();
  const ways = new Map<string, StateWay>();
  const go = (from: LifeState, to: LifeState, spent: number): void => {
    const key = `${from} ${to}`;
    const way = ways.get(key) ?? { from, to, count: 0, ns: 0 };
    ways.set(key, way);
    way.count++;
    way.ns += spent;
  };
  let first: LifeState | undefined;
  let state: LifeState | undefined;
  let lastEndNs: number = NONE;
  let lastSpent = 0;
  for (const entry of overlappingEntries(lane, row, fromNs === 0 ? Number.NEGATIVE_INFINITY : fromNs, toNs)) {
    const place = lane.place[entry];
    const level = await context.level(lane.blocks[lane.block[entry]], 0, [place]);
    for (let i = level.rowOffset[place]; i < level.rowOffset[place + 1]; i++) {
      const start = level.startNs[i];
      const end = i + 1 < level.rowOffset[place + 1] ? level.startNs[i + 1] : level.rowEndNs[place];
      const now =
        classes[level.state[i] * CLASS_STRIDE + level.reason[i]] === NO_CLASS ? undefined : LIFE_OF[level.state[i]];
      if (start >= fromNs && start < toNs && now !== undefined) {
        if (state !== undefined && lastEndNs === start) {
          // A state that is confirmed is no way.
          if (state !== now) go(state, now, lastSpent);
        } else if (existed[row] === 0 && createdNs[row] === start) go('new', now, 0);
      }
      const spent = Math.max(0, Math.min(end, toNs) - Math.max(start, fromNs));
      if (now !== undefined) ns[now] += spent;
      if (now === 'waiting') reasons.set(level.reason[i], (reasons.get(level.reason[i]) ?? 0) + spent);
      if (end > fromNs && start < toNs) first ??= ways.has(`new ${now}`) ? 'new' : now;
      if (start < toNs) state = now;
      lastSpent = spent;
      lastEndNs = end;
    }
  }
  const ended = context.index.goroutines.finalState[row] === GoState.NotExist && endNs[row] === lastEndNs;
  if (ended && state !== undefined && lastEndNs >= fromNs && lastEndNs < toNs) {
    go(state, 'ended', lastSpent);
    state = 'ended';
  }
  return {
    ns,
    reasons: [...reasons].filter(([, spent]) => spent > 0).sort((a, b) => b[1] - a[1]),
    ways: [...ways.values()],
    first,
    last: state,
  };
}
