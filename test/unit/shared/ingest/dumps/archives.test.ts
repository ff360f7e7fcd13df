// Archives of dumps, sound, cut, hostile.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { strToU8, type Zippable, zipSync } from 'fflate';
import { createTar } from 'nanotar';
import { describe, expect, test } from 'vitest';
import { createIntake } from '../../../../../shared/ingest/dumps/intake';
import { MAX_KEPT_BYTES, MAX_UNPACKED_BYTES, type TakenFile } from '../../../../../shared/ingest/dumps/layer';
import { type OpenedSeries, openSeries } from '../../../../../shared/ingest/dumps/open-series';
import { DumpSymbols, mainSnapshot } from '../../../../../shared/model/dumps';
import { memorySource } from '../../../../support/memory-source';

const dumps = fileURLToPath(new URL('../../../../fixtures/dumps/', import.meta.url));
const fixture = (path: string): Uint8Array => new Uint8Array(readFileSync(join(dumps, path)));
const snap = (index: number): Uint8Array => fixture(`series-1.27/snap${index}.debug2.txt`);
const counts = (index: number): Uint8Array => fixture(`series-1.27/snap${index}.debug1.txt`);

const open = (name: string, bytes: Uint8Array, piece?: number): Promise<OpenedSeries> =>
  openSeries({ sources: [memorySource(name, bytes, piece === undefined ? {} : { piece })] });
const problemsOf = ({ series }: OpenedSeries): readonly string[] =>
  series.files.flatMap(({ problems }) => problems.map(({ code, message }) => `${code}: ${message}`));
const listed = ({ series }: OpenedSeries): readonly (readonly unknown[])[] =>
  series.moments.map(({ name, goroutines, counts: counted }) => [name, goroutines?.length, counted?.statedTotal]);

/** A zstd frame of raw blocks. */
function zstdOf(bytes: Uint8Array): Uint8Array {
  const parts = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58])];
  for (let at = 0; at < bytes.length; at += 65_536) {
    const block = bytes.slice(at, at + 65_536);
    const header = block.length * 8 + (at + 65_536 >= bytes.length ? 1 : 0);
    parts.push(Buffer.from([header & 255, (header >> 8) & 255, header >> 16]), Buffer.from(block));
  }
  return Buffer.concat(parts);
}

const SERIES = [
  ['snap0', 33, 33],
  ['snap1', 74, 74],
  ['snap2', 124, 124],
];
const files: readonly (readonly [string, Uint8Array])[] = [0, 1, 2].flatMap((i) => [
  [`dumps/snap${i}.debug2.txt`, snap(i)] as const,
  [`dumps/snap${i}.debug1.txt`, counts(i)] as const,
]);
const entries = Object.fromEntries(files);
const tarOf = (of: readonly (readonly [string, Uint8Array])[]): Uint8Array =>
  createTar(of.map(([name, data]) => ({ name, data, attrs: { mtime: Date.UTC(2026, 10, 21) } })));

describe('a series in an archive', () => {
  const packed: readonly (readonly [string, Uint8Array])[] = [
    ['deflated zip', zipSync(entries)],
    ['stored zip', zipSync(entries, { level: 0 })],
    ['zip behind other bytes', Uint8Array.from([...zipSync({}), ...zipSync(entries)])],
    ['tar', tarOf(files)],
    ['tar.gz', gzipSync(tarOf(files))],
    ['tar.zst', zstdOf(tarOf(files))],
    ['zip of gz', zipSync(Object.fromEntries(files.map(([name, bytes]) => [`${name}.gz`, gzipSync(bytes)])))],
    ['tar of gz', tarOf(files.map(([name, bytes]) => [`${name}.gz`, gzipSync(bytes)]))],
    ['zip in a tar.gz', gzipSync(tarOf([['all.zip', zipSync(entries)]]))],
  ];
  test.each(packed)('%s', async (_, bytes) => {
    for (const piece of [undefined, 777]) {
      const opened = await open('bundle', bytes, piece);
      expect(listed(opened)).toEqual(SERIES);
      expect(problemsOf(opened)).toEqual([]);
      expect(opened.series.files.every(({ name }) => name.startsWith('bundle/'))).toBe(true);
      const { goroutines } = opened.series.moments[2];
      if (goroutines === undefined) throw new Error('no listing');
      const text = new TextDecoder().decode(await opened.textOf(goroutines, 100));
      expect(text).toMatch(new RegExp(`^goroutine ${goroutines.columns.id[100]} \\[`));
      expect(new TextDecoder().decode(snap(2))).toContain(text);
    }
  });

  test('a single packed dump', async () => {
    for (const bytes of [gzipSync(snap(1)), zstdOf(snap(1))]) {
      const opened = await open('snap1.debug2.txt.gz', bytes);
      expect(listed(opened)).toEqual([['snap1.debug2', 74, undefined]]);
      expect(opened.series.files[0].bytes).toBe(snap(1).length);
    }
  });

  test('times of the files', async () => {
    const zip: Zippable = {
      'before.txt': [snap(0), { mtime: new Date(2026, 10, 21, 9) }],
      'after.txt': [snap(1), { mtime: new Date(2026, 10, 21, 10) }],
    };
    const opened = await open('x.zip', zipSync(zip));
    expect(opened.series.moments.map(({ name, timeMs, timeSource }) => [name, timeMs, timeSource])).toEqual([
      ['before', new Date(2026, 10, 21, 9).getTime(), 'mtime'],
      ['after', new Date(2026, 10, 21, 10).getTime(), 'mtime'],
    ]);
    const tarred = await open('x.tar', tarOf([['a.txt', snap(0)]]));
    expect(tarred.series.files[0].modifiedMs).toBe(Date.UTC(2026, 10, 21));
  });

  test('long names of tar files', async () => {
    const name = `${'folder with blanks/'.repeat(8)}snap.txt`;
    const record = (text: string): string => {
      let length = text.length + 3;
      while (`${length} ${text}\n`.length !== length) length++;
      return `${length} ${text}\n`;
    };
    for (const [type, content] of [
      ['x', record(`path=${name}`)],
      ['L', `${name}\0`],
    ]) {
      const bytes = tarOf([
        ['long', strToU8(content)],
        ['short', snap(0)],
      ]);
      bytes[156] = type.charCodeAt(0);
      putChecksum(bytes, 0);
      const opened = await open('x.tar', bytes);
      expect(opened.series.files.map((file) => file.name)).toEqual([`x.tar/${name}`]);
    }
  });

  test('what is no dump is listed, what macOS adds is not', async () => {
    const opened = await open(
      'x.zip',
      zipSync({
        'a/': new Uint8Array(0),
        'a/snap.txt': snap(0),
        'a/README': strToU8('Read me.\n'),
        'a/empty': new Uint8Array(0),
        '__MACOSX/a/._snap.txt': snap(1),
        'a/.DS_Store': snap(1),
      }),
    );
    expect(opened.series.files.map(({ name, format }) => [name, format])).toEqual([
      ['x.zip/a/snap.txt', 'goroutine-text'],
      ['x.zip/a/README', 'unknown'],
      ['x.zip/a/empty', 'unknown'],
    ]);
    expect(opened.series.moments).toHaveLength(1);
  });

  test('many that are no dumps are counted', async () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`src/${i}.go`, strToU8('package main\n')]));
    const opened = await open('x.zip', zipSync({ ...many, 'snap.txt': snap(0) }));
    expect(opened.status).toBe('ready');
    expect(opened.series.files.length).toBe(102);
    expect(problemsOf(opened).at(-1)).toBe('not-a-dump: x.zip holds 400 more files that are no dumps.');
  });
});

function putChecksum(tar: Uint8Array, at: number): void {
  tar.fill(32, at + 148, at + 156);
  const sum = tar.subarray(at, at + 512).reduce((a, b) => a + b, 0);
  tar.set(strToU8(`${sum.toString(8).padStart(6, '0')}\0 `), at + 148);
}

describe('hostile archives', () => {
  const names = [
    '../../etc/passwd',
    '/abs',
    'C:\\x',
    '<img src=x onerror=alert(1)>',
    'a\u202ebc',
    'x\0y',
    '\x1b[31m',
    '',
  ];
  test('names are only names', async () => {
    for (const bytes of [
      zipSync(Object.fromEntries(names.map((name) => [name, snap(0)]))),
      tarOf(names.filter((name) => name !== '').map((name) => [name, snap(0)])),
    ]) {
      const { series } = await open('x', bytes);
      expect(series.moments.length).toBeGreaterThan(0);
      for (const { name } of series.files) expect(name).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }
  });

  test.each([
    ['a size of 8 GB', '77777777777\0'],
    ['a negative size', '-7777777777\0'],
    ['no number', 'zzzzzzzzzzz\0'],
    ['a binary size', '\x80\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff'],
  ])('tar with %s', async (_, size) => {
    const bytes = tarOf([
      ['a.txt', snap(0)],
      ['b.txt', snap(1)],
    ]);
    const second = 512 + Math.ceil(snap(0).length / 512) * 512;
    for (let i = 0; i < 12; i++) bytes[second + 124 + i] = size.charCodeAt(i);
    putChecksum(bytes, second);
    const opened = await open('x.tar', bytes);
    expect(opened.series.moments.length).toBeGreaterThan(0);
    expect(problemsOf(opened)[0]).toMatch(/^broken-packing: /);
  });

  test('a pax record of any length', async () => {
    for (const record of ['99999999999 path=x\n', '-5 path=x\n', '3\n', 'x', '0 \n', '11 size=-1\n', '12 size=1e9\n']) {
      const bytes = tarOf([
        ['p', strToU8(record)],
        ['snap.txt', snap(0)],
      ]);
      bytes[156] = 'x'.charCodeAt(0);
      putChecksum(bytes, 0);
      const opened = await open('x.tar', bytes);
      expect(opened.series.files.length).toBeGreaterThan(0);
    }
  });

  test('a bomb ends at the limits', () => {
    const bomb = gzipSync(new Uint8Array(64 << 20).fill(0x78));
    for (const [limits, most] of [
      [{ keptBytes: MAX_KEPT_BYTES - (8 << 20), unpackedBytes: 0 }, '1.07 GB'],
      [{ keptBytes: 0, unpackedBytes: MAX_UNPACKED_BYTES - (8 << 20) }, '4.29 GB'],
    ] as const) {
      const taken: TakenFile[] = [];
      let kept = 0;
      const intake = createIntake(
        {
          symbols: new DumpSymbols(),
          limits: { ...limits },
          keep: () => ({
            add: (chunk) => {
              kept += chunk.length;
            },
            range: async () => new Uint8Array(0),
            drop: () => undefined,
          }),
          place: () => taken.length,
          done: (file) => taken.push(file),
          modified: () => undefined,
        },
        { name: 'bomb.gz', size: bomb.length },
      );
      intake.push(bomb);
      intake.end();
      expect(intake.finished).toBe(true);
      expect(kept).toBeLessThan(9 << 20);
      expect(taken.map(({ file }) => file.problems.map(({ message }) => message))).toEqual([
        [`bomb.gz was not read to its end: more than ${most} came out of packed files; no goroutines came before.`],
      ]);
    }
  });

  test('layers end', async () => {
    let bytes: Uint8Array = snap(0);
    for (let i = 0; i < 6; i++) bytes = gzipSync(bytes);
    expect(problemsOf(await open('x', bytes))).toEqual([
      'too-much: x is packed more than 4 times; what is in it was not read.',
    ]);
  });

  test('more files than a week has minutes', async () => {
    const header = tarOf([['x.txt', new Uint8Array(0)]]).slice(0, 512);
    header[156] = 48;
    putChecksum(header, 0);
    const bytes = new Uint8Array(512 * 12_000);
    for (let at = 0; at < bytes.length; at += 512) bytes.set(header, at);
    const opened = await open('x.tar', bytes);
    expect(opened.series.files.length).toBeLessThan(200);
    expect(problemsOf(opened).join()).toMatch(/it holds more than 10000 files/);
  });

  test('an entry packed in another way, or damaged, does not keep the others from being read', async () => {
    const zip = zipSync(entries);
    zip[8] = 93;
    const other = await open('x.zip', zip);
    expect(other.series.moments).toHaveLength(3);
    expect(problemsOf(other)[0]).toMatch(/it is packed by method 93/);
    const damaged = zipSync(entries);
    damaged.fill(0xff, 100, 200);
    const opened = await open('x.zip', damaged);
    expect(listed(opened).slice(1)).toEqual(SERIES.slice(1));
    expect(problemsOf(opened)[0]).toMatch(
      /^broken-packing: x\.zip\/dumps\/snap0\.debug2\.txt could not be read: its packed bytes are damaged/,
    );
  });
});

describe('cut anywhere', () => {
  const small: readonly (readonly [string, Uint8Array])[] = [
    ['a.txt', fixture('crash-1.22/panic.all.txt')],
    ['b.txt', fixture('finalizer-1.27/goroutine.debug1.txt')],
    ['c.pb.gz', fixture('finalizer-1.27/goroutine.debug0.pb.gz')],
  ];
  const forms: readonly (readonly [string, Uint8Array])[] = [
    ...small,
    ['plain.pb', new Uint8Array(gunzipSync(small[2][1]))],
    ['x.zip', zipSync(Object.fromEntries(small))],
    ['x.tar', tarOf(small).slice(0, 6000)],
    ['x.tar.gz', gzipSync(tarOf(small))],
  ];
  test.each(forms)(
    '%s',
    async (name, bytes) => {
      const step = Math.max(1, Math.floor(bytes.length / 120));
      for (let length = 0; length < bytes.length; length += step) {
        const opened = await open(name, bytes.slice(0, length));
        for (const file of opened.series.files) {
          expect(file.readFraction >= 0 && file.readFraction <= 1).toBe(true);
          for (const { message } of file.problems) {
            expect(message).toMatch(/^[^\s].*\.$/s);
            expect(message).not.toMatch(/undefined|NaN|\[object|\.\.$/);
          }
        }
        if (opened.status === 'unreadable') expect(problemsOf(opened)).not.toEqual([]);
        for (const moment of opened.series.moments) expect(mainSnapshot(moment).length).toBeGreaterThanOrEqual(0);
      }
    },
    30_000,
  );
});
