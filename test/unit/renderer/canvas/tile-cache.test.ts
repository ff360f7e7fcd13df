import { describe, expect, test } from 'vitest';
import { createTileCache, type Piece, type TileCache, tileNs, tilesOf } from '../../../../renderer/canvas/tile-cache';

const text = (pieces: readonly Piece<string>[]) => pieces.map(({ value }) => value).join(' ');

const has = (cache: TileCache<string>, row: string): boolean => cache.cover(row, 0, 0).some(({ exact }) => exact);

/** Pieces must follow each other without overlap; returns the time they cover. */
function covered(pieces: readonly Piece<string>[]): number {
  let sum = 0;
  pieces.forEach((piece, i) => {
    if (i > 0) expect(piece.fromNs).toBeGreaterThanOrEqual((pieces[i - 1] as Piece<string>).toNs);
    sum += piece.toNs - piece.fromNs;
  });
  return sum;
}

test('a window of a trace touches the tiles that hold it', () => {
  const length = tileNs(10);
  expect(tilesOf(10, -5, length, 10 * length)).toEqual([0, 0]);
  expect(tilesOf(10, 0, length + 1, 10 * length)).toEqual([0, 1]);
  expect(tilesOf(10, 3.5 * length, 9e99, 4.2 * length)).toEqual([3, 4]);
});

describe('what stands in for a missing tile', () => {
  test('the tile itself where it is there', () => {
    const cache = createTileCache<string>(1e6);
    cache.put('r', 5, 3, 'exact', 10);
    cache.put('r', 6, 1, 'coarse', 10);
    const pieces = cache.cover('r', 5, 3);
    expect(text(pieces)).toBe('exact');
    expect(pieces[0]?.exact).toBe(true);
  });

  test('the next coarser one, for the time of the missing one only', () => {
    const cache = createTileCache<string>(1e6);
    cache.put('r', 12, 0, 'whole', 10);
    cache.put('r', 8, 1, 'near', 10);
    const pieces = cache.cover('r', 5, 9);
    expect(text(pieces)).toBe('near');
    expect(pieces[0]).toMatchObject({ fromNs: 9 * tileNs(5), toNs: 10 * tileNs(5), exact: false });
  });

  test('finer ones, with a coarser one in their gaps', () => {
    const cache = createTileCache<string>(1e6);
    cache.put('r', 20, 0, 'whole', 10);
    cache.put('r', 4, 7, 'fine', 10);
    const pieces = cache.cover('r', 5, 3);
    expect(text(pieces)).toBe('whole fine');
    expect(covered(pieces)).toBe(tileNs(5));
  });

  test('nothing of another row', () => {
    const cache = createTileCache<string>(1e6);
    cache.put('other', 5, 3, 'x', 10);
    expect(cache.cover('r', 5, 3)).toEqual([]);
  });
});

test('once the whole trace was seen, no zoom and no pan finds a blank', () => {
  const cache = createTileCache<string>(1e6);
  cache.put('r', 15, 0, 'whole', 10);
  // What a way of zooms and pans left behind.
  cache.put('r', 14, 1, 'a', 10);
  cache.put('r', 11, 9, 'b', 10);
  cache.put('r', 9, 38, 'c', 10);
  for (let level = 15; level >= 0; level -= 1) {
    const last = 2 ** (15 - level) - 1;
    for (const tile of [0, last >> 2, last >> 1, last]) {
      expect(covered(cache.cover('r', level, tile))).toBe(tileNs(level));
    }
  }
});

describe('memory', () => {
  test('the least recently used tiles go first', () => {
    const cache = createTileCache<string>(30);
    cache.put('a', 0, 0, 'a', 10);
    cache.put('b', 0, 0, 'b', 10);
    cache.put('c', 0, 0, 'c', 10);
    cache.cover('a', 0, 0);
    cache.put('d', 0, 0, 'd', 10);
    expect(['a', 'b', 'c', 'd'].map((row) => has(cache, row))).toEqual([true, false, true, true]);
  });

  test('putting a tile again does not count it twice', () => {
    const cache = createTileCache<string>(30);
    for (let i = 0; i < 10; i++) cache.put('a', 0, 0, `a${i}`, 15);
    cache.put('b', 0, 0, 'b', 15);
    expect(has(cache, 'a')).toBe(true);
  });

  test('a tile larger than the budget is kept alone', () => {
    const cache = createTileCache<string>(30);
    cache.put('a', 0, 0, 'a', 100);
    expect(has(cache, 'a')).toBe(true);
  });
});
