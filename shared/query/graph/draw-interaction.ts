// Who creates and who wakes whom, as it is drawn: a box per start function or goroutine, its time by state at the lower edge; solid
// arrows for wakes, dashed ones for creations. Wakes that go in a circle are marked.

import { formatDuration, groupDigits } from '../../base/format';
import { splitFunctionName } from '../../base/function-name';
import type { DrawnEdge, DrawnGraph, DrawnNode, Paint } from '../../model/drawn-graph';
import { SPAN_CLASS_NAMES, SpanClass } from '../../model/states';
import { inRings } from './circles';
import type { Actor, Interaction, Interplay } from './interaction';

const TEXT_PX = 13;
const SMALL_PX = 11;
const MOST_LETTERS = 44;
const WIDEST_PX = { wakes: 4, creates: 2 } as const;
/** More arrows than this for each box are a tangle in which the heavy ones are lost. */
const EDGES_PER_NODE = 2;
/** Circles are looked for edge by edge; beyond this the picture has no one who could follow them. */
const MOST_RING_EDGES = 1000;
/** Names in the box of those that were created and no more. */
const MOST_LISTED = 6;

export interface InteractionOptions {
  readonly caption: readonly string[];
  /** As GraphOptions; of the wakes, and of the creations where there are no wakes. 0 nodes = all. */
  readonly nodeFraction: number;
  readonly edgeFraction: number;
  readonly nodeCount: number;
  /** Start functions: only edges of those that match; none of those that match. */
  readonly focus?: RegExp;
  readonly ignore?: RegExp;
  /** Goroutine ids by row. */
  readonly idOf: (row: number) => number;
}

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

export function drawInteraction({ actors, edges }: Interaction, options: InteractionOptions): DrawnGraph {
  const { focus, ignore, idOf } = options;
  const nameOf = (actor: Actor): string => actorName(actor, idOf);
  const matches = (regex: RegExp, actor: number): boolean => regex.test(nameOf(actors[actor]));
  const asked = edges.filter(
    ({ from, to }) =>
      (focus === undefined || matches(focus, from) || matches(focus, to)) &&
      (ignore === undefined || !(matches(ignore, from) || matches(ignore, to))),
  );
  const chosen = chooseEdges(asked, actors.length, options);
  const shown = new Set(chosen.flatMap(({ from, to }) => [from, to]));
  const busiestNs = [...shown].reduce((most, actor) => Math.max(most, actors[actor].classNs[SpanClass.Running]), 1);
  const most = { wakes: mostOf(chosen, 'wakes'), creates: mostOf(chosen, 'creates') };
  const wakes = chosen.filter(({ what }) => what === 'wakes');
  const rings =
    wakes.length > MOST_RING_EDGES
      ? []
      : inRings(
          actors.length,
          wakes.map(({ from, to }) => [from, to]),
        );
  const ringed = new Set(wakes.filter((_, i) => rings[i]));
  const crowds = crowdsOf(asked, chosen);
  const inCrowd = new Set([...crowds.values()].flat().map(({ to }) => to));
  const idText = (actor: number): string => actorId(actors[actor]);
  return {
    title: 'Who creates and who wakes whom',
    caption: [
      ...options.caption,
      countsText(asked, chosen, shown.size, actors),
      `solid: wakes, with the length of the waits that they ended · dashed: creates${ringed.size > 0 ? ' · red: wakes go round in a circle of three or more' : ''}`,
    ],
    nodes: [
      ...[...shown]
        .filter((actor) => !inCrowd.has(actor))
        .map((actor) => drawActor(actors[actor], idText(actor), busiestNs, idOf)),
      ...[...crowds].map(([creator, edgesOf]) => drawCrowd(`created by ${idText(creator)}`, edgesOf, actors, nameOf)),
    ],
    edges: [
      ...chosen
        .filter(({ to }) => !inCrowd.has(to))
        .map((edge): DrawnEdge => {
          const { from, to, what, count, ns } = edge;
          const isWake = what === 'wakes';
          const [source, target] = [nameOf(actors[from]), nameOf(actors[to])];
          return {
            from: idText(from),
            to: idText(to),
            label: isWake ? `${groupDigits(count)} × · ${formatDuration(ns)}` : `creates ${groupDigits(count)}`,
            widthPx: most[what] === 1 ? 1 : 1 + WIDEST_PX[what] * Math.sqrt(count / most[what]),
            heat: 0,
            style: isWake ? 'solid' : 'dashed',
            inCycle: ringed.has(edge),
            title: isWake
              ? `${source} wakes ${target} ${groupDigits(count)} times, and ends waits of ${formatDuration(ns)}`
              : `${source} creates ${groupDigits(count)} × ${target}`,
          };
        }),
      ...[...crowds].map(([creator, edgesOf]): DrawnEdge => {
        const created = groupDigits(sum(edgesOf, 'creates'));
        return {
          from: idText(creator),
          to: `created by ${idText(creator)}`,
          label: `creates ${created}`,
          widthPx: 1,
          heat: 0,
          style: 'dashed',
          inCycle: false,
          title: `${nameOf(actors[creator])} creates ${created} goroutines that neither wake nor are woken`,
        };
      }),
    ],
  };
}

function countsText(
  asked: readonly Interplay[],
  chosen: readonly Interplay[],
  shown: number,
  actors: readonly Actor[],
): string {
  const kept = new Set(chosen);
  const dropped = asked.filter((edge) => !kept.has(edge));
  const droppedNodes = new Set(asked.flatMap(({ from, to }) => [from, to])).size - shown;
  const counts = (edges: readonly Interplay[]): string =>
    `${countText(sum(edges, 'wakes'), 'wake')}, ${countText(sum(edges, 'creates'), 'creation')}`;
  const single = actors.some(({ what }) => what === 'goroutine');
  return [
    counts(asked),
    `${groupDigits(shown)} ${single ? 'goroutines and groups' : 'groups of goroutines by start function'}`,
    ...(dropped.length > 0
      ? [`not shown: ${droppedNodes > 0 ? `${countText(droppedNodes, 'group')}; ` : ''}arrows with ${counts(dropped)}`]
      : []),
  ].join(' · ');
}

/**
 * By creator: edges to those of whom there is nothing to tell but who created them, where these are two or more. Every trace has the
 * goroutines of tracing itself so.
 */
function crowdsOf(
  asked: readonly Interplay[],
  chosen: readonly Interplay[],
): ReadonlyMap<number, readonly Interplay[]> {
  const edges = new Map<number, number>();
  for (const { from, to } of asked) {
    edges.set(from, (edges.get(from) ?? 0) + 1);
    if (from !== to) edges.set(to, (edges.get(to) ?? 0) + 1);
  }
  const crowds = new Map<number, Interplay[]>();
  for (const edge of chosen) {
    if (edge.what !== 'creates' || edges.get(edge.to) !== 1) continue;
    const crowd = crowds.get(edge.from) ?? [];
    crowd.push(edge);
    crowds.set(edge.from, crowd);
  }
  for (const [creator, crowd] of crowds) if (crowd.length < 2) crowds.delete(creator);
  return crowds;
}

function drawCrowd(
  id: string,
  edges: readonly Interplay[],
  actors: readonly Actor[],
  nameOf: (actor: Actor) => string,
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
      {
        sizePx: SMALL_PX,
        parts: [
          { text: `${more > 0 ? `and ${groupDigits(more)} more · ` : ''}neither wake nor are woken`, style: 'number' },
        ],
      },
    ],
    heat: 0,
    border: 'plain',
    dashed: edges.every(({ to }) => !actors[to].member),
    segments: [],
    cluster: '',
    title: [...edges.slice(0, 40).map(({ to, count }) => `${groupDigits(count)} × ${nameOf(actors[to])}`)].join('\n'),
    members: [],
  };
}

const nameParts = (pkg: string, own: string): DrawnNode['lines'][number]['parts'] => [
  { text: cut(pkg, Math.max(12, MOST_LETTERS - own.length)), style: 'faint' },
  { text: cut(own, MOST_LETTERS), style: 'name' },
];

const actorId = ({ what, name, row, member }: Actor): string =>
  what === 'group' ? `${member ? '' : 'other '}${name}` : what === 'goroutine' ? `goroutine ${row}` : `(${what})`;
const sum = (edges: readonly Interplay[], of: Interplay['what']): number =>
  edges.reduce((count, edge) => count + (edge.what === of ? edge.count : 0), 0);
const mostOf = (edges: readonly Interplay[], of: Interplay['what']): number =>
  edges.reduce((most, edge) => (edge.what === of ? Math.max(most, edge.count) : most), 1);
const countText = (count: number, word: string): string => `${groupDigits(count)} ${word}${count === 1 ? '' : 's'}`;

/** The heaviest edges between the nodes that have most of them; each kind by its own total. */
function chooseEdges(
  edges: readonly Interplay[],
  actors: number,
  { nodeFraction, edgeFraction, nodeCount }: InteractionOptions,
): readonly Interplay[] {
  const total = { wakes: sum(edges, 'wakes'), creates: sum(edges, 'creates') };
  const share = ({ what, count }: Interplay): number => count / total[what];
  const weight = new Float64Array(actors);
  for (const edge of edges) {
    weight[edge.from] = Math.max(weight[edge.from], share(edge));
    weight[edge.to] = Math.max(weight[edge.to], share(edge));
  }
  const kept = Array.from(weight.keys())
    .filter((actor) => weight[actor] > 0 && weight[actor] >= nodeFraction)
    .sort((a, b) => weight[b] - weight[a] || a - b);
  const shown = new Set(nodeCount > 0 ? kept.slice(0, nodeCount) : kept);
  const heavy = edges
    .filter((edge) => shown.has(edge.from) && shown.has(edge.to) && share(edge) >= edgeFraction)
    .sort((a, b) => share(b) - share(a) || a.from - b.from || a.to - b.to);
  if (nodeCount === 0) return heavy;
  // Every node keeps its heaviest arrow.
  const met = new Set<number>();
  const first = new Set(
    heavy.filter(({ from, to }) => {
      const isFirst = !met.has(from) || !met.has(to);
      met.add(from).add(to);
      return isFirst;
    }),
  );
  const room = EDGES_PER_NODE * met.size;
  return heavy.filter((edge, i) => i < room || first.has(edge));
}

function actorName({ what, name, row }: Actor, idOf: (row: number) => number): string {
  if (what === 'runtime') return RUNTIME_NAME;
  if (what === 'unknown') return 'not known';
  const known = name === '' ? '(no name)' : name;
  return what === 'goroutine' ? `g${idOf(row)} ${known}` : known;
}

function drawActor(actor: Actor, id: string, busiestNs: number, idOf: (row: number) => number): DrawnNode {
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
    members: [],
  };
}

const cut = (text: string, most: number): string => (text.length <= most ? text : `…${text.slice(1 - most)}`);
