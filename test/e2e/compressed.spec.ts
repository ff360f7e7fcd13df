// Packed traces in the built page: opened as they are, and what is said of those that are damaged or hold something else.

import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fixture, type Served, serveFiles, type Visit, visit } from './served-page';
import { TracePage } from './trace-page';

let folder: string;
let served: Served;
let visitor: Visit;
let trace: TracePage;

const http = readFileSync(fixture('traces/http-1.27.trace'));
const leak = gzipSync(readFileSync(fixture('traces/leak-1.27.trace')));
const FILES: Readonly<Record<string, Uint8Array>> = {
  'http.trace.gz': gzipSync(http),
  'cut.trace.gz': leak.subarray(0, leak.length * 0.8),
  'twice.gz': gzipSync(gzipSync(http)),
  'log.gz': gzipSync(Buffer.from('2026-01-01 a line of a log\n')),
  'trace.xz': Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 4, 0xe6, 0xd6, 0xb4, 0x46, 2, 0]),
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ghostlight-packed-'));
  for (const [name, bytes] of Object.entries(FILES)) await writeFile(join(folder, name), bytes);
  const packed = ['packed/http-1.27.trace.zst', 'packed/leak-1.27-frames.trace.zst'].map(fixture);
  served = await serveFiles([...Object.keys(FILES).map((name) => join(folder, name)), ...packed]);
  visitor = await visit();
  trace = new TracePage(visitor.page);
  await visitor.page.goto(served.url);
});
afterAll(async () => {
  await visitor?.close();
  await served?.close();
  await rm(folder, { recursive: true });
});

const show = (name: string) => visitor.page.getByRole('tab', { name, exact: true }).click();

test.each([
  ['http.trace.gz', /3\s210 events/, '104 goroutines'],
  ['http-1.27.trace.zst', /3\s210 events/, '104 goroutines'],
  ['leak-1.27-frames.trace.zst', /8\s162 events/, '287 goroutines'],
])('%s opens like the plain trace', async (name, events, goroutines) => {
  await show(name);
  await trace.ready();
  await expect.poll(() => trace.footer.innerText()).toMatch(events);
  await trace.footer.getByText('all of it read').waitFor();
  expect(await trace.matchCount()).toBe(goroutines);
  expect(visitor.faults()).toEqual([]);
});

test('a cut gzip file shows what could be unpacked, and says where it ended', async () => {
  await show('cut.trace.gz');
  await trace.ready();
  await trace.footer.getByRole('button', { name: /problem/ }).click();
  const main = visitor.page.getByRole('main');
  await main.getByText(/of the gzip file unpacking ended: it was cut/).waitFor();
  await main.getByText('The file is packed with gzip: byte numbers are those of the unpacked trace.').waitFor();
  expect(visitor.faults()).toEqual([]);
});

test.each([
  ['twice.gz', 'A compressed file', /only one layer is unpacked/],
  ['log.gz', 'Neither a Go trace nor a goroutine dump', /The gzip file holds no Go trace/],
  ['trace.xz', 'A compressed file', /packed with xz/],
])('%s is refused with a reason', async (name, heading, sentence) => {
  await show(name);
  const told = visitor.page.getByRole('region', { name: 'Not readable' });
  await told.getByRole('heading', { name: heading }).waitFor();
  expect(await told.getByRole('alert').innerText()).toMatch(sentence);
  expect(visitor.faults()).toEqual([]);
});

test('a packed trace is found again by its index', async () => {
  await visitor.page.reload();
  await show('http.trace.gz');
  await trace.ready();
  await expect.poll(() => trace.footer.innerText()).toContain('from index');
});
