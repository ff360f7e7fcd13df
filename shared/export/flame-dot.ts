// A flame graph as DOT: the boxes that its picture has, in its colours, each with an arrow from its caller.

import { splitFunctionName } from '../base/function-name';
import type { FlameTree } from '../model/flame';
import { flameLegend } from '../model/paint-legend';
import { changeText, weightText } from '../model/weight-text';
import { quoted } from './dot';
import { flameFills, flameInk } from './flame-fills';
import { boxWeight, boxWords, drawnNodes, FLAME_WIDTH_PX } from './flame-picture';
import { LIGHT, mix } from './theme';

export interface FlameDotOptions {
  /** Lines below the title; undefined = no title either. */
  readonly caption: readonly string[] | undefined;
  /** The node that is the root; 0 = all. */
  readonly node: number;
  /** Sandwich: what calls the function. */
  readonly callers?: FlameTree | undefined;
}

export function flameDot(tree: FlameTree, { caption, node: top, callers }: FlameDotOptions): string {
  const legend = flameLegend(tree, callers).map((entry) => entry.label);
  const words =
    caption === undefined ? [] : [tree.title, ...caption, ...(legend.length === 0 ? [] : [legend.join(' · ')])];
  const label = words.join('\n');
  const lines = [
    `digraph ${quoted(tree.title)} {`,
    `graph [rankdir=TB labelloc=t labeljust=l fontname="Helvetica" label=${quoted(label, '\\l')}];`,
    'node [shape=box style="filled" fontname="Courier"];',
    'edge [fontname="Courier" fontsize=10];',
  ];
  addNodes(lines, { tree, top, beside: callers }, 'n', (caller, callee) => [caller, callee]);
  // The tree of callers has the nearest first: its children call their parents.
  if (callers !== undefined)
    addNodes(lines, { tree: callers, top: 0, beside: tree }, 'c', (callee, caller) => [caller, callee]);
  lines.push('}', '');
  return lines.join('\n');
}

function addNodes(
  lines: string[],
  { tree, top, beside }: { readonly tree: FlameTree; readonly top: number; readonly beside: FlameTree | undefined },
  prefix: string,
  ends: (parent: number, child: number) => readonly [from: number, to: number],
): void {
  const fillOf = flameFills(tree, LIGHT, beside);
  for (const node of drawnNodes(tree, top, FLAME_WIDTH_PX)) {
    const { pkg, name } = splitFunctionName(tree.names[tree.name[node]]);
    const text = node === 0 ? 'all' : pkg + name;
    const fill = node === 0 ? LIGHT.panel : fillOf(node);
    const colours = `fillcolor="${fill}" color="${mix(fill, LIGHT.text, 0.3)}" fontcolor="${flameInk(fill)}"`;
    lines.push(
      `${prefix}${node} [label=${quoted(`${text}\n${boxWeight(tree, node)}`)} tooltip=${quoted(boxWords(tree, node))} ${colours}];`,
    );
    if (node === top) continue;
    const [from, to] = ends(tree.parent[node], node);
    const weight = tree.base[0] === 0 ? weightText : changeText;
    lines.push(`${prefix}${from} -> ${prefix}${to} [label=${quoted(weight(tree.weight[node], tree.unit))}];`);
  }
}
