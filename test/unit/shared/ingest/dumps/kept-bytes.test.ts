import { expect, test } from 'vitest';
import { keepInMemory } from '../../../../../shared/ingest/dumps/kept-bytes';
import { seeded } from '../../../../support/seeded';

test('any range of what was added in any pieces', async () => {
  const random = seeded(3);
  const all = Uint8Array.from({ length: 2_500_000 }, (_, i) => (i * 31) % 251);
  const kept = keepInMemory();
  for (let at = 0; at < all.length; ) {
    const piece = all.slice(at, at + 1 + random(700_000));
    kept.add(piece);
    at += piece.length;
    piece.fill(0);
  }
  for (const [from, to] of [
    [0, 10],
    [1_048_570, 1_048_590],
    [0, all.length],
    [2_499_990, 9_999_999],
    [5, 5],
  ]) {
    expect(Buffer.compare(await kept.range(from, to), all.slice(from, to))).toBe(0);
  }
  kept.drop();
  expect(await kept.range(0, 10)).toHaveLength(0);
});
