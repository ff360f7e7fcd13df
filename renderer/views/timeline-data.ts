// Asks for what the visible rows need and keeps what came. Every frame names its wishes anew: what is no longer visible
// is no longer wished for, so that only the latest view is ever asked for. At most two questions are under way.

import type { DensityReply, SpansReply } from '../../shared/model/requests';
import { SPAN_CLASS_COUNT } from '../../shared/model/states';
import type { Lane } from '../../shared/model/tables';
import { createTileCache, type Piece, tileNs, tilesOf } from '../canvas/tile-cache';
import type { TraceSession } from '../models/session';

type TimelineApi = Pick<TraceSession['api'], 'spans' | 'density'>;

/** Items first … last - 1 of a reply belong to the row. */
export interface SpanSlice {
  readonly spans: SpansReply;
  readonly first: number;
  readonly last: number;
}

export interface DensitySlice {
  readonly density: DensityReply;
  /** Number of the group in the reply. */
  readonly group: number;
}

/** `later`: rows near the window, asked for when nothing visible is missing. */
export type Urgency = 'now' | 'later';

export interface TimelineData {
  /** Forgets the wishes of the frame before. */
  begin(): void;
  /** What is known of a row for a window, best first choice per time; notes what is missing. */
  spans(
    lane: Lane,
    row: number,
    level: number,
    fromNs: number,
    toNs: number,
    urgency?: Urgency,
  ): readonly Piece<SpanSlice>[];
  density(
    rows: Int32Array,
    level: number,
    fromNs: number,
    toNs: number,
    urgency?: Urgency,
  ): readonly Piece<DensitySlice>[];
  /** Asks for what is missing, as far as there is room. */
  ask(): void;
  /** True while something visible has no data of its own resolution. */
  readonly incomplete: boolean;
  dispose(): void;
}

/** Two at once keep the worker busy while a reply travels; more would only answer views that are gone. */
const MAX_UNDER_WAY = 2;
const ROWS_PER_QUESTION = 32;
const GROUPS_PER_QUESTION = 16;
const SPANS_BUDGET_BYTES = 96e6;
const DENSITY_BUDGET_BYTES = 48e6;
/** startNs, endNs, state, reason, arg, count, ghost, coverage. */
const BYTES_PER_ITEM = 8 + 8 + 1 + 1 + 4 + 4 + 1 + SPAN_CLASS_COUNT;

interface Wish {
  readonly what: Lane | 'density';
  readonly level: number;
  readonly tile: number;
  readonly rows: number[];
  readonly groups: Int32Array[];
}

export function createTimelineData(api: TimelineApi, spanNs: number, changed: () => void): TimelineData {
  const spanTiles = createTileCache<SpanSlice>(SPANS_BUDGET_BYTES);
  const densityTiles = createTileCache<DensitySlice>(DENSITY_BUDGET_BYTES);
  const underWay = new Set<string>();
  /** Questions that failed: not asked again, the session reports a dead worker itself. */
  const failed = new Set<string>();
  const wishes: Record<Urgency, Map<string, Wish>> = { now: new Map(), later: new Map() };
  let questions = 0;
  let disposed = false;

  const wish = (urgency: Urgency, what: Lane | 'density', level: number, tile: number): Wish => {
    const key = `${what} ${level} ${tile}`;
    let found = wishes[urgency].get(key);
    if (found === undefined) {
      found = { what, level, tile, rows: [], groups: [] };
      wishes[urgency].set(key, found);
    }
    return found;
  };

  const timesOf = (level: number, tile: number) => ({
    fromNs: tile * tileNs(level),
    toNs: Math.min(Math.ceil(spanNs), (tile + 1) * tileNs(level)),
    nsPerPx: 2 ** level,
  });

  const send = (keys: readonly string[], question: () => Promise<void>) => {
    questions++;
    for (const key of keys) underWay.add(key);
    const done = () => {
      questions--;
      for (const key of keys) underWay.delete(key);
      if (disposed) return;
      changed();
    };
    question().then(done, () => {
      for (const key of keys) failed.add(key);
      done();
    });
  };

  const askSpans = (lane: Lane, level: number, tile: number, rows: readonly number[]) =>
    send(
      rows.map((row) => spanKey(lane, row, level, tile)),
      async () => {
        const spans = await api.spans({ lane, rows: Int32Array.from(rows), ...timesOf(level, tile) });
        rows.forEach((row, i) => {
          const first = spans.offset[i] as number;
          const last = spans.offset[i + 1] as number;
          spanTiles.put(`${lane}:${row}`, level, tile, { spans, first, last }, 64 + (last - first) * BYTES_PER_ITEM);
        });
      },
    );

  const askDensity = (level: number, tile: number, groups: readonly Int32Array[]) =>
    send(
      groups.map((rows) => densityKey(rows, level, tile)),
      async () => {
        const density = await api.density({ groups, ...timesOf(level, tile) });
        groups.forEach((rows, group) => {
          const bytes = density.columns * SPAN_CLASS_COUNT * 4;
          densityTiles.put(groupIdentity(rows), level, tile, { density, group }, bytes);
        });
      },
    );

  return {
    get incomplete() {
      return wishes.now.size > 0 || questions > 0;
    },
    begin() {
      wishes.now.clear();
      wishes.later.clear();
    },
    spans(lane, row, level, fromNs, toNs, urgency = 'now') {
      const [first, last] = tilesOf(level, fromNs, toNs, spanNs);
      const pieces: Piece<SpanSlice>[] = [];
      for (let tile = first; tile <= last; tile++) {
        pieces.push(...spanTiles.cover(`${lane}:${row}`, level, tile));
        if (spanTiles.has(`${lane}:${row}`, level, tile)) continue;
        const key = spanKey(lane, row, level, tile);
        if (!underWay.has(key) && !failed.has(key)) wish(urgency, lane, level, tile).rows.push(row);
      }
      return pieces;
    },
    density(rows, level, fromNs, toNs, urgency = 'now') {
      const [first, last] = tilesOf(level, fromNs, toNs, spanNs);
      const group = groupIdentity(rows);
      const pieces: Piece<DensitySlice>[] = [];
      for (let tile = first; tile <= last; tile++) {
        pieces.push(...densityTiles.cover(group, level, tile));
        if (densityTiles.has(group, level, tile)) continue;
        const key = densityKey(rows, level, tile);
        if (!underWay.has(key) && !failed.has(key)) wish(urgency, 'density', level, tile).groups.push(rows);
      }
      return pieces;
    },
    ask() {
      for (const urgency of ['now', 'later'] as const) {
        for (const { what, level, tile, rows, groups } of wishes[urgency].values()) {
          for (let i = 0; i < rows.length && what !== 'density'; i += ROWS_PER_QUESTION) {
            if (questions >= MAX_UNDER_WAY || disposed) return;
            askSpans(what, level, tile, rows.slice(i, i + ROWS_PER_QUESTION));
          }
          for (let i = 0; i < groups.length; i += GROUPS_PER_QUESTION) {
            if (questions >= MAX_UNDER_WAY || disposed) return;
            askDensity(level, tile, groups.slice(i, i + GROUPS_PER_QUESTION));
          }
        }
      }
    },
    dispose() {
      disposed = true;
      spanTiles.clear();
      densityTiles.clear();
    },
  };
}

const spanKey = (lane: Lane, row: number, level: number, tile: number): string => `${lane}:${row} ${level} ${tile}`;
const densityKey = (rows: Int32Array, level: number, tile: number): string => `${groupIdentity(rows)} ${level} ${tile}`;

const identities = new WeakMap<Int32Array, string>();

/** The same rows are the same group, also after a filter that left it as it was. */
function groupIdentity(rows: Int32Array): string {
  let identity = identities.get(rows);
  if (identity === undefined) {
    let hash = 2_166_136_261;
    for (const row of rows) hash = Math.imul(hash ^ row, 16_777_619) >>> 0;
    identity = `${rows.length}:${rows[0] ?? ''}:${hash}`;
    identities.set(rows, identity);
  }
  return identity;
}
