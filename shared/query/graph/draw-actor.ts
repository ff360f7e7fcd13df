// A box of the interaction graph: a start function, a goroutine, the runtime, or a crowd of which there is nothing more to tell.

import { formatDuration, groupDigits } from '../../base/format';
import { splitFunctionName } from '../../base/function-name';
import type { DrawnNode, NodeLinks, Paint } from '../../model/drawn-graph';
import { SPAN_CLASS_NAMES, SpanClass } from '../../model/states';
import type { Actor, Interplay } from './interaction';

const TEXT_PX = 13;
const SMALL_PX = 11;
const MOST_LETTERS = 44;
/** Names in the box of those that were created and no more. */
const MOST_LISTED = 6;
const PAINT: Readonly<Record<SpanClass, Paint>> = {
  [SpanClass.Running]: 'running',
  [SpanClass.Runnable]: 'runnable',
  [SpanClass.Syscall]: 'syscall',
  [SpanClass.Chan]: 'chan',
  [SpanClass.Select]: 'select',
  [SpanClass.Network]: 'network',
  [SpanClass.Sync]: 'sync',
  [SpanClass.Inactive]: 'inactive',
};
const RUNTIME_NAME = 'runtime';

export const countText = (count: number, word: string): string =>
  `${groupDigits(count)} ${word}${count === 1 ? '' : 's'}`;

/** Stable whatever else is drawn; the first word keeps them apart whatever the names are. */
export const actorId = ({ what, name, row, member }: Actor): string =>
  what === 'group' ? `${member ? 'group' : 'other'} ${name}` : what === 'goroutine' ? `goroutine ${row}` : what;

export function actorName({ what, name, row }: Actor, idOf: (row: number) => number): string {
  if (what === 'runtime') return RUNTIME_NAME;
  if (what === 'unknown') return 'not known';
  const known = name === '' ? '(no name)' : name;
  return what === 'goroutine' ? `g${idOf(row)} ${known}` : known;
}

export function drawActor(
  actor: Actor,
  id: string,
  busiestNs: number,
  idOf: (row: number) => number,
  links: readonly NodeLinks[],
): DrawnNode {
  const { what, name, member, goroutines, classNs, row } = actor;
  const all = classNs.reduce((total, ns) => total + ns, 0);
  const ran = classNs[SpanClass.Running];
  const { pkg, name: own } = splitFunctionName(name === '' ? '(no name)' : name);
  const words =
    what === 'runtime'
      ? 'network poller, timers, scheduler'
      : what === 'unknown'
        ? 'the trace does not tell'
        : `${what === 'goroutine' ? `g${idOf(row)}` : countText(goroutines, 'goroutine')} · ran ${formatDuration(ran)}`;
  const title =
    what === 'runtime' || what === 'unknown'
      ? [{ text: what === 'runtime' ? RUNTIME_NAME : 'not known', style: 'name' as const }]
      : nameParts(pkg, own);
  const times = Array.from(classNs, (ns, spanClass) => ({ ns, spanClass: spanClass as SpanClass }))
    .filter(({ ns }) => ns > 0)
    .sort((a, b) => a.spanClass - b.spanClass);
  const waits = times.filter(({ spanClass }) => spanClass > SpanClass.Runnable).sort((a, b) => b.ns - a.ns);
  return {
    id,
    lines: [
      { sizePx: TEXT_PX, parts: title },
      { sizePx: SMALL_PX, parts: [{ text: words, style: 'number' }] },
    ],
    heat: ran / busiestNs,
    border: waits.length > 0 ? PAINT[waits[0].spanClass] : 'plain',
    dashed: !member,
    segments: times.map(({ ns, spanClass }) => ({
      paint: PAINT[spanClass],
      share: ns / all,
      label: SPAN_CLASS_NAMES[spanClass],
    })),
    cluster: '',
    title: [
      actorName(actor, idOf),
      words,
      ...(member || what === 'runtime' || what === 'unknown' ? [] : ['not of the filter']),
      ...times.map(({ ns, spanClass }) => `${SPAN_CLASS_NAMES[spanClass]}: ${formatDuration(ns)}`),
    ].join('\n'),
    names: [actorName(actor, idOf)],
    members: [],
    links,
    ...(what === 'goroutine' ? { goroutines: { row } } : {}),
    ...(what === 'group' && member && name !== '' ? { goroutines: { start: name } } : {}),
  };
}

export function drawCrowd(
  id: string,
  edges: readonly Interplay[],
  actors: readonly Actor[],
  nameOf: (actor: Actor) => string,
  links: readonly NodeLinks[],
): DrawnNode {
  const names = edges.map(({ to }) => nameOf(actors[to]));
  const listed = names.length > MOST_LISTED ? names.slice(0, MOST_LISTED - 1) : names;
  const more = names.length - listed.length;
  return {
    id,
    lines: [
      ...listed.map((name) => {
        const { pkg, name: own } = splitFunctionName(name);
        return { sizePx: SMALL_PX, parts: nameParts(pkg, own) };
      }),
      // What all of them are: where there is room for one line only it is this one.
      {
        sizePx: SMALL_PX,
        parts: [
          { text: `${more > 0 ? `and ${groupDigits(more)} more · ` : ''}neither wake nor are woken`, style: 'name' },
        ],
      },
    ],
    heat: 0,
    border: 'plain',
    dashed: edges.every(({ to }) => !actors[to].member),
    segments: [],
    cluster: '',
    title: [...edges.slice(0, 40).map(({ to, count }) => `${groupDigits(count)} × ${nameOf(actors[to])}`)].join('\n'),
    names,
    members: [],
    links,
  };
}

const nameParts = (pkg: string, own: string): DrawnNode['lines'][number]['parts'] => [
  { text: cut(pkg, Math.max(12, MOST_LETTERS - own.length)), style: 'faint' },
  { text: cut(own, MOST_LETTERS), style: 'name' },
];

const cut = (text: string, most: number): string => (text.length <= most ? text : `…${text.slice(1 - most)}`);
