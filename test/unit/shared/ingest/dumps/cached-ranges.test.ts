import { expect, test } from 'vitest';
import { cachedRanges } from '../../../../../shared/ingest/dumps/cached-ranges';

const bytes = new Uint8Array(1_000_000).map((_, place) => (place * 7) % 251);

test('gives the bytes of the source, with few questions', async () => {
  const asked: string[] = [];
  const range = cachedRanges(async (from, to) => {
    asked.push(`${from}-${to}`);
    return bytes.slice(from, to);
  }, bytes.length);
  for (const [from, to] of [
    [0, 10],
    [65_530, 65_540],
    [65_536, 131_072],
    [100, 160_000],
    [999_990, 2_000_000],
    [50, 50],
    [2_000_000, 2_000_010],
  ]) {
    expect(await range(from, to), `${from}-${to}`).toEqual(bytes.slice(from, to));
  }
  expect(asked).toEqual(['0-65536', '65536-131072', '131072-196608', '983040-1000000']);
});

test('what was asked for at once is read once; what failed is asked for again', async () => {
  let calls = 0;
  const range = cachedRanges(async (from, to) => {
    calls++;
    if (calls === 1) throw new Error('gone');
    return bytes.slice(from, to);
  }, bytes.length);
  await expect(range(0, 5)).rejects.toThrow('gone');
  const [first, second] = await Promise.all([range(0, 5), range(5, 10)]);
  expect([...first, ...second]).toEqual([...bytes.slice(0, 10)]);
  expect(calls).toBe(2);
});
