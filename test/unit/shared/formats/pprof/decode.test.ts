// pprof protobufs: compared with an independent implementation of the format, hostile ones, those of other kinds.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import {
  Function as Func,
  Label,
  Line,
  Location,
  Mapping,
  Profile,
  Sample,
  StringTable,
  ValueType,
} from 'pprof-format';
import { describe, expect, test } from 'vitest';
import { decodeProfile } from '../../../../../shared/formats/pprof/decode';
import { looksLikeProfile } from '../../../../../shared/formats/pprof/members';
import { createPprofReader } from '../../../../../shared/formats/pprof/reader';
import { DumpSymbols } from '../../../../../shared/model/dumps';
import { seeded } from '../../../../support/seeded';

const profiles = fileURLToPath(new URL('../../../../fixtures/profiles/', import.meta.url));
const corpus = readdirSync(profiles, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.pb.gz'));
const unpacked = (path: string): Uint8Array => new Uint8Array(gunzipSync(readFileSync(join(profiles, path))));

describe('profiles of every kind, beside another reader of them', () => {
  test('there are some', () => expect(corpus.length).toBeGreaterThan(15));
  test.each(corpus)('%s', (path) => {
    const bytes = unpacked(path);
    expect(looksLikeProfile(bytes.subarray(0, 4096))).toBe(true);
    const ours = decodeProfile(bytes);
    if (!ours.ok) throw new Error(ours.what);
    expect(ours.damage).toBeUndefined();
    const { profile } = ours;
    const theirs = Profile.decode(bytes);
    const text = (index: number | bigint): string => theirs.stringTable.strings[Number(index)];
    const locations = new Map(theirs.location.map((location) => [location.id, location]));
    const functions = new Map(theirs.function.map((func) => [func.id, func]));

    expect(profile.sampleTypes).toEqual(
      theirs.sampleType.map(({ type, unit }) => ({ type: text(type), unit: text(unit) })),
    );
    expect(profile.period).toBe(Number(theirs.period));
    expect(profile.timeMs).toBeCloseTo(Number(theirs.timeNanos) / 1e6, 0);
    expect(profile.length).toBe(theirs.sample.length);
    theirs.sample.forEach((sample, i) => {
      expect(profile.values.map((column) => column[i])).toEqual(sample.value.map(Number));
      const frames = sample.locationId.flatMap((id) =>
        (locations.get(id)?.line ?? []).map(({ functionId, line }) => {
          const func = functions.get(functionId);
          return `${text(func?.name ?? 0)} ${text(func?.filename ?? 0)}:${line}`;
        }),
      );
      if (frames.every((frame) => frame === ' :0')) return;
      expect(profile.symbols.frames(profile.stack[i]).map(({ func, file, line }) => `${func} ${file}:${line}`)).toEqual(
        frames,
      );
      const labels = sample.label.filter(({ str }) => str !== 0).map(({ key, str }) => [text(key), text(str)]);
      expect(profile.labelSets[profile.labels[i]]).toEqual(labels);
      const numbers = sample.label.filter(({ str }) => str === 0).map(({ key, num }) => [text(key), Number(num)]);
      expect(profile.numericLabelSets[profile.numericLabels[i]].map(({ key, value }) => [key, value])).toEqual(numbers);
    });
  });
});

/** A goroutine profile with inlining, labels and a negative count. */
function made(counts: readonly (number | bigint)[], type = 'goroutine'): Uint8Array {
  const strings = new StringTable();
  const at = (text: string): number => strings.dedup(text);
  const names = ['runtime.gopark', 'main.inlined', 'main.caller[go.shape.int]', 'runtime.goexit'];
  return new Profile({
    sampleType: [new ValueType({ type: at(type), unit: at('count') })],
    sample: counts.map(
      (count, i) =>
        new Sample({
          locationId: [1, 2, 3, 4],
          value: [count],
          label:
            i === 0 ? [new Label({ key: at('db'), str: at('pg') }), new Label({ key: at('bytes'), num: 512 })] : [],
        }),
    ),
    mapping: [new Mapping({ id: 1, filename: at('/bin/app') })],
    location: [
      new Location({ id: 1, mappingId: 1, address: 0x10, line: [new Line({ functionId: 1, line: 435 })] }),
      new Location({
        id: 2,
        address: 0x20,
        line: [new Line({ functionId: 2, line: 7 }), new Line({ functionId: 3, line: 9 })],
      }),
      new Location({ id: 3, address: 0xabc }),
      new Location({ id: 4, address: 0x40, line: [new Line({ functionId: 4, line: 1 })] }),
    ],
    function: names.map((name, i) => new Func({ id: i + 1, name: at(name), filename: at('/src/a.go') })),
    stringTable: strings,
    timeNanos: 1_795_275_900_000_000_000n,
    period: 1,
  }).encode();
}

function readDump(bytes: Uint8Array) {
  const symbols = new DumpSymbols();
  const reader = createPprofReader({ symbols, file: 0, name: 'a.pb.gz' });
  for (let at = 0; at < bytes.length; at += 50) reader.push(bytes.slice(at, at + 50));
  return { snapshots: reader.end(), problems: reader.problems.map(({ message }) => message), symbols };
}

test('as a dump: inlined frames, names as in text, labels, time', () => {
  const { snapshots, problems, symbols } = readDump(made([3, 2]));
  expect(problems).toEqual([]);
  const [{ columns, ...snapshot }] = snapshots;
  expect(snapshot).toMatchObject({
    form: 'counts',
    profile: 'goroutine',
    format: 'pprof',
    length: 2,
    timeSource: 'profile',
    timeMs: 1_795_275_900_000,
  });
  expect(symbols.table.frames(columns.stack[0]).map(({ func, line }) => [func, line])).toEqual([
    ['main.inlined', 7],
    ['main.caller[...]', 9],
    ['0xabc', 0],
  ]);
  expect(symbols.labelSets[columns.labels[0]]).toEqual([['db', 'pg']]);
  expect([columns.labels[1], columns.weight[0], columns.weight[1], columns.rawFrom[0], columns.rawTo[0]]).toEqual([
    0, 3, 2, 0, 0,
  ]);
});

test('a difference of two profiles has negative counts, and what did not change is left out', () => {
  const [{ columns, length }] = readDump(made([3n, -2n, 0, -9_000_000_000n])).snapshots;
  expect([...columns.weight.subarray(0, length)]).toEqual([3, -2, -(2 ** 31 - 1)]);
});

test('other kinds', () => {
  expect(readDump(made([1], 'goroutineleak')).snapshots[0].profile).toBe('goroutineleak');
  expect(readDump(made([1], 'threadcreate')).snapshots[0].profile).toBe('threadcreate');
  const { snapshots, problems } = readDump(made([1], 'wall'));
  expect(snapshots).toEqual([]);
  expect(problems).toEqual(['a.pb.gz is a profile (wall), not a profile of goroutines.']);
});

describe('hostile', () => {
  const sound = made([3, -2]);
  const check = (bytes: Uint8Array): void => {
    const { snapshots, problems } = readDump(bytes);
    if (snapshots.length === 0) expect(problems).toHaveLength(1);
    for (const message of problems) expect(message).toMatch(/^a\.pb\.gz.*[^.]\.$/s);
  };

  test('cut anywhere', () => {
    for (let length = 0; length < sound.length; length++) check(sound.slice(0, length));
  });

  test('any bytes changed', () => {
    const random = seeded(11);
    for (let round = 0; round < 5000; round++) {
      const bytes = sound.slice();
      for (let i = 0; i <= random(4); i++) bytes[random(bytes.length)] = random(256);
      check(bytes);
    }
  });

  test('a number of any length, which keeps other readers busy for half a minute', () => {
    const bytes = new Uint8Array(300_000).fill(0xff);
    bytes[0] = 0x48;
    check(bytes);
    check(Uint8Array.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x7f]));
    check(Uint8Array.from([0x0d, 1, 2]));
    check(new Uint8Array(100_000).fill(0x0b));
  });

  test('a location that stands for many frames, named many times', () => {
    const strings = new StringTable();
    const type = new ValueType({ type: strings.dedup('goroutine'), unit: strings.dedup('count') });
    const line = Array.from({ length: 200 }, (_, i) => new Line({ functionId: 1, line: i + 1 }));
    const bytes = new Profile({
      sampleType: [type],
      sample: Array.from(
        { length: 20 },
        (_, i) => new Sample({ locationId: [...Array(500).fill(1), i + 2], value: [1] }),
      ),
      location: [
        new Location({ id: 1, address: 1, line }),
        ...Array.from({ length: 40 }, (_, i) => new Location({ id: i + 2, address: i + 2 })),
      ],
      function: [new Func({ id: 1, name: strings.dedup('main.f') })],
      stringTable: strings,
    }).encode();
    const { snapshots, problems } = readDump(bytes);
    expect(snapshots).toEqual([]);
    expect(problems[0]).toMatch(/its stacks stand for more frames than a file of its size can hold/);
  });

  test('many frames of one address', () => {
    const strings = new StringTable();
    const bytes = new Profile({
      sampleType: [new ValueType({ type: strings.dedup('goroutine'), unit: strings.dedup('count') })],
      sample: Array.from({ length: 30_000 }, (_, i) => new Sample({ locationId: [i + 1], value: [1] })),
      location: Array.from(
        { length: 30_000 },
        (_, i) => new Location({ id: i + 1, address: 7, line: [new Line({ functionId: 1, line: i + 1 })] }),
      ),
      function: [new Func({ id: 1, name: strings.dedup('main.f') })],
      stringTable: strings,
    }).encode();
    const [{ length, columns }] = readDump(bytes).snapshots;
    expect([length, new Set(columns.stack.subarray(0, length)).size]).toEqual([30_000, 30_000]);
  });

  test('labels that name a long text again and again', () => {
    const strings = new StringTable();
    const type = new ValueType({ type: strings.dedup('goroutine'), unit: strings.dedup('count') });
    const long = strings.dedup('x'.repeat(1_000_000));
    const sample = Array.from(
      { length: 3000 },
      (_, i) =>
        new Sample({ locationId: [], value: [1], label: [new Label({ key: strings.dedup(`k${i}`), str: long })] }),
    );
    const { snapshots, symbols } = readDump(new Profile({ sampleType: [type], sample, stringTable: strings }).encode());
    expect(snapshots[0].length).toBe(3000);
    expect(symbols.labelSets.length).toBeLessThan(100);
  });
});
