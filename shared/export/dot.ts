// A graph as DOT for Graphviz and other tools, in the colours of a light picture: names as they are, quoted so that nothing in
// them can become DOT.

import type { DrawnGraph, GraphDirection } from '../model/drawn-graph';
import type { LegendEntry } from '../model/paint-legend';
import { edgeColour, nodeColours } from './graph-picture';
import { visible } from './svg';
import { LIGHT } from './theme';

/** Without a caption it has no title either. @param legend of it what can be said without a sample of a colour */
export function graphDot(
  { title, caption, nodes, edges }: DrawnGraph,
  direction: GraphDirection,
  legend: readonly LegendEntry[] = [],
): string {
  // Colours of borders cannot be shown in a text.
  const words = legend.flatMap(({ mark, label }) => (mark.kind === 'border' ? [] : [label]));
  const label =
    caption.length === 0 ? '' : [title, ...caption, ...(words.length > 0 ? [words.join(' · ')] : [])].join('\n');
  const place = new Map(nodes.map(({ id }, i) => [id, i]));
  const lines = [
    `digraph ${quoted(title)} {`,
    `graph [rankdir=${direction === 'right' ? 'LR' : 'TB'} labelloc=t labeljust=l fontname="Helvetica" label=${quoted(label, '\\l')}];`,
    `node [shape=box style="rounded,filled" fontcolor="${LIGHT.text}" fontname="Courier"];`,
    'edge [fontname="Courier" fontsize=10];',
  ];
  const ofCluster = new Map<string, number[]>();
  nodes.forEach(({ cluster }, i) => {
    ofCluster.set(cluster, [...(ofCluster.get(cluster) ?? []), i]);
  });
  let number = 0;
  for (const [cluster, members] of ofCluster) {
    const framed = cluster !== '' && members.length > 1;
    if (framed) lines.push(`subgraph cluster_${number++} { label=${quoted(cluster)};`);
    for (const i of members) {
      const { lines: text, title: words, dashed, border } = nodes[i];
      const { fill, stroke } = nodeColours(nodes[i], LIGHT);
      const pen = `fillcolor="${fill}" color="${stroke}" penwidth=${border === 'plain' ? 1 : 2}${border === 'alert' ? ' peripheries=2' : ''}`;
      const label = text.map(({ parts }) => parts.map((part) => part.text).join('')).join('\n');
      const size = Math.max(...text.map(({ sizePx }) => sizePx));
      lines.push(
        `n${i} [label=${quoted(label)} tooltip=${quoted(words)} fontsize=${size} ${pen}${dashed ? ' style="rounded,filled,dashed"' : ''}];`,
      );
    }
    if (framed) lines.push('}');
  }
  for (const edge of edges) {
    const { from, to, label, style, widthPx, title: words } = edge;
    const [a, b] = [place.get(from), place.get(to)];
    if (a === undefined || b === undefined) continue;
    const pen = ` penwidth=${widthPx.toFixed(1)} style=${style} color="${edgeColour(edge, LIGHT)}"`;
    lines.push(`n${a} -> n${b} [label=${quoted(label)} tooltip=${quoted(words)}${pen}];`);
  }
  lines.push('}', '');
  return lines.join('\n');
}

/** A string of DOT. @param lineEnd how Graphviz is told of a line's end: \\n centred, \\l to the left */
export function quoted(text: string, lineEnd = '\\n'): string {
  const escaped = visible(text).replace(/["\\]/g, '\\$&');
  return `"${escaped.replace(/\t/g, ' ').replace(/\r?\n/g, lineEnd)}${lineEnd === '\\l' ? '\\l' : ''}"`;
}
