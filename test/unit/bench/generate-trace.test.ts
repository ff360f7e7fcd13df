// The bundled generator writes real traces: our reader finds in them what the generator says that it put there.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fileInfo } from '../../../main/node/info-output';
import { readTrace } from '../../../main/node/read-trace';
import { generateTrace, type MadeTrace } from '../../bench/generate-trace.mjs';

/** The last ticks (64 ns) hold no event. Beside that, equal ticks are moved apart by some ns: sums drift with each change. */
const TOLERANCE_NS = 200;
const DRIFT_NS = 2;
const RUNNABLE = 1;
const RUNNING = 2;
const SYSCALL = 3;
const WAITING = 4;

interface Life {
  state: number;
  sinceNs: number;
  changes: number;
  readonly createdNs: number;
  endNs: number | undefined;
  /** Time by state. */
  readonly ns: number[];
}

const SIZE = 700_000;
const OPTIONS = { bytes: SIZE, seed: 3, procs: 3, generationNs: 8e6 } as const;

describe('a generated trace', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ghostlight-generated-'));
  const path = join(folder, 'made.trace');
  const lives = new Map<number, Life>();
  let made: MadeTrace;
  let read: Awaited<ReturnType<typeof readTrace>>;

  beforeAll(async () => {
    made = generateTrace({
      ...OPTIONS,
      path,
      observe(id, state, timeNs) {
        const life = lives.get(id);
        if (life === undefined) {
          const first = {
            state,
            sinceNs: timeNs,
            changes: 1,
            createdNs: timeNs,
            endNs: undefined,
            ns: [0, 0, 0, 0, 0],
          };
          lives.set(id, first);
          return;
        }
        life.ns[life.state] = (life.ns[life.state] ?? 0) + timeNs - life.sinceNs;
        life.state = state;
        life.sinceNs = timeNs;
        life.changes++;
        if (state === 0) life.endNs = timeNs;
      },
    });
    read = await readTrace({ path, name: 'made.trace', size: made.bytes });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('is read to its end without problems', () => {
    const info = fileInfo(path, read);
    expect(info.problems).toEqual([]);
    expect(info.header).toBe('1.26');
    expect(info.readFraction).toBe(1);
    expect(made.bytes).toBe(readFileSync(path).length);
    expect(made.bytes).toBeGreaterThan(SIZE);
    expect(made.bytes).toBeLessThan(SIZE * 1.1);
    expect(info.generations).toBe(made.generations);
    expect(made.generations).toBeGreaterThan(3);
    expect(info.goroutines).toBe(made.goroutines);
    expect(lives.size).toBe(made.goroutines);
    expect(Math.abs((info.spanNs ?? Number.NaN) - made.spanNs)).toBeLessThan(TOLERANCE_NS);
    expect(info.tasks).toBeGreaterThan(20);
    expect(info.regions).toBeGreaterThan(20);
    expect(info.logs).toBeGreaterThan(5);
  });

  test('has the goroutines, changes and times that were made', () => {
    if (read.status !== 'ready') throw new Error(read.status);
    const table = read.index.goroutines;
    expect(new Set(table.id.subarray(0, table.length))).toEqual(new Set(lives.keys()));
    for (let row = 0; row < table.length; row++) {
      const id = table.id[row] as number;
      const life = lives.get(id);
      if (life === undefined) throw new Error(`g${id} was never made`);
      const near = (what: string, found: number, expected: number | undefined) => {
        if (Math.abs(found - (expected ?? Number.NaN)) <= TOLERANCE_NS + DRIFT_NS * life.changes) return;
        expect(found, `${what} of g${id}`).toBe(expected);
      };
      // Statuses in later generations are transitions X -> X.
      expect(table.transitions[row], `transitions of g${id}`).toBeGreaterThanOrEqual(life.changes);
      near('creation', table.createdNs[row] as number, life.createdNs);
      if (life.endNs === undefined) expect(table.endNs[row]).toBeNaN();
      else near('end', table.endNs[row] as number, life.endNs);
      near('total', table.totalNs[row] as number, (life.endNs ?? made.spanNs) - life.createdNs);
      // Times by state are those of states that ended within the trace.
      near('running time', table.stateRunningNs[row] as number, life.ns[RUNNING]);
      near('syscall time', table.stateSyscallNs[row] as number, life.ns[SYSCALL]);
      // What one that was there before did until the file first names it, nobody counts by state.
      if (table.existed[row] === 1) continue;
      near('runnable time', table.stateRunnableNs[row] as number, life.ns[RUNNABLE]);
      near('waiting time', table.stateWaitingNs[row] as number, life.ns[WAITING]);
    }
  });

  test('is the same for the same seed, and another for another', () => {
    const again = join(folder, 'again.trace');
    generateTrace({ ...OPTIONS, path: again });
    expect(readFileSync(again).equals(readFileSync(path))).toBe(true);
    generateTrace({ ...OPTIONS, path: again, seed: 4 });
    expect(readFileSync(again).equals(readFileSync(path))).toBe(false);
  });
});
