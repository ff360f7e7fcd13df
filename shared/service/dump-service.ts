// Answers every question about open goroutine dumps, from memory: the worker of the page and the command line use the same
// object. What the findings say of a moment's groups is kept per moment, because every question needs it.

import { assert } from '../base/assert';
import { Lru } from '../base/lru';
import type { DumpAnswers } from '../contract/dump-api';
import { createJudge, findLocks, reportCard } from '../findings/dumps';
import { matrixReply, type SeriesPart } from '../findings/series';
import { readGoroutineText } from '../formats/goroutine-detail';
import { orderMoments } from '../ingest/dumps/open-series';
import type { CreatedTreeReply, Diagnosis, DumpSettings, LocksReply } from '../model/dump-requests';
import { type DumpSeries, type Moment, mainSnapshot, type Snapshot } from '../model/dumps';
import type { FilterError } from '../model/requests';
import { readAncestors } from '../query/dumps/ancestors';
import { callTree } from '../query/dumps/call-tree';
import { completeFilter } from '../query/dumps/complete';
import { createdTree } from '../query/dumps/created-tree';
import { createDumpIndex } from '../query/dumps/dump-index';
import { filterSnapshot } from '../query/dumps/filter-snapshot';
import { goroutineDetail } from '../query/dumps/goroutine';
import { groupReply } from '../query/dumps/group-by';
import { membersReply } from '../query/dumps/members';
import { countPointers, NO_POINTERS } from '../query/dumps/pointers';
import type { DumpIndex, GroupJudge, TextOf } from '../query/dumps/types';
import { createDumpGraphs } from './dump-graphs';
import type { LocalGraphs } from './graphs';
import { seriesSummary } from './series-summary';

/** What was read; see openSeries in shared/ingest/dumps. */
export interface Dumps {
  readonly series: DumpSeries;
  readonly textOf: TextOf;
}

export interface DumpServiceOptions {
  readonly opened: Dumps;
  readonly settings: DumpSettings;
}

export interface DumpService extends DumpAnswers, LocalGraphs {
  /** The same series with more dumps; settings and times that the user gave stay. */
  update(opened: Dumps): void;
  /** What the findings say of a goroutine's stack group; `row` is one of the moment's listing. */
  diagnosis(moment: number, row: number): Diagnosis;
}

/** Masks of filters: a byte per row. Paging through members asks with the same filter again and again. */
const KEPT_MASK_BYTES = 16 * 1024 * 1024;

type Filtered =
  | { readonly ok: true; readonly mask: Uint8Array | undefined }
  | { readonly ok: false; readonly error: FilterError };

/** What is made of a moment when it is first asked about. */
interface Known {
  readonly moment: Moment;
  readonly snapshot: Snapshot;
  readonly judge: GroupJudge;
  locks?: Promise<LocksReply>;
}

export function createDumpService({ opened, settings: first }: DumpServiceOptions): DumpService {
  let { series, textOf } = opened;
  let index: DumpIndex = createDumpIndex(series);
  let settings = first;
  let known: Known[] = [];
  let masks = new Lru<string, Uint8Array>(KEPT_MASK_BYTES);
  /** By the listing that a moment is shown by: moments are made anew when files are added. */
  const userTimes = new Map<Snapshot, number>();

  function forgetJudgements(): void {
    known = [];
    masks = new Lru(KEPT_MASK_BYTES); // filters ask the findings, too
  }

  /** Moments with the times that the user gave, in their order. */
  function arrange(): void {
    const moments = opened.series.moments.map((moment): Moment => {
      const timeMs = userTimes.get(mainSnapshot(moment));
      return timeMs === undefined ? moment : { ...moment, timeMs, timeSource: 'user' };
    });
    series = { ...opened.series, moments: orderMoments(moments) };
    index = createDumpIndex(series);
    forgetJudgements();
  }

  function about(place: number): Known {
    const already = known[place];
    if (already !== undefined) return already;
    const moment = series.moments[place];
    assert(moment !== undefined, `there is no moment ${place}`);
    const made = { moment, snapshot: mainSnapshot(moment), judge: createJudge(index, moment, settings) };
    known[place] = made;
    return made;
  }

  function filtered(place: number, filter: string): Filtered {
    if (filter.trim() === '') return { ok: true, mask: undefined };
    const key = `${place} ${filter}`;
    const kept = masks.get(key);
    if (kept !== undefined) return { ok: true, mask: kept };
    const { snapshot, judge } = about(place);
    const result = filterSnapshot(index, snapshot, judge, filter);
    if (!result.ok) return result;
    masks.set(key, result.mask, result.mask.length);
    return { ok: true, mask: result.mask };
  }

  function locksOf(place: number): Promise<LocksReply> {
    const each = about(place);
    each.locks ??= findLocks(index, each.moment, each.judge, textOf, readGoroutineText);
    return each.locks;
  }

  async function createdTreeOf(place: number, filter: string, background: boolean): Promise<CreatedTreeReply> {
    const { snapshot, judge } = about(place);
    const found = filtered(place, filter);
    if (!found.ok) return found;
    const ancestors = await readAncestors(index, snapshot, textOf, readGoroutineText);
    return createdTree(index, snapshot, judge, { background }, found.mask, ancestors);
  }

  const graphs = createDumpGraphs({
    index: () => index,
    moments: () => series.moments.length,
    snapshot: (place) => about(place).snapshot,
    filtered,
    locks: locksOf,
    created: (place, filter) => createdTreeOf(place, filter, false),
  });

  return {
    ...graphs,
    update(next) {
      opened = next;
      ({ textOf } = next);
      arrange();
    },
    diagnosis(place, row) {
      const { snapshot, judge } = about(place);
      return judge.diagnosis(index.groups(snapshot).of[row]);
    },
    summary: () => seriesSummary(series),
    async report(place, withLocks = true) {
      const { moment, judge } = about(place);
      // A file that is gone takes the report's circles of locks with it, not the report.
      const locks = withLocks ? await locksOf(place).catch(() => undefined) : undefined;
      return reportCard(index, moment, judge, settings, locks);
    },
    groups(place, request) {
      const { snapshot, judge } = about(place);
      const found = filtered(place, request.filter);
      return found.ok ? groupReply(index, snapshot, judge, request, found.mask) : found;
    },
    members(request) {
      const { snapshot, judge } = about(request.moment);
      const found = filtered(request.moment, request.filter);
      return found.ok ? membersReply(index, snapshot, judge, request, found.mask) : { total: 0, rows: [] };
    },
    callTree(request) {
      const { snapshot, judge } = about(request.moment);
      const found = filtered(request.moment, request.filter);
      return found.ok ? callTree(index, snapshot, judge, request, found.mask) : found;
    },
    createdTree: ({ moment, filter, background }) => createdTreeOf(moment, filter, background),
    locks: locksOf,
    async matrix(request) {
      const parts: SeriesPart[] = [];
      for (const place of series.moments.keys()) {
        const found = filtered(place, request.filter);
        if (!found.ok) return found;
        const { moment, judge } = about(place);
        parts.push({ moment, judge, mask: found.mask });
      }
      return matrixReply(index, parts, request, settings, seriesSummary(series).moments);
    },
    async goroutine(place, row) {
      const { moment, snapshot, judge } = about(place);
      if (!(row >= 0 && row < snapshot.length)) return undefined;
      if (snapshot.form === 'counts') {
        return goroutineDetail(index, moment, row, undefined, new Uint8Array(0), judge, NO_POINTERS);
      }
      const raw = await textOf(snapshot, row);
      const pointers = await countPointers(index, snapshot, row, raw, textOf);
      return goroutineDetail(index, moment, row, readGoroutineText(raw), raw, judge, pointers);
    },
    complete(filter, caret) {
      const last = series.moments.at(-1);
      return last === undefined ? [] : completeFilter(index, mainSnapshot(last), filter, caret);
    },
    setTime(place, timeMs) {
      const { snapshot } = about(place);
      if (timeMs === undefined) userTimes.delete(snapshot);
      else userTimes.set(snapshot, timeMs);
      arrange();
      return seriesSummary(series);
    },
    settings: () => settings,
    setSettings(next) {
      settings = next;
      forgetJudgements();
    },
  };
}
