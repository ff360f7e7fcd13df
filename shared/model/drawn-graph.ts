// A graph as it is to be drawn, whatever it is of: call graphs, who wakes whom, wait-for graphs, created-by trees, the states of
// a goroutine. First without places (DrawnGraph: text and sizes are known, since all text is of one width per letter), then
// with them (PlacedGraph: by Graphviz). The page, SVG, PDF and PNG draw the same PlacedGraph.
//
// Lengths are CSS pixels, y goes down.

/** Colours by what they mean; a theme says what they are (shared/export/theme.ts, renderer/styles/tokens.css). */
export type Paint =
  | 'plain'
  | 'running'
  | 'runnable'
  | 'syscall'
  | 'chan'
  | 'select'
  | 'network'
  | 'sync'
  | 'inactive'
  | 'ghost'
  | 'good'
  | 'warning'
  | 'alert';

export interface TextPart {
  readonly text: string;
  readonly style: 'name' | 'faint' | 'number';
}

export interface TextLine {
  readonly sizePx: number;
  readonly parts: readonly TextPart[];
}

/** Which goroutines of the file a node is of: by start function, by a frame of their stacks, by ids, or one by its row. */
export type NodeGoroutines =
  | { readonly start: string }
  | { readonly frame: string }
  /** `more`: how many further ones have ids that are not told. */
  | { readonly ids: readonly number[]; readonly more: number }
  | { readonly row: number };

/** What a node has to do with others, in one way: `Wakes`, `Created by`. The heaviest first. */
export interface NodeLinks {
  readonly heading: string;
  readonly rows: readonly {
    readonly name: string;
    /** Of the node in the picture; absent where it has none. */
    readonly id?: string;
    /** Counts and times, as they are shown. */
    readonly amounts: readonly string[];
  }[];
  /** How many further ones are not in `rows`. */
  readonly more: number;
}

export interface DrawnNode {
  /** Stable for the same node of the same data, whatever else is shown. */
  readonly id: string;
  readonly lines: readonly TextLine[];
  /** Share of the whole, 0 … 1: fill. Negative in a difference where it became less. */
  readonly heat: number;
  readonly border: Paint;
  /** Not in the data itself (a goroutine that ended) or not sure. */
  readonly dashed: boolean;
  /** Parts of it by state, drawn as a bar at the lower edge. */
  readonly segments: readonly { readonly paint: Paint; readonly share: number; readonly label: string }[];
  /** Name of the cluster that it stands in; '' = none. */
  readonly cluster: string;
  /** Everything in words: tooltip, and what a screen reader says. */
  readonly title: string;
  /** What it is found by: its names in full, of a folded chain all of them. */
  readonly names: readonly string[];
  /** Place in the nodes that it was made of, heaviest or last of a folded chain first. */
  readonly members: readonly number[];
  /** Absent: they cannot be told by a filter. */
  readonly goroutines?: NodeGoroutines;
  /** Of graphs that are not of calls: all of them, also what is not drawn. */
  readonly links?: readonly NodeLinks[];
}

export interface DrawnEdge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  readonly widthPx: number;
  readonly heat: number;
  /** `dotted`: leads over nodes that are not shown; `dashed`: a guess. */
  readonly style: 'solid' | 'dotted' | 'dashed';
  /** Less sure than others of its style. */
  readonly faint?: true;
  /** Lies on a circle of who waits for whom. */
  readonly inCycle: boolean;
  /** Its label stands out from those of the others. */
  readonly strong?: true;
  readonly title: string;
}

export interface DrawnGraph {
  readonly title: string;
  /** Lines below the title: what of which file, filter, what was dropped. */
  readonly caption: readonly string[];
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
}

export type GraphDirection = 'down' | 'right';

/** Where a graph is looked at, in CSS pixels. */
export interface ViewSize {
  readonly width: number;
  readonly height: number;
}

/** How a graph is looked at, to come back to it. */
export interface GraphLook {
  /** Pixels on screen for each of the graph. */
  readonly k: number;
  /** Where the graph's upper left corner is, from that of the view. */
  readonly x: number;
  readonly y: number;
  /** All in view, as it begins, or at its own size, and not moved since: it stays so when the view gets another size. */
  readonly mode: 'fit' | 'start' | 'actual' | 'free';
  readonly selected: string | undefined;
}

export interface PlacedNode extends DrawnNode {
  /** Upper left corner. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedEdge extends DrawnEdge {
  /** A cubic Bézier path: x0 y0, then three points for each piece. */
  readonly points: readonly number[];
  /** Where the arrow points to. */
  readonly tip: readonly [x: number, y: number];
  /** Middle of the label; absent where it has none. */
  readonly labelAt?: readonly [x: number, y: number];
}

export interface PlacedCluster {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedGraph extends Pick<DrawnGraph, 'title' | 'caption'> {
  readonly width: number;
  readonly height: number;
  readonly direction: GraphDirection;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly clusters: readonly PlacedCluster[];
}
