// Takes the blocks of all lanes and the pages of point events as they are built, grows the tree of each lane, packs all of it into
// chunks, and lists what lies where.
// For a trace that is read by one: rows and kinds are those of the whole trace.

import { type BlockInfo, type EventPage, LANES, type Lane, type SectionMap } from '../../model/tables';
import { eventTable } from '../../store/span-tables';
import type { BuiltEventPage, PackedEventPage } from '../point-events';
import type { BuiltBlock, LodItems, PackedBlock, SectionNode } from './built-block';
import { type ChunkPacker, createChunkPacker } from './chunk-packer';
import { createLodTree, type LodTree } from './lod-tree';

/** The sections of a trace that was read by one. */
export const ONE_SECTION: readonly SectionMap[] = [{ kindOf: undefined, eventKindOf: undefined, rowOf: undefined }];

/** The info of a block with the next number of its lane and height. */
export interface BlockList {
  add(block: Omit<BuiltBlock, 'levels' | 'lod'> & Pick<BlockInfo, 'widthNs' | 'place' | 'section'>): BlockInfo;
  /** By lane, height and number. */
  all(): BlockInfo[];
}

export function createBlockList(): BlockList {
  const lists = new Map<Lane, BlockInfo[][]>(LANES.map((lane) => [lane, []]));
  return {
    add({ lane, height, section, firstChild, endChild, spans, fromNs, toNs, widthNs, place, ...block }) {
      const { rows, rowStartNs, rowEndNs } = block;
      const heights = lists.get(lane) as BlockInfo[][];
      while (heights.length <= height) heights.push([]);
      const common = { lane, height, section, block: heights[height].length, firstChild, endChild, spans };
      const info = { ...common, fromNs, toNs, widthNs, place, rows, rowStartNs, rowEndNs };
      heights[height].push(info);
      return info;
    },
    all: () => LANES.flatMap((lane) => (lists.get(lane) as BlockInfo[][]).flat()),
  };
}

export interface SpanStorage {
  add(block: BuiltBlock): void;
  /** A block that is stored already, with rows in the numbers of the whole trace, as all below. The tree takes it by what follows. */
  addSectionBlock(block: PackedBlock & Pick<BlockInfo, 'section'>): void;
  /** The node above the next blocks that the tree does not have. */
  addSectionNode(node: SectionNode & Pick<BlockInfo, 'section'>): void;
  /** Items of the next block, which has no node above it yet. */
  addSectionItems(lane: Lane, items: LodItems): void;
  addPage(page: BuiltEventPage): void;
  /** Pages that are stored already. */
  addSectionPages(pages: readonly PackedEventPage[], section: number): void;
  /** Builds the top of the trees and puts the last chunks. */
  finish(): void;
  settled: ChunkPacker['settled'];
  /** Bytes of a chunk that is not put yet. */
  pending: ChunkPacker['pending'];
  blocks(): BlockInfo[];
  pages(): readonly EventPage[];
}

export function createSpanStorage(put: Parameters<typeof createChunkPacker>[1]): SpanStorage {
  const packer = createChunkPacker(0, put);
  const list = createBlockList();
  const pages: EventPage[] = [];
  const store = (block: BuiltBlock): void => {
    const widthNs = block.levels.map((level) => level.widthNs);
    list.add({ ...block, section: 0, widthNs, place: packer.add(block) });
  };
  const trees = Object.fromEntries(LANES.map((lane) => [lane, createLodTree(lane, store)])) as Record<Lane, LodTree>;
  return {
    add(block) {
      store(block);
      trees[block.lane].add(block.lod);
    },
    addSectionBlock(block) {
      list.add({ ...block, height: 0, firstChild: 0, endChild: 0 });
    },
    addSectionNode({ blocks, lod, levels, ...node }) {
      const firstChild = trees[node.lane].addNode(blocks, lod);
      const widthNs = levels.map((level) => level.widthNs);
      const place = packer.add({ lane: node.lane, height: 1, levels });
      list.add({ ...node, height: 1, firstChild, endChild: firstChild + blocks, widthNs, place });
    },
    addSectionItems(lane, items) {
      trees[lane].add(items);
    },
    addPage({ bytes, ...page }) {
      pages.push({ ...page, section: 0, place: packer.append(eventTable(0), bytes) });
    },
    addSectionPages(added, section) {
      for (const page of added) pages.push({ ...page, section });
    },
    finish() {
      for (const lane of LANES) trees[lane].finish();
      packer.finish();
    },
    settled: () => packer.settled(),
    pending: (table, chunk) => packer.pending(table, chunk),
    blocks: () => list.all(),
    pages: () => pages.slice(),
  };
}
