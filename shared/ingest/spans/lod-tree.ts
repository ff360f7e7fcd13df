// The level-of-detail tree above the blocks of a lane: what the timeline reads when a screen covers many blocks.
//
// Problem. A block of 65 536 spans covers some 5 ms of a busy trace. With levels per block only, the whole view of a trace of 220 MB
// would load 640 blocks, and reading each of them again to merge them would cost as much as writing them.
//
// Plan. Each block hands up its items of LOD_WIDTH (6 % of its spans). FAN_OUT blocks make a node of height 1, whose rows are the
// blocks' rows put end to end and merged at 65 µs and 262 µs; the merge at 262 µs goes up to height 2 (1 ms, 4 ms), and so on while
// there is more than one node. Times per class are added up all the way, to seven digits; they become 1/255 shares only where they are
// stored. A node whose items would not get fewer at its height's width (long spans) takes a wider one. A row
// with a single item among all the children of a node of height 2 or more is left where it is: 350 000 goroutines that live for
// some microseconds each cost an item and 20 bytes of BlockInfo at every height, and five heights of them cost 42 MB for a trace of
// 220 MB. The reader starts with the rows of those nodes that have them in none above, goes down, and takes, per row, the first node
// that is fine enough, or that has nothing merged in the window: long spans are exact in every node.
//
// Putting the rows of a node's blocks end to end and merging them is one walk (merge-items.ts): 9 ns a span of a goroutine and 1 of a
// processor, half of what two walks took.
//
// Measured (220 MB, 36 M spans of 350 000 goroutines, Node): 550 blocks, 35 nodes of height 1, 3 of height 2, 1 of height 3, with 1.7 M
// items. A screen of 100 rows and 1600 px takes at most 1.1 ms, p95 at most 8.7 ms over all zooms, chunks read from disk; the density of all
// 350 000 goroutines over the whole trace 107 ms.
//
// Decided against. Levels of fixed widths in every node: spans of milliseconds would be copied at each height. One tree over all lanes:
// processors have two rows, and their nodes would wait for those of the goroutines. Leaving short-lived rows out of height 1 too: the
// whole view would have to read every block for them.

import type { Lane } from '../../model/tables';
import { type BuiltBlock, type EncodedLevel, LOD_WIDTH, type LodItems } from './built-block';
import { encodeMerged } from './encode-level';
import { ItemMerger, usefulWidth } from './merge-items';

export interface LodTree {
  /** Items of the next block of height 0, in the order of their numbers, with rows and kinds of the whole trace. The tree keeps them. */
  add(items: LodItems): void;
  /** A node of height 1 that was made elsewhere, of the next blocks. Returns the number of the first of them. */
  addNode(blocks: number, items: LodItems): number;
  /** Emits the nodes that remain. */
  finish(): void;
}

/** Blocks per node, and nodes per node above. */
const FAN_OUT = 16;
/** About 60 bytes each are held until a node is made: 16 MB per height at most. */
const MAX_ITEMS = 262_144;
/** Between the widths of a node's two levels. */
const LEVEL_STEP = 4;
const FIRST_WIDTH_NS = 8 * LOD_WIDTH;
/** A row of fewer items in all children of a node is left where it is; not at height 1, where the whole view finds it. */
const leastItems = (height: number): number => (height === 1 ? 1 : 2);

/** The nodes of one height: made of what the height below hands up. */
class Height {
  /** Nodes emitted so far. */
  nodes = 0;
  /** What is collected for the next node. */
  parts: LodItems[] = [];
  private items = 0;
  /** Number of the first of them in the height below. */
  private firstChild = 0;

  constructor(
    private readonly lane: Lane,
    private readonly height: number,
    private readonly merger: ItemMerger,
    /** @param number of the node within its height */
    private readonly emit: (node: BuiltBlock, number: number) => void,
  ) {}

  /** @param child its number in the height below */
  collect(items: LodItems, child: number): void {
    // A node is of children that follow each other.
    if (this.parts.length > 0 && this.firstChild + this.parts.length !== child) this.close();
    if (this.parts.length === 0) this.firstChild = child;
    this.parts.push(items);
    this.items += items.startNs.length;
    if (this.parts.length === FAN_OUT || (this.items >= MAX_ITEMS && this.parts.length > 1)) this.close();
  }

  /** Makes a node of what is collected. */
  close(): void {
    if (this.parts.length === 0) return;
    const made = this.node();
    this.parts = [];
    this.items = 0;
    if (made !== undefined) this.emit(made, this.nodes++);
  }

  /** Undefined where no row is left. */
  private node(): BuiltBlock | undefined {
    const { lane, height, merger, parts, firstChild } = this;
    let widthNs = FIRST_WIDTH_NS * FAN_OUT ** (height - 1);
    let { items: fine, unmerged } = merger.merge(parts, widthNs, leastItems(height));
    if (fine.rows.length === 0) return undefined;
    // At most half of what a row has beyond its first item: spans of milliseconds do not get fewer at 65 µs, a level of them would be
    // a copy.
    const enough = (unmerged + fine.rows.length) / 2;
    if (fine.startNs.length > enough) {
      widthNs = usefulWidth(fine, widthNs * LEVEL_STEP, enough);
      fine = merger.merge([fine], widthNs, 1).items;
    }
    const spans = fine.startNs.length;
    const lod = merger.merge([fine], widthNs * LEVEL_STEP, 1).items;
    const levels: EncodedLevel[] = [{ widthNs, bytes: encodeMerged(lane, fine) }];
    if (lod.startNs.length * 2 <= spans) {
      levels.push({ widthNs: widthNs * LEVEL_STEP, bytes: encodeMerged(lane, lod) });
    }
    // Copies: they outlive the items.
    const [rows, rowStartNs, rowEndNs] = [fine.rows.slice(), fine.rowStartNs.slice(), fine.rowEndNs.slice()];
    let fromNs = Number.POSITIVE_INFINITY;
    let toNs = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < rows.length; i++) {
      fromNs = Math.min(fromNs, rowStartNs[i]);
      toNs = Math.max(toNs, rowEndNs[i]);
    }
    const endChild = firstChild + parts.length;
    return { lane, height, firstChild, endChild, spans, fromNs, toNs, rows, rowStartNs, rowEndNs, levels, lod };
  }
}

export function createLodTree(lane: Lane, emit: (node: BuiltBlock) => void): LodTree {
  const merger = new ItemMerger();
  /** Index 0 is height 1. */
  const heights: Height[] = [];
  /** Blocks of height 0. */
  let blocks = 0;

  function at(height: number): Height {
    heights[height - 1] ??= new Height(lane, height, merger, (node, number) => {
      emit(node);
      at(height + 1).collect(node.lod, number);
    });
    return heights[height - 1];
  }

  /** Nodes or blocks of the height below. */
  const childrenOf = (height: number): number => (height === 1 ? blocks : heights[height - 2].nodes);

  return {
    add(items) {
      at(1).collect(items, blocks++);
    },
    addNode(count, items) {
      const first = at(1);
      first.close();
      const firstChild = blocks;
      blocks += count;
      at(2).collect(items, first.nodes++);
      return firstChild;
    },
    finish() {
      // A single node needs none above it.
      for (let height = 1; height <= heights.length && childrenOf(height) > 1; height++) heights[height - 1].close();
    },
  };
}

/** Makes the nodes of height 1 of one section. */
export interface SectionNodes {
  /** Items of the section's next block. They are kept. */
  add(items: LodItems): void;
  /** Emits the node that remains. The items of the only block, which needs none above it here: the trace may have more. */
  finish(): LodItems | undefined;
}

export function createSectionNodes(lane: Lane, emit: (node: BuiltBlock) => void): SectionNodes {
  const nodes = new Height(lane, 1, new ItemMerger(), emit);
  let blocks = 0;
  return {
    add(items) {
      nodes.collect(items, blocks++);
    },
    finish() {
      if (blocks === 1) return nodes.parts[0];
      nodes.close();
      return undefined;
    },
  };
}
