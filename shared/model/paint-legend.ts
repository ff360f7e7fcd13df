// What colours, lines and sizes of a graph mean; a picture shows those that it has.

import { CODE_FAMILIES, type CodeFamily } from './code-family';
import type { DrawnGraph, Paint } from './drawn-graph';
import type { FlameTree } from './flame';
import type { GraphKind } from './graph-requests';

/** How an entry looks like what it explains. */
export type LegendMark =
  | { readonly kind: 'border'; readonly paint: Paint }
  /** Became less in a difference: `cold`. */
  | { readonly kind: 'fill'; readonly paint: 'heat' | 'cold' }
  /** Of a flame graph. */
  | { readonly kind: 'code'; readonly family: CodeFamily }
  | { readonly kind: 'dotted' | 'thick' | 'letter' | 'words' };

export interface LegendEntry {
  readonly mark: LegendMark;
  readonly label: string;
}

const BORDERS: readonly { readonly paint: Paint; readonly label: string }[] = [
  { paint: 'running', label: 'running' },
  { paint: 'runnable', label: 'runnable' },
  { paint: 'syscall', label: 'syscall' },
  { paint: 'chan', label: 'channel' },
  { paint: 'select', label: 'select' },
  { paint: 'network', label: 'network' },
  { paint: 'sync', label: 'lock or wait group' },
  { paint: 'inactive', label: 'inactive' },
  { paint: 'ghost', label: 'hatched: ended, or a ghost' },
  { paint: 'alert', label: 'doubled: in a circle' },
];

const FILLS: Readonly<Record<GraphKind, string>> = {
  calls: 'weight with callees',
  interaction: 'time running',
  waits: 'goroutines',
  created: 'goroutines of it and below',
  states: 'share of its time',
};
const WIDTHS: Readonly<Record<GraphKind, string>> = {
  calls: 'weight of the call',
  interaction: 'how often',
  waits: 'goroutines',
  created: 'goroutines',
  states: 'how often',
};

/** Of a flame graph: the kinds of code that occur; of a difference none, its colours are a scale. */
export function flameLegend(tree: FlameTree, callers?: FlameTree): readonly LegendEntry[] {
  if (tree.base[0] !== 0) return [];
  const families = new Set([...tree.families, ...(callers?.families ?? [])]);
  return CODE_FAMILIES.filter(({ family }) => families.has(family)).map(({ family, label }) => ({
    mark: { kind: 'code', family },
    label,
  }));
}

/** @param isDifference weights are what one has more than another */
export function legendOf(
  { nodes, edges }: Pick<DrawnGraph, 'nodes' | 'edges'>,
  { kind, isDifference }: { readonly kind: GraphKind; readonly isDifference: boolean },
): readonly LegendEntry[] {
  const inBars = new Set(nodes.flatMap(({ segments }) => segments.map(({ paint }) => paint)));
  const paints = new Set([...nodes.map(({ border }) => border), ...inBars]);
  if (edges.some(({ inCycle }) => inCycle)) paints.add('alert');
  const borders = [
    ...BORDERS.filter(({ paint }) => paints.has(paint)),
    // Borders without a meaning have this colour too.
    ...(inBars.has('plain') ? [{ paint: 'plain', label: 'in bars: other states' } as const] : []),
  ].map(({ paint, label }): LegendEntry => ({ mark: { kind: 'border', paint }, label }));
  const fill = (paint: 'heat' | 'cold', label: string): LegendEntry => ({ mark: { kind: 'fill', paint }, label });
  const isCalls = kind === 'calls';
  const heats = nodes.map(({ heat }) => heat);
  const sizes = new Set(
    nodes.flatMap(({ lines }) =>
      lines.filter(({ parts }) => parts.some(({ style }) => style === 'name')).map(({ sizePx }) => sizePx),
    ),
  );
  const numbers = nodes.flatMap(({ lines }) =>
    lines.flatMap(({ parts }) => parts.filter(({ style }) => style === 'number')),
  );
  return [
    ...borders,
    ...(heats.some((heat) => heat > 0)
      ? [fill('heat', isDifference ? 'orange: became more' : `fill: ${FILLS[kind]}`)]
      : []),
    ...(heats.some((heat) => heat < 0) ? [fill('cold', 'blue: became less')] : []),
    // What other graphs mean by dotted and dashed lines is in their captions.
    ...(isCalls && edges.some(({ style }) => style === 'dotted')
      ? [{ mark: { kind: 'dotted' }, label: 'dotted: over functions not shown' } as const]
      : []),
    ...(new Set(edges.map(({ widthPx }) => widthPx)).size > 1
      ? [
          {
            mark: { kind: 'thick' },
            label: `thickness: ${isDifference ? 'change of the call' : WIDTHS[kind]}`,
          } as const,
        ]
      : []),
    ...(isCalls && sizes.size > 1
      ? [{ mark: { kind: 'letter' }, label: `size of a name: own ${isDifference ? 'change' : 'weight'}` } as const]
      : []),
    ...(isCalls && numbers.some(({ text }) => text.includes(' of '))
      ? [{ mark: { kind: 'words' }, label: 'of 34: own weight of that with callees' } as const]
      : []),
  ];
}
