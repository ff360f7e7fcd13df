import { expect, test } from 'vitest';
import { createChunkPacker } from '../../../../../shared/ingest/spans/chunk-packer';
import { spanTable } from '../../../../../shared/store/span-tables';

const bytesOf = (length: number, fill: number) => new Uint8Array(length).fill(fill);
const blockOf = (...lengths: number[]) => ({
  lane: 'proc' as const,
  height: 0,
  levels: lengths.map((length, level) => ({ widthNs: level * 8192, bytes: bytesOf(length, length % 251) })),
});

function recorder() {
  const chunks = new Map<string, Uint8Array>();
  const put = (table: string, chunk: number, { bytes }: { readonly bytes: Uint8Array }) => {
    expect(chunks.has(`${table} ${chunk}`)).toBe(false);
    expect(bytes.byteLength).toBe(bytes.buffer.byteLength);
    chunks.set(`${table} ${chunk}`, bytes);
  };
  return { chunks, put };
}

test('levels lie where their places say, in chunks of about 1 MB', () => {
  const { chunks, put } = recorder();
  const packer = createChunkPacker(7, put);
  const added = Array.from({ length: 30 }, (_, i) => {
    const block = blockOf(150_000 + i * 997, 1000 + i);
    return { block, places: packer.add(block) };
  });
  packer.finish();
  for (const { block, places } of added) {
    places.forEach(({ chunk, offset, length }, level) => {
      const stored = chunks.get(`${spanTable(7, 'proc', 0, level)} ${chunk}`);
      const own = block.levels[level].bytes;
      expect(length).toBe(own.length);
      expect(stored?.subarray(offset, offset + length).every((byte, i) => byte === own[i])).toBe(true);
    });
  }
  const sizes = [...chunks].filter(([name]) => name.startsWith('spans/7/proc/0/0')).map(([, bytes]) => bytes.length);
  expect(sizes.length).toBe(5);
  for (const size of sizes.slice(0, -1)) expect(Math.abs(size / 2 ** 20 - 1)).toBeLessThan(0.3);
  expect(chunks.size).toBe(6);
});

test('what is not put yet can be read; a level larger than a chunk is one', () => {
  const { chunks, put } = recorder();
  const packer = createChunkPacker(0, put);
  const table = spanTable(0, 'proc', 0, 0);
  packer.add(blockOf(1000));
  expect(packer.pending(table, 0)).toEqual(bytesOf(1000, 1000 % 251));
  expect(packer.pending(table, 1)).toBeUndefined();
  const [large] = packer.add(blockOf(5_000_000));
  expect(chunks.size).toBe(1);
  expect(large).toEqual({ chunk: 0, offset: 1000, length: 5_000_000 });
  expect(packer.pending(table, 0)).toBeUndefined();
  packer.finish();
  expect(chunks.size).toBe(1);
});

test('settled waits for every put, and rejects when one did', async () => {
  let release = (): void => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const packer = createChunkPacker(0, () => gate);
  packer.add(blockOf(2_000_000));
  let settled = false;
  const waiting = packer.settled().then(() => {
    settled = true;
  });
  await Promise.resolve();
  expect(settled).toBe(false);
  release();
  await waiting;
  const refusing = createChunkPacker(0, () => Promise.reject(new Error('full')));
  refusing.add(blockOf(2_000_000));
  await expect(refusing.settled()).rejects.toThrow('full');
  await refusing.settled();
});
