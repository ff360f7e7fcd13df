// The wait-for graph of a dump as it is drawn: goroutines of one stack that wait for one address are one node, what they wait
// for is another. Solid edges are what the dump says, dashed ones are guesses, pale ones guesses by place alone.

import { splitFunctionName } from '../../base/function-name';
import type { DrawnEdge, DrawnGraph, DrawnNode, TextLine } from '../../model/drawn-graph';
import type { LocksReply } from '../../model/dump-requests';
import type { Snapshot } from '../../model/dumps';
import type { DumpIndex } from '../dumps/types';
import { createLinks } from './node-links';
import { statePaint } from './state-paint';

const TEXT_PX = 12;
const SMALL_PX = 11;
const IN_CIRCLE = 'in a circle';
const WAITS = 'waits for it: the dump says so';
/** What edges mean, by how sure they are. */
const SURENESS = {
  told: 'solid: what the dump says',
  guessed: 'dashed: a guess from arguments and calls, since Go records no holder',
  place: 'pale, “guess by place”: known is only that it is in a method of the same type and waits for no lock',
} as const;
type Sureness = keyof typeof SURENESS;

/** Goroutines of one stack, each alone at a lock of its own. */
interface Alone {
  readonly kind: string;
  readonly group: number;
  readonly ids: number[];
  readonly addresses: string[];
}

/** Goroutines that are one node. */
interface Unit {
  readonly id: string;
  readonly group: number;
  readonly ids: Set<number>;
  inCycle: boolean;
}

interface WaitLink {
  readonly edge: Omit<DrawnEdge, 'label' | 'widthPx' | 'title'>;
  readonly sureness: Sureness;
  /** From goroutines to what they wait for, or from that to who holds it. */
  readonly waits: boolean;
  count: number;
  readonly why: string;
}

export function drawWaits(
  index: DumpIndex,
  snapshot: Snapshot,
  { clusters, cycles, limits }: LocksReply,
  caption: readonly string[],
): DrawnGraph {
  const { waitsFor } = snapshot.columns;
  const groups = index.groups(snapshot);
  const circled = new Set(cycles.flatMap(({ ids }) => ids));
  const units = new Map<string, Unit>();
  const unitOf = (goroutine: number): Unit | undefined => {
    const row = index.rowOfId(snapshot, goroutine);
    if (row < 0) return undefined;
    const group = groups.of[row];
    const id = `goroutines ${group} ${waitsFor[row]}${circled.has(goroutine) ? ` ${goroutine}` : ''}`;
    let unit = units.get(id);
    if (unit === undefined) {
      unit = { id, group, ids: new Set(), inCycle: circled.has(goroutine) };
      units.set(id, unit);
    }
    unit.ids.add(goroutine);
    return unit;
  };
  const edges = new Map<string, WaitLink>();
  const link = (from: string, to: string, waits: boolean, sureness: Sureness, inCycle: boolean, why: string): void => {
    const key = `${from}\n${to}`;
    const there = edges.get(key);
    if (there !== undefined) {
      there.count++;
      return;
    }
    edges.set(key, {
      edge: {
        ...{ from, to, heat: 0, style: sureness === 'told' ? 'solid' : 'dashed', inCycle },
        ...(sureness === 'place' && { faint: true }),
      },
      sureness,
      waits,
      count: 1,
      why,
    });
  };
  const resources: DrawnNode[] = [];
  const alone = new Map<string, Alone>();
  for (const { address, kind, waiters, ids, holders } of clusters) {
    // Goroutines of one stack that each wait for a lock of their own are one pair of nodes.
    const only = waiters === 1 && holders.length === 0 ? index.rowOfId(snapshot, ids[0]) : -1;
    if (only >= 0) {
      const key = `${kind} ${groups.of[only]}`;
      const known = alone.get(key) ?? { kind, group: groups.of[only], ids: [], addresses: [] };
      alone.set(key, known);
      known.ids.push(ids[0]);
      known.addresses.push(address);
      continue;
    }
    const resource = `${kind} ${address}`;
    const inCycle = cycles.some(({ addresses }) => addresses.includes(address));
    resources.push({
      id: resource,
      lines: [
        { sizePx: TEXT_PX, parts: [{ text: kind, style: 'name' }] },
        { sizePx: SMALL_PX, parts: [{ text: address, style: 'faint' }] },
      ],
      heat: 0,
      border: inCycle ? 'alert' : 'plain',
      dashed: false,
      segments: [],
      cluster: '',
      title: [`${kind} ${address}`, `${waiters} goroutines wait for it`, ...(inCycle ? [IN_CIRCLE] : [])].join('\n'),
      names: [kind, address],
      members: [],
    });
    for (const id of ids) {
      const unit = unitOf(id);
      if (unit !== undefined) link(unit.id, resource, true, 'told', unit.inCycle && inCycle, WAITS);
    }
    for (const { id, known, why, byPlace } of holders) {
      const unit = unitOf(id);
      const sureness = known ? 'told' : byPlace === true ? 'place' : 'guessed';
      if (unit !== undefined) link(resource, unit.id, false, sureness, unit.inCycle && inCycle, why);
    }
  }
  for (const { kind, group, ids, addresses } of alone.values()) {
    const unit: Unit = { id: `alone ${kind} ${group}`, group, ids: new Set(ids), inCycle: false };
    units.set(unit.id, unit);
    const resource = `${kind} ${addresses[0]}`;
    const one = addresses.length === 1;
    resources.push({
      id: resource,
      lines: [
        { sizePx: TEXT_PX, parts: [{ text: one ? kind : `${addresses.length} × ${kind}`, style: 'name' }] },
        { sizePx: SMALL_PX, parts: [{ text: one ? addresses[0] : 'one for each of them', style: 'faint' }] },
      ],
      heat: 0,
      border: 'plain',
      dashed: false,
      segments: [],
      cluster: '',
      title: `${kind}, each with one goroutine that waits for it\n${addresses.slice(0, 20).join(' ')}`,
      names: [kind, ...addresses],
      members: [],
    });
    link(unit.id, resource, true, 'told', false, WAITS);
  }
  const nodes = [...units.values()].map((unit) => drawUnit(index, snapshot, unit));
  const links = linksOf([...nodes, ...resources], [...edges.values()]);
  return {
    title: 'Who waits for whom',
    caption: [...caption, ...legend(edges), ...limits],
    nodes: [...nodes, ...resources].map((node) => ({ ...node, links: links.of(node.id) })),
    edges: [...edges.values()].map(({ edge, sureness, count, why }) => ({
      ...edge,
      label: [...(count > 1 ? [String(count)] : []), ...(sureness === 'place' ? ['guess by place'] : [])].join(' · '),
      widthPx: Math.min(5, 1 + Math.log2(count)),
      title: why,
    })),
  };
}

/** Of the edges that are there. */
function legend(edges: ReadonlyMap<string, WaitLink>): readonly string[] {
  const used = new Set(Array.from(edges.values(), ({ sureness }) => sureness));
  const words = (['told', 'guessed'] as const).filter((sureness) => used.has(sureness));
  return [
    ...(words.length === 0 ? [] : [words.map((sureness) => SURENESS[sureness]).join(' · ')]),
    ...(used.has('place') ? [SURENESS.place] : []),
  ];
}

function linksOf(nodes: readonly DrawnNode[], edges: readonly WaitLink[]) {
  const links = createLinks<string>();
  const texts = new Map(
    nodes.map(({ id, lines }) => [id, lines.map(({ parts }) => parts.map(({ text }) => text).join('')).join(' ')]),
  );
  const text = (id: string): string => texts.get(id) ?? '';
  for (const { edge, sureness, waits, count } of [...edges].sort((a, b) => b.count - a.count)) {
    const { from, to } = edge;
    const guess = sureness === 'told' ? '' : sureness === 'place' ? ', a guess by place' : ', a guess';
    const amounts = count > 1 ? [`${count} ×`] : [];
    links.add(from, to, waits ? ['Waits for', 'Waited for by'] : [`Held by${guess}`, `Holds${guess}`], {
      from: { name: text(from), id: from, amounts },
      to: { name: text(to), id: to, amounts },
    });
  }
  return links;
}

function drawUnit(index: DumpIndex, snapshot: Snapshot, { id, group, ids, inCycle }: Unit): DrawnNode {
  const { stack, state } = index.groups(snapshot);
  const { frames, user, blocking } = index.facts(stack[group]);
  const words = index.string(state[group]);
  const frame = frames[user >= 0 ? user : blocking >= 0 ? blocking : frames.length - 1];
  const { pkg, name } = splitFunctionName(frame?.func ?? 'no stack');
  const place =
    frame === undefined || frame.line === 0
      ? ''
      : ` ${frame.file.slice(frame.file.lastIndexOf('/') + 1)}:${frame.line}`;
  const who = ids.size === 1 ? `g${[...ids][0]}` : `${ids.size} goroutines`;
  const lines: TextLine[] = [
    { sizePx: SMALL_PX, parts: [{ text: `${who} · ${words || 'state not told'}`, style: 'number' }] },
    ...(inCycle ? [{ sizePx: SMALL_PX, parts: [{ text: IN_CIRCLE, style: 'faint' as const }] }] : []),
    {
      sizePx: TEXT_PX,
      parts: [
        { text: pkg, style: 'faint' },
        { text: name, style: 'name' },
      ],
    },
    ...(place === '' ? [] : [{ sizePx: SMALL_PX, parts: [{ text: place.trim(), style: 'faint' as const }] }]),
  ];
  const list = [...ids].slice(0, 20).map((goroutine) => `g${goroutine}`);
  return {
    id,
    lines,
    heat: 0,
    border: inCycle ? 'alert' : statePaint(words),
    dashed: false,
    segments: [],
    cluster: '',
    title: [
      `${who}, ${words}`,
      ...(inCycle ? [IN_CIRCLE] : []),
      ...frames.slice(0, 12).map(({ func }) => func),
      list.join(' '),
    ].join('\n'),
    names: [...(frame === undefined ? [] : [frame.func]), ...Array.from(ids, (goroutine) => `g${goroutine}`)],
    members: [],
    goroutines: { ids: [...ids], more: 0 },
  };
}
