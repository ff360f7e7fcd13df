// Data that was asked for, by row and by power-of-two resolution, so that a frame never waits for a reply.
//
// Problem: zoom and pan change the wanted resolution and window on every frame; replies take tens of milliseconds.
// Plan: time is cut into tiles of TILE_COLUMNS columns at every level (a column at level n is 2^n ns), so a tile of level n
// covers exactly two of level n - 1. A frame asks for the tiles of its level. Where one is missing it gets the finer tiles
// that lie inside, and for the rest the closest coarser one; each piece says for which time it stands. What remains
// missing is asked for by views/timeline-data.ts.
// Memory: the least recently used tiles go when the sum of their sizes passes the budget.
// Decided against: keeping whole replies. Rows come and go while scrolling, and a reply of 64 rows would live as long as
// its last row.

/** At most 2 x 1600 columns are visible at a resolution that is rounded down, so a window touches two tiles, rarely three. */
export const TILE_COLUMNS = 4096;
/** Finer tiles looked for below a missing one: 2^3 = 8 at most, then they are thinner than what they would show. */
const FINER_LEVELS = 3;
/** 2^50 ns are 13 days. */
const MAX_LEVEL = 50;

export interface Piece<T> {
  readonly value: T;
  /** The time that this piece is to be drawn for. */
  readonly fromNs: number;
  readonly toNs: number;
  /** False where a coarser or finer level stands in. */
  readonly exact: boolean;
}

export interface TileCache<T> {
  put(row: string, level: number, tile: number, value: T, bytes: number): void;
  /** The best that is known of a tile: in time order, without overlaps, possibly with gaps. */
  cover(row: string, level: number, tile: number): readonly Piece<T>[];
  clear(): void;
}

export const tileNs = (level: number): number => TILE_COLUMNS * 2 ** level;

/** Numbers of the first and the last tile that a time range touches; the range is cut to the trace first. */
export function tilesOf(level: number, fromNs: number, toNs: number, spanNs: number): readonly [number, number] {
  const length = tileNs(level);
  const first = Math.floor(Math.max(0, Math.min(spanNs, fromNs)) / length);
  const last = Math.ceil(Math.max(0, Math.min(spanNs, toNs)) / length) - 1;
  return [first, Math.max(first, last)];
}

export function createTileCache<T>(budgetBytes: number): TileCache<T> {
  const entries = new Map<string, { readonly value: T; readonly bytes: number }>();
  let bytes = 0;
  const keyOf = (row: string, level: number, tile: number) => `${row} ${level} ${tile}`;

  const touch = (key: string): T | undefined => {
    const entry = entries.get(key);
    if (entry === undefined) return undefined;
    entries.delete(key);
    entries.set(key, entry);
    return entry.value;
  };

  const coarser = (
    row: string,
    level: number,
    tile: number,
  ): { readonly value: T; readonly up: number } | undefined => {
    for (let up = 1; level + up <= MAX_LEVEL; up++) {
      const value = touch(keyOf(row, level + up, Math.floor(tile / 2 ** up)));
      if (value !== undefined) return { value, up };
    }
    return undefined;
  };

  const piece = (value: T, level: number, tile: number, exact: boolean): Piece<T> => {
    const length = tileNs(level);
    return { value, fromNs: tile * length, toNs: (tile + 1) * length, exact };
  };

  /** Finer tiles inside a missing one; undefined if there is none at all. */
  const finer = (
    row: string,
    level: number,
    tile: number,
    depth: number,
    standIn: T | undefined,
  ): readonly Piece<T>[] | undefined => {
    if (depth === 0 || level === 0) return undefined;
    const halves = [tile * 2, tile * 2 + 1].map((half) => {
      const value = touch(keyOf(row, level - 1, half));
      if (value !== undefined) return [piece(value, level - 1, half, false)];
      return finer(row, level - 1, half, depth - 1, standIn);
    });
    if (halves.every((half) => half === undefined)) return undefined;
    return halves.flatMap((half, i) => {
      if (half !== undefined) return half;
      return standIn === undefined ? [] : [piece(standIn, level - 1, tile * 2 + i, false)];
    });
  };

  return {
    put(row, level, tile, value, size) {
      const key = keyOf(row, level, tile);
      bytes -= entries.get(key)?.bytes ?? 0;
      entries.delete(key);
      entries.set(key, { value, bytes: size });
      bytes += size;
      for (const [oldest, entry] of entries) {
        if (bytes <= budgetBytes || oldest === key) break;
        entries.delete(oldest);
        bytes -= entry.bytes;
      }
    },
    cover(row, level, tile) {
      const exact = touch(keyOf(row, level, tile));
      if (exact !== undefined) return [piece(exact, level, tile, true)];
      const above = coarser(row, level, tile);
      // One level coarser is as good to the eye as a patchwork of finer ones, and cheaper.
      const below = above?.up === 1 ? undefined : finer(row, level, tile, FINER_LEVELS, above?.value);
      if (below !== undefined) return below;
      return above === undefined ? [] : [piece(above.value, level, tile, false)];
    },
    clear() {
      entries.clear();
      bytes = 0;
    },
  };
}
