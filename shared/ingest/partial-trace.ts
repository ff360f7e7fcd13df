// What of a trace can be shown while it is read: the index so far, with spans that are still open ending at the last event.
//
// Open spans go into one more block per lane, which is never stored: it is at the root of its lane's tree until the next part
// replaces it. In a trace of goroutines that mostly wait it holds most of what is to be seen.

import type { Problem } from '../model/problems';
import { type BlockInfo, LANES, type Lane, type SectionMap } from '../model/tables';
import { spanTable } from '../store/span-tables';
import type { BuiltBlock } from './spans/built-block';
import { createLaneWriter } from './spans/lane-writer';
import type { ReadFile } from './summary';
import type { TraceParts, WritableIndex } from './trace-parts';

export interface PartialTrace {
  readonly index: WritableIndex;
  /** Bytes of a chunk that is not in the store, or not yet; valid until reading goes on. */
  chunk(table: string, chunk: number): Uint8Array | undefined;
}

/** Chunks of the open spans are numbered from here: no lane of a trace has so many. */
const OPEN_CHUNK = 2 ** 30;

export function partialTrace(
  parts: TraceParts,
  key: string,
  file: ReadFile,
  problems: readonly Problem[],
  sections: readonly SectionMap[],
): PartialTrace {
  const { indexers, kinds, reasons, storage, lastNs } = parts;
  const writers: Record<Lane, { addOpen: typeof indexers.goroutineSpans.addOpen; flush(): void }> = {
    goroutine: indexers.goroutineSpans,
    proc: indexers.procSpans,
    gc: indexers.gcRanges,
  };
  const open = new Map<string, Uint8Array>();
  const openBlocks = new Map<Lane, BlockInfo[]>();
  for (const lane of LANES) {
    writers[lane].flush();
    const blocks: BlockInfo[] = [];
    openBlocks.set(lane, blocks);
    const emit = (built: BuiltBlock): void => {
      const [level] = built.levels;
      const chunk = OPEN_CHUNK + blocks.length;
      open.set(`${spanTable(0, lane, 0, 0)}/${chunk}`, level.bytes);
      const { spans, fromNs, toNs, rows, rowStartNs, rowEndNs } = built;
      blocks.push({
        ...{ lane, height: 0, section: 0, block: 0, firstChild: 0, endChild: 0, spans, fromNs, toNs },
        widthNs: [0],
        place: [{ chunk, offset: 0, length: level.bytes.length }],
        ...{ rows, rowStartNs, rowEndNs },
      });
    };
    const writer = createLaneWriter(lane, { kinds, reasons, emit });
    writers[lane].addOpen(writer, lastNs);
    writer.finish();
  }
  indexers.pointEvents.flush();
  const index = parts.index(key, file, problems, sections);
  const blocks = LANES.flatMap((lane) => {
    const stored = index.blocks.filter((info) => info.lane === lane);
    const exact = stored.filter(({ height }) => height === 0);
    const more = (openBlocks.get(lane) ?? []).map((info, i) => ({ ...info, block: exact.length + i }));
    return [...exact, ...more, ...stored.filter(({ height }) => height > 0)];
  });
  return {
    index: { ...index, blocks },
    chunk: (table, chunk) => open.get(`${table}/${chunk}`) ?? storage?.pending(table, chunk),
  };
}
