// The server of a series over real dumps: what it opens, adds, cancels and answers. Sources are files on disk.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { createTar } from 'nanotar';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDumpServer } from '../../../../renderer/worker/dump-server';
import { keepAsBlob } from '../../../../renderer/worker/kept-blob';
import { sourceKind } from '../../../../renderer/worker/source-kind';
import type { DumpApi } from '../../../../shared/contract/dump-api';
import type { SourceRef } from '../../../../shared/contract/host';
import type { GroupingRequest } from '../../../../shared/model/dump-requests';
import { fileSource } from '../../../support/file-source';

const FIXTURES = join(import.meta.dirname, '../../../fixtures');
const SERIES = join(FIXTURES, 'dumps/series-1.27');
const LEAK = join(FIXTURES, 'dumps/leak-nolabels-1.27');
const names = readdirSync(SERIES).sort();

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ghostlight-dumps-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const ref = (path: string, name = path.split('/').slice(-2).join('/')): SourceRef => ({
  ...fileSource().ref(path),
  name,
});
const write = (name: string, bytes: Uint8Array | string): SourceRef => {
  writeFileSync(join(folder, name), bytes);
  return ref(join(folder, name), name);
};
const server = (between?: (bytes: number) => Promise<void> | void): DumpApi =>
  createDumpServer({ openSource: fileSource(between).openSource, keep: keepAsBlob });

const ALL: GroupingRequest = {
  groupBy: { by: 'stack' },
  similarity: 'lines',
  ignoreState: false,
  filter: '',
  background: true,
};
const series = names.map((name) => ref(join(SERIES, name)));

async function opened(sources: readonly SourceRef[] = series, api = server()): Promise<DumpApi> {
  const reply = await api.open(sources, () => {});
  expect(reply.status).toBe('ready');
  return api;
}

describe('opening', () => {
  test('a folder is a series; the text of a goroutine is read from its file again', async () => {
    const api = await opened();
    const summary = await api.summary();
    expect(summary.moments.map(({ goroutines }) => goroutines)).toEqual([33, 74, 124, 183, 251, 324]);
    expect(summary.formats).toEqual(['debug=2 + debug=1', 'labels']);
    expect(summary.readFraction).toBe(1);
    const groups = await api.groups(5, ALL);
    if (!groups.ok) throw new Error(groups.error.message);
    const leak = groups.groups.find(({ frames }) => frames.some(({ func }) => func === 'main.leakSend'));
    const { rows } = await api.members({ ...ALL, moment: 5, group: leak?.key, from: 0, to: 3 });
    const goroutine = await api.goroutine(5, rows[0].row);
    expect(goroutine?.raw).toContain(`goroutine ${rows[0].id} `);
    expect(goroutine?.raw).toContain('main.leakSend');
    expect(goroutine?.text?.id).toBe(rows[0].id);
  });

  test.each([
    [
      'zip',
      () => zipSync(Object.fromEntries(names.map((name) => [`series/${name}`, readFileSync(join(SERIES, name))]))),
    ],
    [
      'tar.gz',
      () =>
        gzipSync(
          createTar(
            names.map((name) => ({ name: `s/${name}`, data: new Uint8Array(readFileSync(join(SERIES, name))) })),
          ),
        ),
    ],
  ])('a %s of it is the same series, and its texts are kept', async (ending, pack) => {
    const api = server();
    const source = write(`bundle.${ending}`, pack());
    expect(await api.kindOf(source)).toBe('archive');
    await opened([source], api);
    const plain = await (await opened()).summary();
    const packed = await api.summary();
    expect(packed.moments.map(({ goroutines }) => goroutines)).toEqual(
      plain.moments.map(({ goroutines }) => goroutines),
    );
    const { rows } = await api.members({ ...ALL, moment: 0, filter: 'g:1', from: 0, to: 1 });
    expect((await api.goroutine(0, rows[0].row))?.raw).toContain('goroutine 1 ');
  });

  test('what holds no goroutines is unreadable and says why, per file', async () => {
    const reply = await server().open([write('notes.txt', 'nothing to see'), write('empty.txt', '')], () => {});
    expect(reply.status).toBe('unreadable');
    expect(reply.status === 'unreadable' && reply.summary.files.map(({ problems }) => problems[0]?.code)).toEqual([
      'no-goroutines',
      'empty',
    ]);
  });

  test('cancelled in the middle: nothing is open, and it can be opened again', async () => {
    const api: DumpApi = server((at) => {
      if (at === 0) api.cancel();
    });
    expect(await api.open(series, () => {})).toEqual({ status: 'cancelled' });
    await expect(api.summary()).rejects.toThrow('no dumps are open');
  });
});

describe('adding', () => {
  test('further files join the series; settings and times stay', async () => {
    const api = await opened(series.slice(0, 4));
    expect((await api.summary()).moments).toHaveLength(2);
    const settings = { ...(await api.settings()), pileUp: 3 };
    await api.setSettings(settings);
    await api.setTime(0, 5000);
    const reply = await api.add(series.slice(4), () => {});
    expect(reply.status === 'ready' && reply.summary.moments).toHaveLength(6);
    expect(await api.settings()).toEqual(settings);
    expect((await api.summary()).moments.filter(({ timeSource }) => timeSource === 'user')).toMatchObject([
      { timeMs: 5000 },
    ]);
  });

  test('what cannot be read leaves the series as it was', async () => {
    const api = await opened(series.slice(0, 2));
    const before = await api.summary();
    const reply = await api.add([write('readme.md', '# readme')], () => {});
    expect(reply).toMatchObject({ status: 'unreadable', summary: { files: [{ name: 'readme.md' }], moments: [] } });
    expect(await api.summary()).toEqual(before);
  });
});

describe('answers', () => {
  test('a wrong filter says where; a right one is used by all', async () => {
    const api = await opened();
    expect(await api.groups(5, { ...ALL, filter: 'state:"chan' })).toMatchObject({ ok: false, error: { from: 6 } });
    const found = await api.groups(5, { ...ALL, filter: 'frame:leakSend' });
    expect(found).toMatchObject({ ok: true, matched: 39, total: 324 });
    const tree = await api.callTree({ moment: 5, filter: 'frame:leakSend', background: true, from: 'root' });
    expect(tree).toMatchObject({ ok: true, total: 39 });
    const created = await api.createdTree({ moment: 5, filter: 'frame:leakSend', background: true });
    expect(created.ok && created.roots.length).toBeGreaterThan(0);
    expect((await api.complete('frame:leakSe', 12)).map(({ text }) => text)).toContain('main.leakSend');
  });

  test('the report names what is certain; it follows the settings', async () => {
    const api = await opened();
    const before = await api.report(5);
    expect(before.level).toBe('CERTAIN');
    const funcs = ['main.leakNilRecv', 'main.leakNilSend', 'main.leakSelectNone'];
    await api.setSettings({
      ...(await api.settings()),
      benign: funcs.map((func) => ({ match: 'any', func }) as const),
    });
    expect((await api.report(5)).level).not.toBe('CERTAIN');
  });

  test('times put moments in order anew, and can be taken back', async () => {
    const api = await opened();
    const { moments } = await api.summary();
    const [first] = moments;
    const base = Date.UTC(2026, 0, 1);
    for (let place = 0; place < moments.length; place++) {
      // Each given time may move its moment: the one that has none yet is looked for by its size.
      const now = (await api.summary()).moments;
      const at = now.findIndex(({ goroutines }) => goroutines === moments[place].goroutines);
      await api.setTime(at, base - place * 60_000);
    }
    const turned = (await api.summary()).moments;
    expect(turned.map(({ goroutines }) => goroutines)).toEqual(moments.map(({ goroutines }) => goroutines).reverse());
    const back = await api.setTime(5, undefined);
    expect(back.moments.find(({ goroutines }) => goroutines === first.goroutines)?.timeSource).not.toBe('user');
  });

  test('the leak profile of a moment joins in; a row that is not there is no goroutine', async () => {
    const api = await opened(readdirSync(LEAK).map((name) => ref(join(LEAK, name))));
    const { moments } = await api.summary();
    expect(moments).toMatchObject([{ has: { counts: true, leaks: true, threads: true } }]);
    expect((await api.report(0)).level).toBe('PROVEN');
    expect(await api.goroutine(0, 1e9)).toBeUndefined();
    expect((await api.help()).guide.symptoms.length).toBeGreaterThan(3);
  });
});

describe('what a source is', () => {
  const dump = readFileSync(join(SERIES, names[1]));
  const trace = readFileSync(join(FIXTURES, 'traces/http-1.27.trace')).subarray(0, 100_000);
  const log = Buffer.from('12:00:00 request served\n'.repeat(20_000));
  test.each([
    ['a dump', dump, 'dump'],
    ['a packed dump', gzipSync(dump), 'dump'],
    ['a counted profile', readFileSync(join(SERIES, names[0])), 'dump'],
    ['a profile', readFileSync(join(LEAK, 'goroutine.debug0.pb.gz')), 'dump'],
    ['a trace', trace, 'trace'],
    ['a packed trace', gzipSync(trace), 'trace'],
    ['a zip', Buffer.from(zipSync({ 'a.txt': dump })), 'archive'],
    [
      'a log that ends in a panic',
      Buffer.concat([log, Buffer.from('panic: boom\n\ngoroutine 1 [running]:\nmain.main()\n')]),
      'dump',
    ],
    ['a log', log, 'unknown'],
    ['a program', Buffer.from('\x7fELF\0\0\0'), 'named'],
    ['a file packed with xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 1, 2]), 'unknown'],
    ['a web page', Buffer.from('<!doctype html><title>404</title>'), 'named'],
    ['a web page with a dump', Buffer.from(`<html><pre>${'x'.repeat(70_000)}\ngoroutine 1 [running]:`), 'dump'],
    ['a damaged trace', Buffer.concat([Buffer.from('GO 1.26 trace\0\0\0'), trace.subarray(16)]), 'unknown'],
    ['nothing', Buffer.alloc(0), 'unknown'],
    ['two bytes', Buffer.from('go'), 'unknown'],
  ])('%s: %#', async (_, bytes, kind) => {
    async function* pieces(size: number) {
      for (let at = 0; at < bytes.length; at += size) yield new Uint8Array(bytes.subarray(at, at + size));
    }
    expect(await sourceKind(pieces(65_536), 'x')).toBe(kind);
    expect(await sourceKind(pieces(1000), 'x')).toBe(kind);
  });

  test('no more is read than is needed', async () => {
    let taken = 0;
    async function* endless() {
      for (;;) {
        taken++;
        yield new Uint8Array(dump);
      }
    }
    expect(await sourceKind(endless(), 'x')).toBe('dump');
    expect(taken).toBeLessThan(20);
  });
});

test('bytes kept as Blobs come back by range', async () => {
  const kept = keepAsBlob();
  const piece = new Uint8Array(1_000_000).map((_, place) => place % 251);
  for (let count = 0; count < 6; count++) kept.add(piece);
  expect(await kept.range(999_998, 1_000_003)).toEqual(new Uint8Array([...piece.slice(-2), ...piece.slice(0, 3)]));
  expect(await kept.range(5_999_999, 7_000_000)).toHaveLength(1);
  kept.drop();
  expect(await kept.range(0, 10)).toHaveLength(0);
});
