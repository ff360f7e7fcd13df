// What a series is made of: which files make a moment, in which order, how it grows, what is said of what is no dump.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type OpenedSeries, openSeries, type SeriesSource } from '../../../../../shared/ingest/dumps/open-series';
import { mainSnapshot } from '../../../../../shared/model/dumps';
import { folderSources, memorySource } from '../../../../support/memory-source';

const dumps = fileURLToPath(new URL('../../../../fixtures/dumps/', import.meta.url));
const fixture = (path: string): Buffer => readFileSync(join(dumps, path));
const open = (...sources: readonly SeriesSource[]): Promise<OpenedSeries> => openSeries({ sources });

const goroutine = (id: number, func = 'main.work', state = 'chan receive'): string =>
  `goroutine ${id} [${state}]:\n${func}()\n\t/src/main.go:${10 + (id % 3)} +0x1d\ncreated by main.main in goroutine 1\n\t/src/main.go:5 +0x2c\n\n`;
const dumpOf = (...ids: readonly number[]): string => ids.map((id) => goroutine(id)).join('');
const countsOf = (count: number): string =>
  `goroutine profile: total ${count}\n${count} @ 0x10 0x20 0x30\n#\t0xf\tmain.work+0x1c\t/src/main.go:10\n#\t0x1f\tmain.main+0x1\t/src/main.go:1\n\n`;

const namesOf = ({ series }: OpenedSeries): readonly string[] => series.moments.map(({ name }) => name);
const problemsOf = ({ series }: OpenedSeries): readonly string[] =>
  series.files.flatMap(({ problems }) => problems.map(({ code, message }) => `${code}: ${message}`));

describe('moments of the corpus', () => {
  test('all listings of a folder are one moment; the one with verdicts is shown, the protobuf lends its time', async () => {
    const opened = await openSeries({ sources: folderSources(dumps, 'leak-leakprofile-1.26') });
    const { moments, files } = opened.series;
    expect(moments).toHaveLength(1);
    const [{ name, timeSource, goroutines, counts, leaks, threads }] = moments;
    expect([name, timeSource]).toEqual(['leak-leakprofile-1.26', 'profile']);
    expect(
      [goroutines, counts, leaks, threads].map((snapshot) => snapshot && files[snapshot.file].name.split('/')[1]),
    ).toEqual([
      'goroutineleak.debug2.txt',
      'goroutine.debug1.txt',
      'goroutineleak.debug1.txt',
      'threadcreate.debug1.txt',
    ]);
    expect(files).toHaveLength(8);
    expect(files.find((file) => file.name.endsWith('runtime.Stack.txt'))?.note).toBe(
      'lists the same goroutines as leak-leakprofile-1.26/goroutineleak.debug2.txt, taken at the same moment; that one is shown',
    );
    expect(problemsOf(opened)).toEqual([]);
  });

  test('debug=1 and debug=2 of the snapshots of a series stand together, in order', async () => {
    const opened = await openSeries({ sources: [...folderSources(dumps, 'series-1.27')].reverse() });
    expect(namesOf(opened)).toEqual(['snap0', 'snap1', 'snap2', 'snap3', 'snap4', 'snap5']);
    for (const { goroutines, counts } of opened.series.moments) {
      expect(goroutines?.length).toBe(counts?.statedTotal);
    }
  });

  test('panics of one folder are moments of their own', async () => {
    const opened = await openSeries({ sources: folderSources(dumps, 'crash-1.22') });
    expect(opened.series.moments).toHaveLength(34);
    expect(problemsOf(opened)).toEqual([]);
  });
});

describe('which listings are one moment', () => {
  test('names that differ in the listing only, unless the goroutines are others', async () => {
    const same = await open(
      memorySource('goroutine.txt', dumpOf(1, 2, 3, 4, 5)),
      memorySource('stack.txt', dumpOf(1, 2, 3, 4, 9)),
    );
    expect(same.series.moments).toHaveLength(1);
    const others = await open(
      memorySource('goroutine.txt', dumpOf(1, 2, 3)),
      memorySource('stack.txt', dumpOf(7, 8, 9)),
    );
    expect(namesOf(others)).toEqual(['goroutine', 'stack']);
    expect(others.series.files.map(({ note }) => note)).toEqual([undefined, undefined]);
  });

  test('counts of a quite different number are another moment', async () => {
    const opened = await open(
      memorySource('goroutine.debug1.txt', countsOf(10)),
      memorySource('stack.debug1.txt', countsOf(1000)),
    );
    expect(opened.series.moments).toHaveLength(2);
  });

  test('counts of quite another number than are listed are another moment', async () => {
    const opened = await open(
      memorySource('goroutine.debug2.txt', dumpOf(1, 2)),
      memorySource('goroutine.debug1.txt', countsOf(500)),
    );
    expect(namesOf(opened)).toEqual(['debug1', 'debug2']);
  });

  test('the same name twice is a listing taken twice, unless it is the same file', async () => {
    const [first, second] = [dumpOf(1, 2, 3, 4, 5, 6), dumpOf(1, 2, 3, 4, 5, 7)];
    const taken = await open(
      memorySource('goroutine.txt', first),
      memorySource('goroutine.txt', `${second}${goroutine(8)}`),
    );
    expect(namesOf(taken)).toEqual(['goroutine #1', 'goroutine #2']);
    const same = await open(memorySource('goroutine.txt', first), memorySource('goroutine.txt', first));
    expect(same.series.moments).toHaveLength(1);
    expect(same.series.files[1].note).toMatch(/^lists the same goroutines as goroutine\.txt/);
  });

  test('not where folders differ', async () => {
    const opened = await open(
      memorySource('a/goroutine.debug2.txt', dumpOf(1)),
      memorySource('b/goroutine.debug1.txt', countsOf(1)),
    );
    expect(namesOf(opened)).toEqual(['a/goroutine.debug2', 'b/goroutine.debug1']);
  });

  test('a time without a zone in the name does not part it from the time of a profile', async () => {
    const folder = 'leak-1.26';
    const opened = await open(
      memorySource('cart-20200101-0000.debug2.txt', fixture(`${folder}/goroutine.debug2.txt`)),
      memorySource('cart-20200101-0000.pb.gz', fixture(`${folder}/goroutine.debug0.pb.gz`)),
    );
    expect(opened.series.moments).toHaveLength(1);
    expect(opened.series.moments[0].timeSource).toBe('profile');
  });

  test('two files of one process, whatever they are called', async () => {
    const listed = fixture('leak-1.26/goroutine.debug2.txt');
    const counted = fixture('leak-1.26/goroutine.debug1.txt');
    const both = await open(memorySource('g1.txt', counted), memorySource('g2.txt', listed));
    expect(both.series.moments.map(({ goroutines, counts }) => [goroutines?.length, counts?.statedTotal])).toEqual([
      [58, 58],
    ]);
    const others = await open(
      memorySource('g1.txt', counted),
      memorySource('g2.txt', fixture('http-1.23/goroutine.debug2.txt')),
    );
    expect(namesOf(others)).toEqual(['g1', 'g2']);
  });

  test('the same time in the names joins what the words do not', async () => {
    const opened = await open(
      memorySource('full-20261121-154500.txt', dumpOf(1, 2)),
      memorySource('sums-20261121-154501.txt', countsOf(2)),
      memorySource('full-20261121-154600.txt', dumpOf(1, 2)),
    );
    expect(opened.series.moments.map(({ goroutines, counts }) => [goroutines?.length, counts?.length])).toEqual([
      [2, 1],
      [2, undefined],
    ]);
  });

  test('several dumps in a file are several moments; counts right behind one join it', async () => {
    const one = fixture('leak-1.26/goroutine.debug2.txt').toString();
    const other = fixture('leak-1.26/runtime.Stack.txt').toString();
    const log = '2026/11/21 15:45:00 INFO served\n2026/11/21 15:45:01 INFO dumping\n';
    const opened = await open(memorySource('app.log', `${log}${one}\n${log}${other}\n${countsOf(58)}${log}${one}`));
    const { moments, files } = opened.series;
    expect(moments.map(({ goroutines, counts }) => [goroutines?.length, counts?.statedTotal])).toEqual([
      [58, undefined],
      [58, 58],
      [58, undefined],
    ]);
    expect(namesOf(opened)).toEqual(['app #1', 'app #2', 'app #3']);
    expect(files).toHaveLength(1);
  });
});

describe('order', () => {
  const at = (name: string, ids: readonly number[], modifiedMs?: number): SeriesSource =>
    memorySource(name, dumpOf(...ids), { ...(modifiedMs !== undefined && { modifiedMs }) });

  test('by name, numbers as numbers, where nothing tells times', async () => {
    expect(namesOf(await open(at('snap10.txt', [1]), at('snap2.txt', [1]), at('snap1.txt', [1])))).toEqual([
      'snap1',
      'snap2',
      'snap10',
    ]);
  });

  test('by the times in the names', async () => {
    const opened = await open(
      at('z-20261121-1000.txt', [1]),
      at('a-20261121-1100.txt', [1]),
      at('m-20261121-1030.txt', [1]),
    );
    expect(namesOf(opened)).toEqual(['z-20261121-1000', 'm-20261121-1030', 'a-20261121-1100']);
    expect(opened.series.moments.map(({ timeSource }) => timeSource)).toEqual(['name', 'name', 'name']);
  });

  test('by the time of the last change where names say nothing', async () => {
    const opened = await open(at('before.txt', [1], 5_000_000), at('after.txt', [1], 9_000_000));
    expect(namesOf(opened)).toEqual(['before', 'after']);
    expect(opened.series.moments[0]).toMatchObject({ timeMs: 5_000_000, timeSource: 'mtime' });
  });

  test('times of copying are not believed: all the same, or against the numbers', async () => {
    const same = await open(at('b.txt', [1], 5_000_000), at('a.txt', [1], 5_000_100));
    expect(same.series.moments.map(({ name, timeMs }) => [name, timeMs])).toEqual([
      ['a', undefined],
      ['b', undefined],
    ]);
    const copied = await open(at('snap10.txt', [1], 5_000_000), at('snap2.txt', [1], 7_000_000));
    expect(copied.series.moments.map(({ name, timeMs }) => [name, timeMs])).toEqual([
      ['snap2', undefined],
      ['snap10', undefined],
    ]);
  });
});

describe('a series that grows', () => {
  test('stacks and places of files stay, moments are ordered anew', async () => {
    const first = await open(memorySource('snap2.txt', dumpOf(1, 2)));
    const second = await first.add({
      sources: [memorySource('snap1.txt', dumpOf(1)), memorySource('snap2.debug1.txt', countsOf(2))],
    });
    expect(second.status).toBe('ready');
    expect(namesOf(second)).toEqual(['snap1', 'snap2']);
    expect(second.series.files.map(({ name }) => name)).toEqual(['snap2.txt', 'snap1.txt', 'snap2.debug1.txt']);
    expect(second.series.symbols).toBe(first.series.symbols);
    const [before, after] = [first.series.moments[0], second.series.moments[1]];
    expect(after.goroutines).toBe(before.goroutines);
    expect(after.counts?.statedTotal).toBe(2);
    // What was open stays as it was.
    expect(first.series.moments).toHaveLength(1);
  });

  test('a cancelled one leaves what was there', async () => {
    const first = await open(memorySource('snap1.txt', dumpOf(1)));
    let asked = 0;
    const second = await first.add({
      sources: [memorySource('snap2.txt', dumpOf(...Array(5000).keys())), memorySource('snap3.txt', dumpOf(1))],
      isCancelled: () => ++asked > 1,
    });
    expect(second.status).toBe('cancelled');
    expect(second.series.files).toHaveLength(1);
    expect(namesOf(second)).toEqual(['snap1']);
    const third = await second.add({ sources: [memorySource('snap2.txt', dumpOf(1, 2))] });
    expect(third.series.moments.map((moment) => mainSnapshot(moment).length)).toEqual([1, 2]);
    expect(third.series.files[mainSnapshot(third.series.moments[1]).file].name).toBe('snap2.txt');
  });

  test('cancelling closes the source and drops what was kept', async () => {
    let closed = false;
    let dropped = 0;
    const bytes = new TextEncoder().encode(dumpOf(...Array(5000).keys()));
    const source: SeriesSource = {
      name: 'a.txt',
      size: bytes.length,
      async *stream() {
        try {
          for (let at = 0; at < bytes.length; at += 1000) yield bytes.slice(at, at + 1000);
        } finally {
          closed = true;
        }
      },
      range: async () => bytes,
    };
    const packed = memorySource('b.gz', fixture('leak-1.26/goroutine.debug0.pb.gz'));
    let asked = 0;
    const opened = await openSeries({
      sources: [packed, source],
      isCancelled: () => ++asked > 50,
      keep: () => ({ add: () => undefined, range: async () => bytes, drop: () => void dropped++ }),
    });
    expect(opened).toMatchObject({ status: 'cancelled', series: { files: [], moments: [] } });
    expect(closed).toBe(true);
  });
});

test('progress ends with all bytes and rows, and turns are given away', async () => {
  const seen: number[] = [];
  let turns = 0;
  const opened = await openSeries({
    sources: [memorySource('a.txt', dumpOf(...Array(20_000).keys())), memorySource('b.txt', dumpOf(1))],
    onProgress: ({ bytesRead, totalBytes, events }) => {
      expect(bytesRead).toBeLessThanOrEqual(totalBytes);
      seen.push(events);
    },
    yieldTurn: async () => void turns++,
  });
  expect(opened.status).toBe('ready');
  expect(turns).toBeGreaterThan(0);
  expect(seen.at(-1)).toBe(20_001);
  expect(seen.toSorted((a, b) => a - b)).toEqual(seen);
});

test('the text of a row is what stands in the file', async () => {
  const { series, textOf } = await open(memorySource('a.txt', fixture('leak-1.26/goroutine.debug2.txt')));
  const { goroutines } = series.moments[0];
  if (goroutines === undefined) throw new Error('no listing');
  const text = new TextDecoder().decode(await textOf(goroutines, 7));
  expect(text).toMatch(new RegExp(`^goroutine ${goroutines.columns.id[7]} \\[`));
});

describe('what is no dump', () => {
  const said = async (content: Uint8Array | string, name = 'x.bin'): Promise<string> => {
    const opened = await open(memorySource(name, content));
    expect(opened.status).toBe('unreadable');
    expect(opened.series.files).toHaveLength(1);
    return problemsOf(opened)[0];
  };
  const trace = readFileSync(join(dumps, '../traces/http-1.27.trace'));

  test('is named', async () => {
    expect(await said('')).toBe('empty: x.bin is empty.');
    expect(await said(trace)).toBe('not-a-dump: x.bin is an execution trace, not a goroutine dump; open it by itself.');
    expect(await said(readFileSync(join(dumps, '../profiles/1.23/cpu.pb.gz')))).toBe(
      'not-a-dump: x.bin is a CPU profile (samples, cpu), not a profile of goroutines.',
    );
    expect(await said(readFileSync(join(dumps, '../profiles/1.23/heap.pb.gz')))).toMatch(
      /x\.bin is a heap profile \(alloc_objects/,
    );
    expect(await said(readFileSync(join(dumps, '../profiles/1.23/mutex.pb.gz')))).toMatch(
      /is a block or mutex profile/,
    );
    expect(await said(readFileSync(join(dumps, '../profiles/1.23/heap.debug1.txt.gz')))).toMatch(
      /is a heap profile as text/,
    );
    expect(await said('404 page not found\n')).toMatch(/^no-goroutines: .* it begins with “404 page not found”\.$/);
    expect(await said('\ufeff<!DOCTYPE html><html>')).toMatch(/web page|<!DOCTYPE/);
    expect(await said(Uint8Array.of(0xff, 0xfe, 0x67, 0))).toMatch(/UTF-16/);
    expect(await said(Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 1, 2))).toMatch(
      /packed with xz; of packed files zip, tar, gzip and zstd are read/,
    );
    expect(await said(Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) % 251))).toMatch(
      /^no-goroutines: x\.bin holds no goroutine dump/,
    );
  });

  test('does not keep the others from being read', async () => {
    const opened = await open(
      memorySource('t.trace', trace),
      memorySource('a.txt', dumpOf(1)),
      memorySource('e.txt', ''),
    );
    expect(opened.status).toBe('ready');
    expect(opened.series.files.map(({ format }) => format)).toEqual(['unknown', 'goroutine-text', 'unknown']);
    expect(opened.series.moments).toHaveLength(1);
  });

  test('a source that fails is read up to there', async () => {
    const failing = (content: string): SeriesSource => ({
      ...memorySource('a.txt', content),
      async *stream() {
        if (content !== '') yield new TextEncoder().encode(content);
        throw new Error('the disk was taken out');
      },
    });
    const some = await open(failing(dumpOf(1, 2)));
    expect(some.status).toBe('ready');
    expect(problemsOf(some)).toEqual([
      'source: a.txt was not read to its end: the disk was taken out; what came before was read.',
    ]);
    expect(mainSnapshot(some.series.moments[0]).truncated).toBe(true);
    expect(problemsOf(await open(failing('')))).toEqual(['source: a.txt could not be read: the disk was taken out.']);
  });
});

test('a difference of two profiles is told to be one', async () => {
  const text =
    'goroutine profile: total 1\n4 @ 0x10\n#\t0xf\tmain.a+0x1\t/m.go:1\n\n-3 @ 0x20\n#\t0x1f\tmain.b+0x1\t/m.go:2\n\n';
  const [file] = (await open(memorySource('a.txt', text))).series.files;
  expect(file.note).toBe('counts what changed between two moments, not what there was');
  expect((await open(memorySource('a.txt', countsOf(2)))).series.files[0].note).toBeUndefined();
});

test('a dump behind a megabyte of log is found', async () => {
  const log = '2026/11/21 15:45:00 INFO request served in 12ms\n'.repeat(30_000);
  for (const dump of [dumpOf(1, 2, 3), countsOf(3)]) {
    const opened = await open(memorySource('app.log', `${log}${dump}${log}`));
    expect(opened.status).toBe('ready');
    expect(problemsOf(opened)).toEqual([]);
    const { from, length } = mainSnapshot(opened.series.moments[0]);
    expect(from).toBeGreaterThanOrEqual(log.length - 100);
    expect(length).toBeGreaterThan(0);
  }
});
