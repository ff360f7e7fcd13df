// Profiles as the page opens them: what they are taken for, what they say of themselves, their differences.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_GRAPH_SETTINGS } from '../../../../renderer/models/graph-model';
import { createProfileServer } from '../../../../renderer/worker/profile-server';
import { sourceKind } from '../../../../renderer/worker/source-kind';
import type { SourceRef } from '../../../../shared/contract/host';
import type { GraphRequest } from '../../../../shared/model/graph-requests';
import { fileSource } from '../../../support/file-source';

const PROFILES = join(import.meta.dirname, '../../../fixtures/profiles');
const path = (name: string): string => join(PROFILES, name);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ghostlight-profiles-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const ref = (name: string): SourceRef => ({ ...fileSource().ref(path(name)), name });
const write = (name: string, bytes: Uint8Array): SourceRef => {
  writeFileSync(join(folder, name), bytes);
  return { ...fileSource().ref(join(folder, name)), name };
};
const server = () => createProfileServer({ openSource: fileSource().openSource });
const ask = (source: string, more: Partial<GraphRequest> = {}): GraphRequest => ({
  ...DEFAULT_GRAPH_SETTINGS,
  ...{ source, filter: '', caption: [] },
  ...more,
});

async function* pieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const kindOf = (bytes: Uint8Array, name: string, size = 1000) => sourceKind(pieces(bytes, size), name);

describe('what a profile is taken for', () => {
  test.each([
    ['cpu', 'profile:samples/count cpu/nanoseconds 1 '],
    ['heap', 'profile:alloc_objects/count alloc_space/bytes inuse_objects/count inuse_space/bytes 3 '],
    ['allocs', 'profile:alloc_objects/count alloc_space/bytes inuse_objects/count inuse_space/bytes 1 '],
    ['mutex', 'profile:contentions/count delay/nanoseconds 1 mutex'],
    ['block', 'profile:contentions/count delay/nanoseconds 1 block'],
    ['goroutine', 'dump'],
    ['threadcreate', 'profile:threadcreate/count 0 '],
  ])('%s: told by what it counts, packed or not, in pieces of any size', async (name, expected) => {
    const packed = readFileSync(path(`1.23/${name}.pb.gz`));
    const plain = gunzipSync(packed);
    expect(await kindOf(packed, `${name}.pb.gz`)).toBe(expected);
    expect(await kindOf(plain, name, 7)).toBe(expected);
    expect(await kindOf(gzipSync(packed), name, 1e6)).toBe(expected);
  });

  test('one that is longer than what is looked at first', async () => {
    const plain = gunzipSync(readFileSync(path('1.23/cpu.pb.gz')));
    // An unknown field of 200 kB behind it: still the same profile.
    const field = Buffer.concat([Uint8Array.of(0xfa, 0x7f, 0xc0, 0x9a, 0x0c), new Uint8Array(200_000)]);
    expect(await kindOf(Buffer.concat([plain, field]), 'cpu', 4000)).toBe('profile:samples/count cpu/nanoseconds 1 ');
  });
});

describe('one profile', () => {
  test('says what it counts, and is drawn by each of its types', async () => {
    const api = server();
    const reply = await api.open([ref('1.23/heap.pb.gz')]);
    if (reply.status !== 'ready') throw new Error(reply.status);
    const [info] = reply.summary.profiles;
    expect(info).toMatchObject({
      what: 'heap profile (alloc_objects, alloc_space, inuse_objects, inuse_space)',
      periodType: { type: 'space', unit: 'bytes' },
    });
    expect(info.samples).toBeGreaterThan(10);
    const sources = await api.graphSources();
    expect(sources.map(({ label, unit }) => `${label} ${unit}`)).toEqual([
      'inuse_space bytes',
      'alloc_objects count',
      'alloc_space bytes',
      'inuse_objects count',
    ]);
    for (const { id } of sources) {
      const graph = await api.graph(ask(id));
      expect(graph.ok && graph.drawn.nodes.length).toBeGreaterThan(0);
      const flame = await api.flame({
        source: id,
        filter: '',
        expressions: {},
        noInlines: false,
        order: 'weight',
        caption: [],
      });
      expect(flame.ok && flame.tree.length).toBeGreaterThan(5);
    }
  });

  test('the table has every function and draws none', async () => {
    const api = server();
    await api.open([ref('1.23/cpu.pb.gz')]);
    const [{ id }] = await api.graphSources();
    const drawn = await api.graph(ask(id, { nodeCount: 5 }));
    const all = await api.graph(ask(id, { nodeCount: 0, nodeFraction: 0, edgeFraction: 0, numbersOnly: true }));
    if (!drawn.ok || !all.ok) throw new Error('refused');
    expect(drawn.drawn.nodes.length).toBeGreaterThan(0);
    expect(all.drawn.nodes).toEqual([]);
    expect(all.graph?.nodes.length).toBeGreaterThan(50);
    expect(all.graph?.dropped.nodes).toBe(0);
  });

  test('a damaged one is read as far as it goes, one that is nothing says why', async () => {
    const plain = gunzipSync(readFileSync(path('1.23/cpu.pb.gz')));
    const cut = await server().open([write('cut.pb', plain.subarray(0, plain.length - 3))]);
    expect(cut.status === 'ready' && cut.summary.profiles[0].damage).toBe('it is cut or damaged');
    const early = await server().open([write('early.pb', plain.subarray(0, plain.length >> 2))]);
    expect(early).toEqual({
      status: 'unreadable',
      message: 'early.pb begins like a pprof profile, but it ends before its table of names, which stands last.',
    });
  });
});

describe('several profiles', () => {
  test('stand in the order of their times; a difference is the shown one minus its base', async () => {
    const api = server();
    const reply = await api.open([ref('1.23/heap.pb.gz'), ref('1.19/heap.pb.gz')]);
    if (reply.status !== 'ready') throw new Error(reply.status);
    const times = reply.summary.profiles.map(({ timeMs }) => timeMs ?? Number.NaN);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    const source = 'alloc_space/bytes';
    const total = async (more: Partial<GraphRequest>) => {
      const graph = await api.graph(ask(source, { nodeCount: 0, nodeFraction: 0, ...more }));
      if (!graph.ok || graph.graph === undefined) throw new Error('refused');
      return graph.graph.nodes.reduce((sum, { flat }) => sum + flat, 0);
    };
    const [first, second, difference, normalised] = [
      await total({ moment: 0 }),
      await total({ moment: 1 }),
      await total({ moment: 1, base: 0 }),
      await total({ moment: 1, base: 0, normalise: true }),
    ];
    expect(first).not.toBe(second);
    expect(difference).toBeCloseTo(second - first, 3);
    // Each stack is rounded to whole units, as pprof does.
    expect(Math.abs(normalised)).toBeLessThan(first / 1e4);
  });

  test('one that counts something else is refused, and what was open stays', async () => {
    const api = server();
    await api.open([ref('1.23/cpu.pb.gz')]);
    expect(await api.add(ref('1.23/heap.pb.gz'))).toEqual({
      status: 'unreadable',
      message:
        '1.23/heap.pb.gz counts alloc_objects, alloc_space, inuse_objects, inuse_space, and 1.23/cpu.pb.gz counts samples, cpu: they cannot be compared.',
    });
    const again = await api.add(ref('1.21/cpu.pb.gz'));
    expect(again.status === 'ready' && again.summary.profiles.map(({ name }) => name)).toEqual([
      '1.23/cpu.pb.gz',
      '1.21/cpu.pb.gz',
    ]);
  });
});
