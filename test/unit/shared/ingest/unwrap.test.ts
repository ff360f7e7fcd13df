// A packed trace through the whole pipeline: the same summary as the plain file, and what is said where packing is wrong.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ingest } from '../../../../shared/ingest/pipeline';
import { unwrap } from '../../../../shared/ingest/unwrap';
import type { Progress, TraceSummary } from '../../../../shared/model/requests';

const FIXTURES = join(import.meta.dirname, '..', '..', '..', 'fixtures');
const fixture = (path: string) => readFileSync(join(FIXTURES, path));
const HTTP = fixture('traces/http-1.27.trace');
const GC = fixture('traces/gc-1.27.trace');

interface Source {
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly closed: () => boolean;
  readonly taken: () => number;
}

function sourceOf(bytes: Uint8Array, step = 16 * 1024, failAt = Number.POSITIVE_INFINITY): Source {
  let closed = false;
  let taken = 0;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    try {
      for (let at = 0; at < bytes.length; at += step) {
        if (at >= failAt) throw new Error('the disk is gone');
        const chunk = Uint8Array.from(bytes.subarray(at, at + step));
        taken += chunk.length;
        yield chunk;
      }
    } finally {
      closed = true;
    }
  }
  return { chunks: chunks(), closed: () => closed, taken: () => taken };
}

async function read(bytes: Uint8Array, step?: number, failAt?: number) {
  const source = sourceOf(bytes, step, failAt);
  const progress: Progress[] = [];
  const trace = await unwrap(source.chunks, bytes.length);
  let clock = 0;
  const result = await ingest({
    source: trace.bytes,
    totalBytes: trace.totalBytes,
    key: 'k',
    writer: undefined,
    onProgress: (read) => progress.push(trace.progress(read)),
    // Every step reports.
    now: () => (clock += 101),
  });
  if (result.status === 'cancelled') throw new Error('cancelled');
  const summary = trace.summary(result.status === 'ready' ? result.index.summary : result.summary);
  expect(source.closed()).toBe(true);
  return { status: result.status, summary, progress };
}

const withoutPacking = ({ wrapper, unpackedBytes, bytes, ...rest }: TraceSummary) => rest;
const codes = ({ problems }: TraceSummary) => problems.map(({ code }) => code);

describe('a packed trace is the trace', () => {
  const whole = gzipSync(HTTP);
  const members = Buffer.concat([gzipSync(HTTP.subarray(0, 20_000)), gzipSync(HTTP.subarray(20_000))]);
  it.each([
    ['gzip', 'gzip', whole, HTTP],
    ['gzip in two members', 'gzip', members, HTTP],
    ['zstd', 'zstd', fixture('packed/http-1.27.trace.zst'), HTTP],
    ['zstd in frames', 'zstd', fixture('packed/leak-1.27-frames.trace.zst'), fixture('traces/leak-1.27.trace')],
    ['the gzip file among the broken ones', 'gzip', fixture('broken/gzipped.trace'), fixture('traces/leak-1.27.trace')],
  ] as const)('%s', async (_, wrapper, file, plain) => {
    const expected = (await read(plain)).summary;
    expect(expected).not.toHaveProperty('wrapper');
    expect(expected.readFraction).toBe(1);
    for (const step of [file.length, 777]) {
      const { status, summary } = await read(file, step);
      expect(status).toBe('ready');
      expect(withoutPacking(summary)).toEqual(withoutPacking(expected));
      expect(summary).toMatchObject({ wrapper, unpackedBytes: plain.length, bytes: file.length });
    }
  });

  it('reports progress through the file, not through what it unpacks to', async () => {
    const file = gzipSync(GC);
    const { progress } = await read(file);
    expect(progress.length).toBeGreaterThan(5);
    let before = 0;
    for (const { bytesRead, bytesIndexed, totalBytes } of progress) {
      expect(totalBytes).toBe(file.length);
      expect(bytesRead).toBeGreaterThanOrEqual(before);
      expect(bytesRead).toBeLessThanOrEqual(file.length);
      expect(bytesIndexed).toBeLessThanOrEqual(bytesRead);
      before = bytesRead;
    }
    expect(before).toBe(file.length);
  });
});

describe('where packing is wrong', () => {
  const file = gzipSync(GC);

  it('a cut file is read up to the cut, as far as the plain one would be', async () => {
    const plain = fixture('traces/leak-1.27.trace');
    const leak = gzipSync(plain);
    const { status, summary } = await read(leak.subarray(0, leak.length * 0.8));
    expect(status).toBe('ready');
    const [first, ...others] = summary.problems;
    expect(first?.code).toBe('broken-packing');
    expect(first?.message).toMatch(
      /^At byte [\d\u00a0]+ of the gzip file unpacking ended: it was cut; the [\d\u00a0]+ bytes that came out before were read\.$/,
    );
    const beginning = (await read(plain.subarray(0, summary.unpackedBytes))).summary;
    expect(beginning.events).toBeGreaterThan(1000);
    expect(summary.events).toBe(beginning.events);
    expect(others).toEqual(beginning.problems);
    expect(summary.readFraction).toBeLessThanOrEqual(0.8);
  });

  it('the share that was read is one of the file', async () => {
    const tail = Buffer.concat([gzipSync(HTTP), Buffer.alloc(gzipSync(HTTP).length, 0x55)]);
    const { summary } = await read(tail);
    expect(codes(summary)).toEqual(['broken-packing']);
    expect(summary.readFraction).toBeCloseTo(0.5, 2);
  });

  it('a wrong checksum is a problem, and the trace is shown', async () => {
    const wrong = Buffer.from(gzipSync(HTTP));
    wrong[wrong.length - 6] ^= 1;
    const { status, summary } = await read(wrong);
    expect(status).toBe('ready');
    expect(codes(summary)).toEqual(['broken-packing']);
    expect(summary.problems[0]?.message).toContain('checksum');
  });

  it.each([
    ['a file that breaks off at once', gzipSync(HTTP).subarray(0, 12), ['broken-packing'], /nothing that came out/],
    ['nothing inside', gzipSync(Buffer.alloc(0)), ['empty'], /gzip file holds nothing/],
    ['something else inside', gzipSync(Buffer.from('a log of some kind')), ['not-a-trace'], /holds no Go trace/],
    ['packed twice', gzipSync(gzipSync(HTTP)), ['compressed'], /only one layer is unpacked/],
    ['another packer inside', gzipSync(Buffer.from([0x42, 0x5a, 0x68, 0x39, 1, 1])), ['compressed'], /only one layer/],
  ] as const)('%s', async (_, bytes, expected, message) => {
    const { status, summary } = await read(bytes);
    expect(status).toBe('unreadable');
    expect(codes(summary)).toEqual(expected);
    expect(summary.problems[0]?.message).toMatch(message);
    expect(summary.problems[0]?.message).toMatch(/^[A-Z].*\.$/);
  });

  it('a source that fails is told as such, packed or not', async () => {
    for (const bytes of [GC, file]) {
      const { summary } = await read(bytes, 4096, 8192);
      expect(codes(summary)).toContain('source');
      expect(summary.problems.find(({ code }) => code === 'source')?.message).toContain('the disk is gone');
    }
    const first = await read(GC, 4096, 0);
    expect(codes(first.summary)).toEqual(['source']);
  });
});

describe('the stream', () => {
  it('takes no more of the file than was asked for, and closes it when its reader stops', async () => {
    for (const bytes of [GC, gzipSync(GC)]) {
      const source = sourceOf(bytes, 4096);
      const chunks = (await unwrap(source.chunks, bytes.length)).bytes[Symbol.asyncIterator]();
      await chunks.next();
      expect(source.taken()).toBeLessThan(bytes.length / 2);
      expect(source.closed()).toBe(false);
      await chunks.return?.();
      expect(source.closed()).toBe(true);
    }
  });

  it('of a file that is not packed is the file', async () => {
    const source = sourceOf(HTTP, 3);
    const trace = await unwrap(source.chunks, HTTP.length);
    expect(trace.totalBytes).toBe(HTTP.length);
    const chunks: Uint8Array[] = [];
    for await (const chunk of trace.bytes) chunks.push(chunk);
    expect(Buffer.concat(chunks).equals(HTTP)).toBe(true);
  });
});
