// The created-by tree of a dump as a graph: who started whom, with how many; ended creators are dashed.

import { groupDigits } from '../../base/format';
import { splitFunctionName } from '../../base/function-name';
import type { DrawnEdge, DrawnGraph, DrawnNode, NodeLinks } from '../../model/drawn-graph';
import type { CreatedNode } from '../../model/dump-requests';
import { statePaint } from './state-paint';

/** More are no picture any more; the tree view has all. */
const MOST_NODES = 300;
const TEXT_PX = 12;
const SMALL_PX = 11;

export function drawCreated(roots: readonly CreatedNode[], caption: readonly string[]): DrawnGraph {
  const nodes: DrawnNode[] = [];
  const edges: DrawnEdge[] = [];
  const total = roots.reduce((sum, { count, below }) => sum + count + below, 0);
  // The heaviest first, level by level: what is cut off is far from the roots and light.
  const waiting = roots.map((node) => ({ node, parent: undefined as CreatedNode | undefined }));
  let left = 0;
  for (const { node, parent } of waiting) {
    if (nodes.length >= MOST_NODES) {
      left += node.count;
      continue;
    }
    const id = node.key;
    const children = [...node.children].sort((a, b) => b.count + b.below - (a.count + a.below));
    nodes.push(drawNode(node, id, total, linksOf(node, parent, children)));
    if (parent !== undefined) edges.push(drawEdge(node, parent.key, id));
    waiting.push(...children.map((child) => ({ node: child, parent: node })));
  }
  const cut = left > 0 ? [`${left} goroutines further down are not drawn`] : [];
  return {
    title: 'Who created whom',
    caption: [...caption, 'dashed and hatched: ended before the dump', ...cut],
    nodes,
    edges,
  };
}

/** `4 ×`, and where the go statement stands. */
function amountsOf({ count, createdAt }: CreatedNode): readonly string[] {
  const place = createdAt === undefined ? [] : [`${fileName(createdAt.file)}:${createdAt.line}`];
  return [`${groupDigits(count)} ×`, ...place];
}

function linksOf(
  node: CreatedNode,
  parent: CreatedNode | undefined,
  children: readonly CreatedNode[],
): readonly NodeLinks[] {
  const row = (other: CreatedNode, edge: CreatedNode) => ({
    name: other.name || 'not known',
    id: other.key,
    amounts: amountsOf(edge),
  });
  return [
    ...(parent === undefined ? [] : [{ heading: 'Created by', rows: [row(parent, node)], more: 0 }]),
    ...(children.length === 0
      ? []
      : [{ heading: 'Creates', rows: children.map((child) => row(child, child)), more: 0 }]),
  ];
}

const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function drawNode(node: CreatedNode, id: string, total: number, links: readonly NodeLinks[]): DrawnNode {
  const { kind, count, name, state, ids, below, createdAt } = node;
  const { pkg, name: own } = splitFunctionName(name || (kind === 'untold' ? 'creator not told' : 'not known'));
  const who =
    kind === 'ghost' ? 'ended' : kind === 'untold' ? '' : count === 1 ? `g${ids[0]} · ${state}` : `${count} · ${state}`;
  return {
    id,
    lines: [
      {
        sizePx: TEXT_PX,
        parts: [
          { text: pkg, style: 'faint' },
          { text: own, style: 'name' },
        ],
      },
      ...(who === '' ? [] : [{ sizePx: SMALL_PX, parts: [{ text: who, style: 'number' as const }] }]),
    ],
    heat: total === 0 ? 0 : (count + below) / total,
    border: kind === 'ghost' ? 'ghost' : statePaint(state),
    dashed: kind === 'ghost',
    segments: [],
    cluster: '',
    title: [
      `${name || 'not known'}: ${kind === 'goroutines' ? `${count} goroutines` : kind === 'ghost' ? 'ended' : 'creator not told'}`,
      `${below} below`,
      ...(createdAt === undefined ? [] : [`created at ${createdAt.file}:${createdAt.line}`]),
    ].join('\n'),
    names: [name, ...(kind === 'goroutines' ? ids.map((id) => `g${id}`) : [])],
    members: [],
    ...(kind === 'goroutines' && ids.length > 0 ? { goroutines: { ids, more: count - ids.length } } : {}),
    links,
  };
}

function drawEdge({ count, createdAt }: CreatedNode, from: string, to: string): DrawnEdge {
  const place = createdAt === undefined ? '' : `${fileName(createdAt.file)}:${createdAt.line}`;
  return {
    from,
    to,
    label: [count > 1 ? `${count} ×` : '', place].filter((part) => part !== '').join(' '),
    widthPx: Math.min(6, 1 + Math.log2(Math.max(1, count))),
    heat: 0,
    style: 'solid',
    inCycle: false,
    title: `started by the go statement ${createdAt === undefined ? 'that the dump does not tell' : `at ${createdAt.file}:${createdAt.line}`}`,
  };
}
