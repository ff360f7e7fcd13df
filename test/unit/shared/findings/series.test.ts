// Comparing the dumps of a series: what grows, what is stuck, what comes and goes, and where a process was started again.

import { describe, expect, test } from 'vitest';
import { createJudge, DEFAULT_SETTINGS } from '../../../../shared/findings/dumps';
import { matrixReply } from '../../../../shared/findings/series';
import { trendOf } from '../../../../shared/findings/series/trend';
import type { MatrixRequest } from '../../../../shared/model/dump-requests';
import { type DumpSeries, DumpSymbols } from '../../../../shared/model/dumps';
import { createDumpIndex } from '../../../../shared/query/dumps/dump-index';
import { seriesSummary } from '../../../../shared/service/series-summary';
import { type GoroutineSpec, makeSeries, makeSnapshot } from '../../../support/make-dump';
import { type MomentFiles, readDumps } from '../../../support/read-dump';

const REQUEST: MatrixRequest = {
  groupBy: { by: 'stack' },
  similarity: 'lines',
  ignoreState: false,
  filter: '',
  background: false,
  rows: 'groups',
  normalise: false,
};

function compare(series: DumpSeries, request: Partial<MatrixRequest> = {}, settings = DEFAULT_SETTINGS) {
  const index = createDumpIndex(series);
  const parts = series.moments.map((moment) => ({
    moment,
    judge: createJudge(index, moment, settings),
    mask: undefined,
  }));
  return matrixReply(index, parts, { ...REQUEST, ...request }, settings, seriesSummary(series).moments);
}

const ofFiles = (files: readonly MomentFiles[]) => readDumps(files).series;
const snaps = Array.from({ length: 6 }, (_, i) => ({ goroutines: `series-1.27/snap${i}.debug2.txt` }));

/** A series of dumps in which all goroutines wait for a channel, by their ids; 30 s between two. */
function series(dumps: readonly (readonly GoroutineSpec[])[], timed = true): DumpSeries {
  const symbols = new DumpSymbols();
  return makeSeries(
    symbols,
    dumps.map((goroutines, i) => ({
      goroutines: makeSnapshot(goroutines, { symbols }),
      ...(timed ? { timeMs: i * 30_000 } : {}),
    })),
  );
}
const waiting = (ids: readonly number[], more: Partial<GoroutineSpec> = {}): readonly GoroutineSpec[] =>
  ids.map((id) => ({ id, state: 'chan receive', stack: 'main.work:7', by: 'main.start:3', parent: 1, ...more }));
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

describe('series-1.27: six dumps of a program that leaks in thirteen ways', () => {
  const reply = compare(ofFiles(snaps));

  test('each leaking stack is found, with what it is, and the steady one is not', () => {
    const found = Object.fromEntries(reply.groups.map(({ group, verdict }) => [group.title, verdict.level]));
    expect(found).toEqual({
      ...Object.fromEntries(
        ['Recv', 'Send', 'Ctx', 'Tick', 'Select', 'Range', 'Mutex', 'WaitGroup', 'Cond', 'RWMutex'].map((name) => [
          `main.leak${name}`,
          'GROWING',
        ]),
      ),
      'main.leakNilRecv': 'CERTAIN',
      'main.leakNilSend': 'CERTAIN',
      'main.leakSelectNone': 'CERTAIN',
    });
    const all = compare(ofFiles(snaps), { background: true });
    expect(all.groups.find(({ counts }) => counts.every((count) => count === 1))?.verdict.level).toBe('STEADY');
  });

  test('counts, survivors and ids', () => {
    const send = reply.groups.find(({ group }) => group.title === 'main.leakSend');
    expect(send).toMatchObject({ counts: [4, 9, 15, 22, 30, 39], delta: 35, survivors: 1 });
    expect(send?.newIds).toEqual([5, 6, 7, 8, 9]);
    expect(reply.ids).toEqual({
      lastStep: { new: 73, gone: 0, moved: 0, same: 250 },
      whole: { new: 291, gone: 0, moved: 0, same: 32 },
    });
    expect(reply.restarts).toEqual([]);
  });

  test('the verdict is one sentence with the numbers', () => {
    expect(reply.card.verdict).toBe(
      '13 stacks grow in every dump; none of their goroutines ever leaves: 33 to 324 goroutines, 6 dumps.',
    );
    expect(reply.card.level).toBe('CERTAIN');
    expect(compare(ofFiles(snaps), { normalise: true }).card.verdict).toBe(reply.card.verdict);
    expect(compare(ofFiles(snaps), { background: true }).card.verdict).toBe(reply.card.verdict);
  });

  test('of groups by label only what holds for all of them is said', () => {
    const { card } = compare(ofFiles(snaps), { groupBy: { by: 'label', key: 'shard' } });
    expect(card.verdict).toMatch(/^2 groups grow in every dump; /);
    const [finding] = card.findings;
    expect(finding.title).toBe('2 groups hold goroutines that are certainly stuck or failed');
    expect(finding.evidence.slice(0, 2).map(({ text }) => text)).toEqual([
      '0: 18, 40, 71, 111, 155, 195',
      '1: 14, 33, 52, 71, 95, 128',
    ]);
  });

  test('labels that the growing stacks share', () => {
    const lifts = reply.groups.flatMap(({ labelLift }) => labelLift);
    expect(lifts.some(({ labels }) => JSON.stringify(labels) === '[["service","cart"],["shard","1"]]')).toBe(true);
    expect(lifts.every(({ lift }) => lift >= DEFAULT_SETTINGS.labelLift)).toBe(true);
  });

  test('goroutine by goroutine', () => {
    const { goroutines } = compare(ofFiles(snaps), { rows: 'goroutines' });
    expect(goroutines).toHaveLength(323);
    const first = goroutines.find(({ first: from }) => from === 0);
    expect(first?.cells.map(({ place }) => place)).toEqual(['new', 'same', 'same', 'same', 'same', 'same']);
    const late = goroutines.find(({ first: from }) => from === 4);
    expect(late?.cells.map(({ place }) => place)).toEqual(['absent', 'absent', 'absent', 'absent', 'new', 'same']);
  });

  test('counts alone tell the growth, and say what they do not tell', () => {
    const counts = compare(ofFiles(snaps.map((_, i) => ({ counts: `series-1.27/snap${i}.debug1.txt` }))));
    const growing = counts.groups.filter(({ verdict }) => verdict.level === 'GROWING' || verdict.level === 'CERTAIN');
    expect(growing).toHaveLength(13);
    expect(growing.every(({ survivors, newIds }) => survivors === undefined && newIds === undefined)).toBe(true);
    expect(counts.ids).toBeUndefined();
    expect(counts.card.limits.join(' ')).toContain('counts only');
  });
});

describe('what is not growth', () => {
  test('a pool whose goroutines come and go', () => {
    const { groups } = compare(series([0, 1, 2, 3, 4].map((i) => waiting(range(i * 10, i * 10 + 10)))));
    expect(groups[0]).toMatchObject({ delta: 0, survivors: 0, turnover: 1 });
    expect(['GROWING', 'STUCK', 'LEAKED', 'CERTAIN']).not.toContain(groups[0].verdict.level);
    expect(groups[0].verdict.why).toContain('healthy pool');
  });

  test('a load that rises while requests come and go', () => {
    const { groups } = compare(
      series([10, 20, 30, 40, 50].map((count, i) => waiting(range(i * 100, i * 100 + count)))),
    );
    expect(groups[0].survivors).toBe(0);
    expect(groups[0].verdict.level).not.toBe('GROWING');
  });

  test('two dumps: suspect at most, and the card says that more are needed', () => {
    const { groups, card } = compare(series([waiting(range(2, 6)), waiting(range(2, 30))]));
    expect(groups[0].verdict.level).not.toBe('GROWING');
    expect(card.limits.join(' ')).toContain('GROWING takes 4 dumps');
    expect(card.verdict).toBe(
      '1 stack has more goroutines in each dump than before; none that was there has left: 4 to 28 goroutines in 30.0 s, 2 dumps.',
    );
  });

  test('one step down ends it', () => {
    const { groups } = compare(series([4, 9, 8, 20, 30].map((count) => waiting(range(2, 2 + count)))));
    expect(groups[0].verdict.level).not.toBe('GROWING');
  });
});

test('new goroutines count for growth when they are older than the setting', () => {
  // Ten stay; in each dump more are new that are gone in the next one.
  const counts = [0, 1, 2, 3, 4];
  const transient = counts.map((i) => new Set([...range(0, 40), ...range(1000 * i, 1000 * i + 2 * i)]));
  const every10s = counts.map((i) => i * 10_000);
  const sizes = transient.map(({ size }) => size);
  expect(sizes).toEqual([40, 42, 44, 46, 48]);
  const few = { ...DEFAULT_SETTINGS, growthFraction: 0 };
  expect(trendOf(sizes, transient, every10s, few).growing).toBe(false);
  expect(trendOf(sizes, transient, every10s, { ...few, newOlderThanSeconds: 0 }).growing).toBe(false);
  // Dumps 2 s apart: whoever is new in the last one is younger than 5 s.
  const staying = counts.map((i) => new Set(range(0, 40 + 2 * i)));
  const every2s = counts.map((i) => i * 2000);
  expect(trendOf(sizes, staying, every10s, few).growing).toBe(true);
  expect(trendOf(sizes, staying, every2s, few).growing).toBe(false);
  expect(trendOf(sizes, staying, every2s, { ...few, newOlderThanSeconds: 1 }).growing).toBe(true);
});

test('stuck: the same goroutines at the same place for longer than the setting', () => {
  const stuck = series([0, 1, 2].map(() => waiting(range(2, 6))));
  expect(compare(stuck).groups[0].verdict.level).toBe('STUCK');
  const patient = { ...DEFAULT_SETTINGS, stuckSeconds: 61 };
  expect(compare(stuck, {}, patient).groups[0].verdict.level).not.toBe('STUCK');
});

test('the rate is the median slope per minute, and absent without times', () => {
  const dumps = [4, 8, 12, 16].map((count) => waiting(range(2, 2 + count)));
  expect(compare(series(dumps)).groups[0].perMinute).toBeCloseTo(8);
  expect(compare(series(dumps, false)).groups[0].perMinute).toBeUndefined();
  const outlier = trendOf([4, 8, 100, 16, 20], [], [0, 30_000, 60_000, 90_000, 120_000], DEFAULT_SETTINGS);
  expect(outlier.perMinute).toBeLessThan(15);
});

describe('a process that was started again', () => {
  test('ids that fall', () => {
    const { restarts, ids, groups, card } = compare(
      series([waiting(range(1000, 1020)), waiting(range(1000, 1030)), waiting(range(20, 60), { by: 'main.other:9' })]),
    );
    expect(restarts.map(({ before }) => before)).toEqual([2]);
    expect(ids).toBeUndefined();
    expect(groups.every(({ survivors }) => survivors === undefined)).toBe(true);
    expect(card.limits[0]).toContain('started again');
  });

  test('the same ids, created elsewhere', () => {
    const { restarts } = compare(
      series([waiting(range(10, 20)), waiting(range(10, 30), { by: 'main.elsewhere:44', stack: 'main.sleep:1' })]),
    );
    expect(restarts).toHaveLength(1);
  });

  test('a dump that ended its process', () => {
    const crashes = ofFiles(
      ['deadlock.all', 'deadlock.single', 'sigquit.all', 'sigquit.system'].map((name) => ({
        goroutines: `crash-1.22/${name}.txt`,
      })),
    );
    const { restarts } = compare(crashes);
    expect(restarts.map(({ before }) => before)).toEqual([1, 2, 3]);
    expect(restarts[0].why).toContain('fatal error: all goroutines are asleep - deadlock!');
  });

  test('of many, the names of some are told', () => {
    const dumps = range(0, 8).map((i) => waiting(range(1000 - i * 100, 1010 - i * 100)));
    const { restarts, card } = compare(series(dumps));
    expect(restarts).toHaveLength(7);
    expect(card.limits.filter((limit) => limit.includes('started again'))).toHaveLength(1);
    expect(card.limits[0]).toMatch(/^Before 7 of the dumps .* and 2 more\./);
  });

  test('more goroutines of another process are no growth', () => {
    const other = waiting(range(10, 40), { by: 'main.elsewhere:44', stack: 'main.sleep:1' });
    expect(compare(series([waiting(range(10, 20)), other])).card.verdict).not.toContain('more goroutines');
  });

  test('dumps of one process are none', () => {
    expect(compare(series([waiting(range(10, 20)), waiting(range(15, 19))])).restarts).toEqual([]);
  });
});

test('normalised counts have the total of the last dump', () => {
  const { groups } = compare(series([waiting(range(0, 10)), waiting(range(0, 40))]), { normalise: true });
  expect(groups[0].counts).toEqual([40, 40]);
});

test('one dump is no comparison, and says so', () => {
  const { card } = compare(series([waiting(range(0, 10))]));
  expect(card.verdict).toContain('add further ones');
});
