// Asks for what the visible rows need and keeps what came. Every frame names its wishes anew: what is no longer visible
// is no longer wished for, so that only the latest view is ever asked for. At most two questions are under way.

import type { DensityReply, SpansReply } from '../../shared/model/requests';
import { SPAN_CLASS_COUNT } from '../../shared/model/states';
import type { Lane } from '../../shared/model/tables';
import { createTileCache, type Piece, tileNs, tilesOf } from '../canvas/tile-cache';
import type { TraceSession } from '../models/session';

type TimelineApi = Pick<TraceSession['api'], 'spans' | 'density'>;

/** How far an answer can be trusted while the trace is still being read. */
interface Settled {
  /** The edition that it was asked in. */
  readonly edition: number;
  /** Lies before the end of what was read, and nothing in it may go on to that end: more to read will not change it. */
  readonly final: boolean;
}

/** Items first … last - 1 of a reply belong to the row. */
export interface SpanSlice extends Settled {
  readonly spans: SpansReply;
  readonly first: number;
  readonly last: number;
}

export interface DensitySlice extends Settled {
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
  /**
   * More was read: what may have changed is asked for again, and shown as it was until the answer is there. When the whole
   * was read that is everything: only now ghosts are told from those that wait.
   */
  grow(spanNs: number, whole: boolean): void;
  /** A group has more goroutines now: until their density is known, that of the ones before stands in for it. */
  succeed(before: Int32Array, rows: Int32Array): void;
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
/** Groups grow at most twice a second, and answers come within a few of such steps. */
const MAX_ANCESTORS = 8;
/** Two thousand groups that grew twice; what is forgotten is blank for the time of one question. */
const MAX_ANCESTRIES = 4_000;
/** startNs, endNs, state, reason, arg, count, ghost, coverage. */
const BYTES_PER_ITEM = 8 + 8 + 1 + 1 + 4 + 4 + 1 + SPAN_CLASS_COUNT;

interface Wish {
  readonly what: Lane | 'density';
  readonly level: number;
  readonly tile: number;
  readonly rows: number[];
  readonly groups: Int32Array[];
}

export function createTimelineData(api: TimelineApi, initialSpanNs: number, changed: () => void): TimelineData {
  let spanNs = initialSpanNs;
  let edition = 0;
  /** Answers of editions before are not final, whatever they said. */
  let finalFrom = 0;
  /** Identity of a grown group to that of the group before. */
  const ancestors = new Map<string, string>();
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

  /** What an answer asked now can be trusted for; `reachNs` is up to where it tells what is there. */
  const settledBy = (level: number, tile: number) => {
    const [asked, readNs, endNs] = [edition, spanNs, (tile + 1) * tileNs(level)];
    return (reachNs: number): Settled => ({ edition: asked, final: endNs <= reachNs && reachNs < readNs });
  };
  const upToDate = (pieces: readonly Piece<Settled>[]): boolean => {
    const [piece] = pieces;
    return (
      piece?.exact === true &&
      (piece.value.edition === edition || (piece.value.final && piece.value.edition >= finalFrom))
    );
  };

  const askSpans = (lane: Lane, level: number, tile: number, rows: readonly number[]) =>
    send(
      rows.map((row) => spanKey(lane, row, level, tile)),
      async () => {
        const settled = settledBy(level, tile);
        const spans = await api.spans({ lane, rows: Int32Array.from(rows), ...timesOf(level, tile) });
        rows.forEach((row, i) => {
          const first = spans.offset[i] as number;
          const last = spans.offset[i + 1] as number;
          const reachNs = last > first ? (spans.endNs[last - 1] as number) : 0;
          const slice = { spans, first, last, ...settled(reachNs) };
          spanTiles.put(`${lane}:${row}`, level, tile, slice, 64 + (last - first) * BYTES_PER_ITEM);
        });
      },
    );

  const askDensity = (level: number, tile: number, groups: readonly Int32Array[]) =>
    send(
      groups.map((rows) => densityKey(rows, level, tile)),
      async () => {
        const settled = settledBy(level, tile)((tile + 1) * tileNs(level));
        const density = await api.density({ groups, ...timesOf(level, tile) });
        groups.forEach((rows, group) => {
          const bytes = density.columns * SPAN_CLASS_COUNT * 4;
          densityTiles.put(groupIdentity(rows), level, tile, { density, group, ...settled }, bytes);
        });
      },
    );

  /** The density of the nearest ancestor of a group that has one. */
  const standIn = (group: string, level: number, tile: number): readonly Piece<DensitySlice>[] => {
    let ancestor = ancestors.get(group);
    for (let steps = 0; ancestor !== undefined && steps < MAX_ANCESTORS; steps++) {
      const pieces = densityTiles.cover(ancestor, level, tile);
      if (pieces.length > 0) return pieces.map((piece) => ({ ...piece, exact: false }));
      ancestor = ancestors.get(ancestor);
    }
    return [];
  };

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
        const known = spanTiles.cover(`${lane}:${row}`, level, tile);
        pieces.push(...known);
        if (upToDate(known)) continue;
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
        const known = densityTiles.cover(group, level, tile);
        pieces.push(...(known.length > 0 ? known : standIn(group, level, tile)));
        if (upToDate(known)) continue;
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
    grow(nextSpanNs, whole) {
      edition++;
      if (whole) finalFrom = edition;
      // Reading began anew (the storage refused, the index is built in memory): nothing known is of use.
      if (nextSpanNs < spanNs) {
        spanTiles.clear();
        densityTiles.clear();
      }
      spanNs = nextSpanNs;
      failed.clear();
    },
    succeed(before, rows) {
      const [old, young] = [groupIdentity(before), groupIdentity(rows)];
      if (old === young) return;
      ancestors.delete(young);
      ancestors.set(young, old);
      for (const oldest of ancestors.keys()) {
        if (ancestors.size <= MAX_ANCESTRIES) break;
        ancestors.delete(oldest);
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
