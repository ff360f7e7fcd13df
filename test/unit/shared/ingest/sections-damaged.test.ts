// Of damaged traces, too, sections read side by side and stitched say the same as the trace read in order.

import { describe, expect, test } from 'vitest';
import { detect } from '../../../../shared/formats/detect';
import { type IngestOptions, ingest } from '../../../../shared/ingest/pipeline';
import { createLocalPool, type SectionPool } from '../../../../shared/ingest/sections/section-pool';
import { mutate } from '../../../support/damage';
import { readTrace } from '../../../support/reference';

const SEEDS = Array.from({ length: 60 }, (_, seed) => seed);
const TRACES = ['leak-1.23', 'leak-1.27', 'cpu-1.22', 'cgo-1.24'];

/** Few events of each section come in order, so that what sections count on their own counts. */
function poolWithPrefix(prefixEvents: number): SectionPool {
  const pool = createLocalPool(async () => true);
  return { ...pool, read: (job, take) => pool.read({ ...job, prefixEvents }, take) };
}

function inOrder(first: Uint8Array) {
  const detection = detect(first);
  if (!detection.ok) return detection;
  const { sections: _, ...rest } = detection;
  return rest;
}

/** What is said of the file, and what of it was kept. */
async function told(bytes: Uint8Array<ArrayBuffer>, how: Pick<IngestOptions, 'pool' | 'detect'>) {
  async function* source(): AsyncGenerator<Uint8Array> {
    yield bytes.slice();
  }
  const result = await ingest({
    source: source(),
    totalBytes: bytes.length,
    key: 'k',
    writer: undefined,
    yieldTurn: async () => {},
    ...how,
  });
  if (result.status === 'cancelled') throw new Error('cancelled');
  const summary = result.status === 'ready' ? result.index.summary : result.summary;
  const { problems, gaps, events, generations, readFraction, wallStartMs, spanNs } = summary;
  return { status: result.status, problems, gaps, events, generations, readFraction, wallStartMs, spanNs };
}

describe.each(TRACES)('%s', (name) => {
  test('the same of damaged copies', async () => {
    const whole = readTrace(name);
    for (const seed of SEEDS) {
      const bytes = mutate(whole, seed);
      const expected = await told(bytes, { detect: inOrder });
      expect(await told(bytes, { pool: poolWithPrefix(1) }), `mutation ${seed}`).toEqual(expected);
    }
  });
});
