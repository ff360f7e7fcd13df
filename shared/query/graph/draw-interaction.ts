// Who creates and who wakes whom, as it is drawn: a box per start function or goroutine, its time by state at the lower edge; solid
// arrows for wakes, dashed ones for creations. Wakes that go in a circle are marked.

import { formatDuration, groupDigits } from '../../base/format';
import type { DrawnEdge, DrawnGraph, NodeLinks } from '../../model/drawn-graph';
import type { NameTest } from '../../model/graphs';
import { SpanClass } from '../../model/states';
import { inRings } from './circles';
import { actorId, actorName, countText, drawActor, drawCrowd } from './draw-actor';
import type { Actor, Interaction, Interplay } from './interaction';
import { createLinks } from './node-links';

const WIDEST_PX = { wakes: 4, creates: 2 } as const;
/** More arrows than this for each box are a tangle in which the heavy ones are lost. */
const EDGES_PER_NODE = { wakes: 1.5, creates: 1 } as const;
/** Circles are looked for edge by edge; beyond this the picture has no one who could follow them. */
const MOST_RING_EDGES = 1000;

export interface InteractionOptions {
  readonly caption: readonly string[];
  /** As GraphOptions; of the wakes, and of the creations where there are no wakes. 0 nodes = all. */
  readonly nodeFraction: number;
  readonly edgeFraction: number;
  readonly nodeCount: number;
  /** Start functions: only edges of those that match; none of those that match. */
  readonly focus?: NameTest;
  readonly ignore?: NameTest;
  /** Goroutine ids by row. */
  readonly idOf: (row: number) => number;
}

export function drawInteraction({ actors, edges }: Interaction, options: InteractionOptions): DrawnGraph {
  const { focus, ignore, idOf } = options;
  const nameOf = (actor: Actor): string => actorName(actor, idOf);
  const matches = (expression: NameTest, actor: number): boolean => expression.test(nameOf(actors[actor]));
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
  const crowdId = (creator: number): string => `created by ${idText(creator)}`;
  const links = linksOf(asked, (actor) => nameOf(actors[actor]), idsOf(shown, crowds, idText, crowdId));
  const crowdLinks = (creator: number, edgesOf: readonly Interplay[]): readonly NodeLinks[] => [
    { heading: 'Created by', rows: [{ name: nameOf(actors[creator]), id: idText(creator), amounts: [] }], more: 0 },
    ...linksOfCrowd(edgesOf, (actor) => nameOf(actors[actor])),
  ];
  return {
    title: 'Who creates and who wakes whom',
    caption: [
      ...options.caption,
      countsText(asked, chosen, shown.size, actors),
      `solid: wakes, with the length of the waits that they ended · dashed: creates${ringed.size > 0 ? ' · red, two lines: wakes go round in a circle of three or more' : ''}`,
    ],
    nodes: [
      ...[...shown]
        .filter((actor) => !inCrowd.has(actor))
        .map((actor) => drawActor(actors[actor], idText(actor), busiestNs, idOf, links.of(actor))),
      ...[...crowds].map(([creator, edgesOf]) =>
        drawCrowd(crowdId(creator), edgesOf, actors, nameOf, crowdLinks(creator, edgesOf)),
      ),
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
          to: crowdId(creator),
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

/** Id of the node that an actor is drawn as, by actor. */
function idsOf(
  shown: ReadonlySet<number>,
  crowds: ReadonlyMap<number, readonly Interplay[]>,
  idText: (actor: number) => string,
  crowdId: (creator: number) => string,
): ReadonlyMap<number, string> {
  const ids = new Map([...shown].map((actor) => [actor, idText(actor)]));
  for (const [creator, edges] of crowds) for (const { to } of edges) ids.set(to, crowdId(creator));
  return ids;
}

const amountsOf = ({ what, count, ns }: Interplay): readonly string[] =>
  what === 'wakes' ? [`${groupDigits(count)} ×`, formatDuration(ns)] : [`${groupDigits(count)} ×`];

function linksOf(edges: readonly Interplay[], nameOf: (actor: number) => string, ids: ReadonlyMap<number, string>) {
  const links = createLinks<number>();
  const rowOf = (actor: number, edge: Interplay) => {
    const id = ids.get(actor);
    return { name: nameOf(actor), amounts: amountsOf(edge), ...(id === undefined ? {} : { id }) };
  };
  const heaviest = [...edges].sort(
    (a, b) => Number(a.what === 'creates') - Number(b.what === 'creates') || b.count - a.count,
  );
  for (const edge of heaviest) {
    const { from, to, what } = edge;
    const headings = what === 'wakes' ? (['Wakes', 'Woken by'] as const) : (['Creates', 'Created by'] as const);
    links.add(from, to, headings, { from: rowOf(from, edge), to: rowOf(to, edge) });
  }
  return links;
}

/** Those who have no node of their own. */
function linksOfCrowd(edges: readonly Interplay[], nameOf: (actor: number) => string): readonly NodeLinks[] {
  const links = createLinks<'crowd' | 'creator'>();
  for (const edge of [...edges].sort((a, b) => b.count - a.count)) {
    const row = { name: nameOf(edge.to), amounts: amountsOf(edge) };
    links.add('crowd', 'creator', ['Who they are', ''], { from: row, to: row });
  }
  return links.of('crowd');
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

const sum = (edges: readonly Interplay[], of: Interplay['what']): number =>
  edges.reduce((count, edge) => count + (edge.what === of ? edge.count : 0), 0);
const mostOf = (edges: readonly Interplay[], of: Interplay['what']): number =>
  edges.reduce((most, edge) => (edge.what === of ? Math.max(most, edge.count) : most), 1);

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
  const left = { wakes: EDGES_PER_NODE.wakes * met.size, creates: EDGES_PER_NODE.creates * met.size };
  return heavy.filter((edge) => left[edge.what]-- > 0 || first.has(edge));
}
