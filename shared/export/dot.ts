// A graph as DOT for Graphviz and other tools: names as they are, quoted so that nothing in them can become DOT.

import type { DrawnGraph, GraphDirection } from '../model/drawn-graph';
import { visible } from './svg';

/** Without a caption it has no title either. */
export function graphDot({ title, caption, nodes, edges }: DrawnGraph, direction: GraphDirection): string {
  const label = caption.length === 0 ? '' : [title, ...caption].join('\n');
  const place = new Map(nodes.map(({ id }, i) => [id, i]));
  const lines = [
    `digraph ${quoted(title)} {`,
    `graph [rankdir=${direction === 'right' ? 'LR' : 'TB'} labelloc=t labeljust=l fontname="Helvetica" label=${quoted(label, '\\l')}];`,
    'node [shape=box style="rounded,filled" fillcolor="#f8f8f8" fontname="Courier"];',
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
      const { lines: text, title: words, dashed } = nodes[i];
      const label = text.map(({ parts }) => parts.map((part) => part.text).join('')).join('\n');
      const size = Math.max(...text.map(({ sizePx }) => sizePx));
      lines.push(
        `n${i} [label=${quoted(label)} tooltip=${quoted(words)} fontsize=${size}${dashed ? ' style="rounded,filled,dashed"' : ''}];`,
      );
    }
    if (framed) lines.push('}');
  }
  for (const { from, to, label, style, widthPx, title: words } of edges) {
    const [a, b] = [place.get(from), place.get(to)];
    if (a === undefined || b === undefined) continue;
    const pen = ` penwidth=${widthPx.toFixed(1)} style=${style}`;
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
