// Sections read side by side and stitched say the same as the trace read in order.

import { describe, expect, test } from 'vitest';
import { detect } from '../../../../shared/formats/detect';
import { ingest } from '../../../../shared/ingest/pipeline';
import type { SectionPool } from '../../../../shared/ingest/sections/section-pool';
import { createLocalPool } from '../../../../shared/ingest/sections/section-pool';
import type { WritableIndex } from '../../../../shared/ingest/trace-parts';
import { readTrace, v2Fixtures } from '../../../support/reference';

const turn = async () => true;

async function* chunks(bytes: Uint8Array, size = 1 << 20): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

async function read(bytes: Uint8Array, pool?: SectionPool): Promise<WritableIndex> {
  const result = await ingest({
    source: chunks(bytes),
    totalBytes: bytes.length,
    key: 'k',
    writer: undefined,
    yieldTurn: async () => {},
    ...(pool === undefined
      ? {
          detect: (first: Uint8Array) => {
            const { sections: _, ...inOrder } = detect(first) as Extract<ReturnType<typeof detect>, { ok: true }>;
            return inOrder;
          },
        }
      : { pool }),
  });
  if (result.status !== 'ready') throw new Error(result.status);
  return result.index;
}

/** A pool whose sections count on their own after `prefixEvents` events. */
function poolWithPrefix(prefixEvents: number): SectionPool {
  const pool = createLocalPool(turn);
  return { ...pool, read: (job, take) => pool.read({ ...job, prefixEvents }, take) };
}

/** What of an index can be compared without regard to the numbers that symbols were given. */
function facts({ summary, symbols, goroutines }: WritableIndex) {
  const { reasons: _, ...numbers } = summary;
  const rows = Array.from(goroutines.id, (id, row) => {
    const blocked: Record<string, number> = {};
    for (let at = goroutines.blockOffset[row]; at < goroutines.blockOffset[row + 1]; at++) {
      if (goroutines.blockNs[at] !== 0) blocked[summary.reasons[goroutines.blockReason[at]]] = goroutines.blockNs[at];
    }
    const ranges: Record<string, number> = {};
    for (let at = goroutines.rangeOffset[row]; at < goroutines.rangeOffset[row + 1]; at++) {
      if (goroutines.rangeNs[at] !== 0) ranges[symbols.string(goroutines.rangeName[at])] = goroutines.rangeNs[at];
    }
    return {
      id,
      name: symbols.string(goroutines.name[row]),
      finalReason: summary.reasons[goroutines.finalReason[row]],
      start: symbols.frames(goroutines.startStack[row]),
      creator: symbols.frames(goroutines.creatorStack[row]),
      blocked,
      ranges,
      ...Object.fromEntries(
        (
          [
            'parent',
            'existed',
            'createdNs',
            'startNs',
            'endNs',
            'totalNs',
            'execNs',
            'schedWaitNs',
            'syscallNs',
            'syscallBlockNs',
            'stateRunningNs',
            'stateRunnableNs',
            'stateWaitingNs',
            'stateSyscallNs',
            'finalState',
            'finalSinceNs',
            'transitions',
          ] as const
        ).map((column) => [column, goroutines[column][row]]),
      ),
    };
  });
  return { ...numbers, rows };
}

describe.each(v2Fixtures())('%s', (name) => {
  test.each([0, 1, 100, 2000])('the same with %i events of each section in order', async (prefix) => {
    const bytes = readTrace(name);
    const inOrder = facts(await read(bytes));
    const bySections = facts(await read(bytes, poolWithPrefix(prefix)));
    expect({ ...bySections, rows: [] }).toEqual({ ...inOrder, rows: [] });
    for (const [row, expected] of inOrder.rows.entries()) expect(bySections.rows[row], `row ${row}`).toEqual(expected);
  });
});
