// Listings of one moment, in different forms, tell the same goroutines: by the numbers of their stacks.
//
// What debug=2 hides of what debug=1 shows: functions of the runtime that are not exported (runtime.main at the root, the
// calls of cgo, and up to Go 1.24 runtime.runfinq under a finalizer), and the middle of deep stacks. What debug=1 lacks: ids,
// states, creators, arguments, and exported functions of the runtime at the leaf (runtime.ReadTrace).

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openSeries } from '../../shared/ingest/dumps/open-series';
import { type DumpSymbols, GoroutineFlag, type Snapshot } from '../../shared/model/dumps';
import { folderSources } from '../support/memory-source';

const dumps = fileURLToPath(new URL('../fixtures/dumps/', import.meta.url));

/** Hidden at the level of debug=2: https://go.dev/src/runtime/traceback.go, showframe. */
const hidden = (func: string): boolean =>
  /^runtime\.(?![A-Z])(?!panic)/.test(func) && !/^runtime\.runFinalizers|^runtime\.runCleanups/.test(func);
/** Who writes the listing, and what went on between the listings: calls of cgo, goroutines that run. */
const MOVED = /main\.busy|main\.spin|runtime\/pprof\.write|main\.stackAll|main\.work\.func1|main\._Cfunc|_cgoexp/;

/** Frames that all forms have of a deep stack: debug=1 stops after 32 (up to Go 1.22), debug=2 leaves out the middle of 100. */
const DEPTH = 25;

/** Goroutines by stack, as debug=2 would show it. */
function byStack(snapshot: Snapshot, symbols: DumpSymbols, asInDebug2: boolean, flag = 0): Record<string, number> {
  const sums: Record<string, number> = {};
  for (let row = 0; row < snapshot.length; row++) {
    if ((snapshot.columns.flags[row] & flag) !== flag) continue;
    const all = symbols.table.frames(snapshot.columns.stack[row]);
    const shown = all.filter(({ func }) => func !== 'runtime.goexit' && (!asInDebug2 || !hidden(func)));
    const first = shown.findIndex(({ func }) => !func.startsWith('runtime.'));
    const frames = shown.slice(Math.max(0, first));
    const key = frames
      .slice(0, DEPTH)
      .map(({ func, file, line }) => `${func} ${file}:${line}`)
      .join('\n');
    if (!MOVED.test(key)) sums[key] = (sums[key] ?? 0) + snapshot.columns.weight[row];
  }
  return sums;
}

const folders = readdirSync(dumps).filter((name) =>
  readdirSync(join(dumps, name)).some((file) => file.includes('debug1')),
);

test.each(folders)('%s', async (name) => {
  const { series } = await openSeries({ sources: folderSources(dumps, name) });
  const counted = readdirSync(join(dumps, name)).filter((file) => /^(?!goroutineleak|threadcreate).*debug1/.test(file));
  expect(series.moments.filter(({ goroutines, counts }) => goroutines && counts)).toHaveLength(counted.length);
  for (const { goroutines, counts } of series.moments) {
    if (goroutines === undefined || counts === undefined) continue;
    const listed = byStack(goroutines, series.symbols, false);
    expect(Object.keys(listed).length).toBeGreaterThan(0);
    expect(listed).toEqual(byStack(counts, series.symbols, true));
    // Most stacks are the same number, which is what views join by.
    const numbers = new Set(counts.columns.stack.subarray(0, counts.length));
    let joined = 0;
    for (let row = 0; row < goroutines.length; row++) if (numbers.has(goroutines.columns.stack[row])) joined++;
    const own = /^(?:finalizer|cgo)/.test(name) ? 1 : goroutines.length * 0.7;
    expect(joined).toBeGreaterThanOrEqual(own);
  }
});

test('proven leaks of the profile are those with a verdict in the listing', async () => {
  for (const name of ['leak-leakprofile-1.26', 'leak-nolabels-1.27', 'finalizer-1.27']) {
    const { series } = await openSeries({ sources: folderSources(dumps, name) });
    const [{ goroutines, leaks }] = series.moments;
    if (goroutines === undefined || leaks === undefined) throw new Error('a listing is missing');
    const leaked = byStack(goroutines, series.symbols, false, GoroutineFlag.Leaked);
    const counted = byStack(leaks, series.symbols, true);
    expect(counted).toEqual(leaked);
    expect(Object.keys(counted).length).toBeGreaterThan(0);
  }
});
