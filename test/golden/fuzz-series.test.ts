// Damaged dumps and archives: whatever the bytes are, a series opens or says why not, in bounded time.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { createTar } from 'nanotar';
import { expect, test } from 'vitest';
import { openSeries } from '../../shared/ingest/dumps/open-series';
import { type Moment, mainSnapshot, type Snapshot } from '../../shared/model/dumps';
import { memorySource } from '../support/memory-source';
import { seeded } from '../support/seeded';

const dumps = fileURLToPath(new URL('../fixtures/dumps/', import.meta.url));
const fixture = (path: string): Uint8Array => new Uint8Array(readFileSync(join(dumps, path)));
const MOST_MS = 4000;

const panic = fixture('crash-1.22/panic.all.txt');
const counts = fixture('finalizer-1.27/goroutine.debug1.txt');
const profile = fixture('finalizer-1.27/goroutine.debug0.pb.gz');
const files = { 'a/panic.txt': panic, 'a/goroutine.debug1.txt': counts, 'b/goroutine.pb.gz': profile };
const entries = Object.entries(files).map(([name, data]) => ({ name, data }));
const starts: Readonly<Record<string, Uint8Array>> = {
  panic,
  counts,
  profile,
  escaped: strToU8(
    `${JSON.stringify({ time: '2026-11-21T15:45:00Z', msg: `${Buffer.from(counts)}${Buffer.from(panic)}` })}\n`,
  ),
  zip: zipSync(files),
  stored: zipSync(files, { level: 0 }),
  tar: createTar(entries).slice(0, 9 * 512),
  packed: gzipSync(createTar(entries)),
};

/** Changes, cuts, repeats and joins. */
function damaged(bytes: Uint8Array, random: (below: number) => number): Uint8Array {
  let result = new Uint8Array(bytes);
  for (let i = 0; i <= random(6); i++) {
    if (result.length === 0) return result;
    const at = random(result.length);
    const kind = random(5);
    if (kind === 0) result[at] = random(256);
    else if (kind === 1) result[at] ^= 1 << random(8);
    else if (kind === 2) result = result.slice(0, at);
    else if (kind === 3) result = Uint8Array.from([...result.subarray(0, at), ...result.subarray(random(at + 1))]);
    else result.fill(random(256), at, at + random(40));
  }
  return result;
}

function check(snapshot: Snapshot, bytes: number): void {
  const { length, columns, from, to } = snapshot;
  expect(length).toBeLessThanOrEqual(bytes);
  expect(from >= 0 && to >= from).toBe(true);
  for (let row = 0; row < length; row++) {
    expect(columns.rawFrom[row] >= 0 && columns.rawTo[row] >= columns.rawFrom[row]).toBe(true);
    expect(columns.rawTo[row]).toBeLessThanOrEqual(to);
  }
}

test.each(Object.entries(starts))('%s', async (name, bytes) => {
  const random = seeded(bytes.length);
  const endMs = performance.now() + MOST_MS / Object.keys(starts).length;
  let rounds = 0;
  for (; rounds < 1500 && (rounds < 20 || performance.now() < endMs); rounds++) {
    const content = damaged(bytes, random);
    const { status, series, textOf } = await openSeries({
      sources: [memorySource(name, content, { piece: 1 + random(5000) })],
    });
    const said = series.files.flatMap(({ problems }) => problems.map(({ message }) => message));
    if (status === 'unreadable') expect(said.length).toBeGreaterThan(0);
    for (const message of said) {
      expect(message).toMatch(/^\S[\s\S]*[^.]\.$/);
      expect(message).not.toMatch(/undefined|NaN|\[object|e\+\d/);
    }
    for (const moment of series.moments) {
      for (const slot of ['goroutines', 'counts', 'leaks', 'threads'] satisfies (keyof Moment)[]) {
        const snapshot = moment[slot];
        if (snapshot !== undefined) check(snapshot, 20 * bytes.length);
      }
      const main = mainSnapshot(moment);
      if (main.length > 0) expect((await textOf(main, 0)).length).toBe(main.columns.rawTo[0] - main.columns.rawFrom[0]);
    }
  }
  expect(rounds).toBeGreaterThan(0);
});
