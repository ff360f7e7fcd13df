// The life of a goroutine as it is drawn: all states and the ways between them that the scheduler knows faintly, those that this
// goroutine took strongly, with how often and how long.

import { formatDuration, formatPercent, groupDigits } from '../../base/format';
import type { DrawnEdge, DrawnGraph, DrawnNode, Paint, TextLine } from '../../model/drawn-graph';
import { type GoroutineStates, LIFE_STATES, type LifeState, type StateWay } from './goroutine-states';
import { statePaint } from './state-paint';

const NAME_PX = 15;
const SMALL_PX = 11;
/** More reasons than this make the box higher than the picture; the title has all. */
const MOST_REASONS = 4;

const STATES: Readonly<Record<LifeState, { readonly runtime: string; readonly paint: Paint }>> = {
  new: { runtime: '_Gidle', paint: 'plain' },
  runnable: { runtime: '_Grunnable', paint: 'runnable' },
  running: { runtime: '_Grunning', paint: 'running' },
  waiting: { runtime: '_Gwaiting', paint: 'inactive' },
  syscall: { runtime: '_Gsyscall', paint: 'syscall' },
  ended: { runtime: '_Gdead', paint: 'plain' },
};

/** What the scheduler of Go does; `rare`: not drawn unless it happened. */
const WAYS: readonly {
  readonly from: LifeState;
  readonly to: LifeState;
  readonly words: string;
  readonly rare?: true;
}[] = [
  { from: 'new', to: 'runnable', words: 'created' },
  { from: 'new', to: 'waiting', words: 'created as a coroutine', rare: true },
  { from: 'new', to: 'syscall', words: 'called from C', rare: true },
  { from: 'runnable', to: 'running', words: 'starts' },
  { from: 'running', to: 'runnable', words: 'preempted or yields' },
  { from: 'running', to: 'waiting', words: 'blocks' },
  { from: 'waiting', to: 'runnable', words: 'woken' },
  { from: 'running', to: 'syscall', words: 'enters' },
  { from: 'syscall', to: 'running', words: 'returns' },
  { from: 'syscall', to: 'runnable', words: 'returns, processor gone' },
  { from: 'running', to: 'ended', words: 'ends' },
  { from: 'syscall', to: 'ended', words: 'returns to C', rare: true },
];

export interface StatesOptions {
  readonly caption: readonly string[];
  /** `g17 main.worker`. */
  readonly who: string;
  readonly reasonText: (reason: number) => string;
}

export function drawStates(life: GoroutineStates, { caption, who, reasonText }: StatesOptions): DrawnGraph {
  const { ns, ways } = life;
  const all = Object.values(ns).reduce((sum, spent) => sum + spent, 0);
  const most = Math.max(1, ...ways.map(({ count }) => count));
  const taken = (from: LifeState, to: LifeState): StateWay | undefined =>
    ways.find((way) => way.from === from && way.to === to);
  const known = WAYS.filter(({ from, to, rare }) => rare === undefined || taken(from, to) !== undefined);
  // What the list above does not know happens where a part of the trace is lost.
  const others = ways
    .filter(({ from, to }) => !WAYS.some((way) => way.from === from && way.to === to))
    .map(({ from, to }) => ({ from, to, words: 'not told' }));
  return {
    title: `States of ${who}`,
    caption: [
      ...caption,
      `${groupDigits(ways.reduce((sum, { count }) => sum + count, 0))} transitions · on arrows: how often, and all time in the state before · dotted and dashed: ways and states that it did not take`,
    ],
    nodes: LIFE_STATES.map((state) => drawState(state, life, all, reasonText)),
    edges: [...known, ...others].map(({ from, to, words }): DrawnEdge => {
      const way = taken(from, to);
      const spent = way === undefined || way.ns === 0 ? '' : ` · ${formatDuration(way.ns)}`;
      return {
        from,
        to,
        label: way === undefined ? words : `${words} ${groupDigits(way.count)} ×${spent}`,
        widthPx: way === undefined ? 0.75 : 1.5 + 3.5 * Math.sqrt(way.count / most),
        heat: way === undefined ? 0 : Math.max(0.25, way.count / most),
        style: way === undefined ? 'dotted' : 'solid',
        inCycle: false,
        ...(way === undefined ? {} : { strong: true }),
        title:
          way === undefined
            ? `${from} to ${to}: ${words}; it never did`
            : `${from} to ${to}: ${words}, ${groupDigits(way.count)} times${spent === '' ? '' : `, after ${formatDuration(way.ns)}`}`,
      };
    }),
  };
}

function drawState(
  state: LifeState,
  { ns, reasons, ways, first, last }: GoroutineStates,
  all: number,
  reasonText: (reason: number) => string,
): DrawnNode {
  const { runtime, paint } = STATES[state];
  const spent = ns[state];
  const label = (reason: number): string => reasonText(reason) || 'reason not in the file';
  const timed = state !== 'new' && state !== 'ended' && spent > 0;
  const listed = state === 'waiting' ? reasons : [];
  const more = listed.length - MOST_REASONS;
  const seen =
    timed || first === state || last === state || ways.some(({ from, to }) => from === state || to === state);
  // Where it was created or ended is told by the arrows.
  const ends = [
    ...(first === state && state !== 'new' ? ['first'] : []),
    ...(last === state && state !== 'ended' ? ['last'] : []),
  ];
  const mark = ends.length === 0 ? [] : [`${ends.join(' and ')} seen here`];
  const lines: TextLine[] = [
    { sizePx: NAME_PX, parts: [{ text: state, style: seen ? 'name' : 'faint' }] },
    { sizePx: SMALL_PX, parts: [{ text: runtime, style: 'faint' }] },
    ...(timed
      ? [
          {
            sizePx: SMALL_PX,
            parts: [
              {
                text: `${formatDuration(spent)}${all > 0 ? ` · ${formatPercent(spent / all)}` : ''}`,
                style: 'number' as const,
              },
            ],
          },
        ]
      : []),
    ...listed.slice(0, MOST_REASONS).map(([reason, time]) => ({
      sizePx: SMALL_PX,
      parts: [{ text: `${label(reason)} ${formatDuration(time)}`, style: 'faint' as const }],
    })),
    ...(more > 0 ? [{ sizePx: SMALL_PX, parts: [{ text: `+ ${more} reasons`, style: 'faint' as const }] }] : []),
    ...mark.map((text) => ({ sizePx: SMALL_PX, parts: [{ text, style: 'faint' as const }] })),
  ];
  return {
    id: state,
    lines,
    heat: all === 0 ? 0 : spent / all,
    border: timed ? paint : 'plain',
    dashed: !seen,
    segments: listed.map(([reason, time]) => ({
      paint: statePaint(label(reason)),
      share: time / spent,
      label: label(reason),
    })),
    cluster: '',
    title: [
      `${state} (${runtime})`,
      ...(timed ? [formatDuration(spent)] : []),
      ...listed.map(([reason, time]) => `${label(reason)}: ${formatDuration(time)}`),
      ...mark,
      ...(seen ? [] : ['it was never in this state']),
    ].join('\n'),
    names: [state, runtime],
    members: [],
  };
}
