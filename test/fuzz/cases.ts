// What `npm run fuzz` does in its thread: one damaged file after the other, for ever. test/fuzz/run.mjs builds and watches it.

import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { readDamaged } from '../support/damage';
import { type CaseKind, complaintsOf, complaintsOfIngest, inputOf, sourceOf, tracesIn } from '../support/fuzz';
import { seeded } from '../support/seeded';

/** As in the tests: the way into an index takes ten times as long as reading. */
const INGEST_EVERY = 10;
/** Reading a file again and again to make it smaller: enough for files of 60 KB. */
const MINIMIZE_MS = 10_000;

export interface Case {
  readonly source: string;
  readonly kind: CaseKind;
  readonly seed: number;
}

/** From the thread: `file` is as small as it could be made. */
export interface Find extends Case {
  readonly complaints: readonly string[];
  readonly file: Uint8Array<ArrayBuffer>;
}

export interface Task {
  readonly folder: string;
  readonly firstSeed: number;
  /** [number of the case that is being read]. */
  readonly current: Int32Array;
}

export function listSources(folder: string): readonly string[] {
  return tracesIn(folder, 1000, 60_000);
}

export function caseOf(sources: readonly string[], seed: number): Case {
  const random = seeded(seed);
  return { source: sources[random(sources.length)] as string, kind: random(4) === 0 ? 'cut' : 'mutation', seed };
}

export function fileOf(folder: string, { source, kind, seed }: Case): Uint8Array<ArrayBuffer> {
  return inputOf(sourceOf(folder, source), kind, seed);
}

/** Numbers change when a file gets smaller; what is wrong stays. */
const gist = (complaint: string): string => (complaint.split('\n')[0] as string).replace(/\d+/g, '#');

/** Leaves out what can be left out while the same is wrong: runs of half the file, of a quarter, of an eighth … */
function minimal(file: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const wrong = new Set(readDamaged(file).complaints.map(gist));
  if (wrong.size === 0) return file;
  const until = Date.now() + MINIMIZE_MS;
  let least = file;
  for (let run = file.length >> 1; run > 0; run >>= 1) {
    for (let at = 16; at < least.length && Date.now() < until; ) {
      const smaller = Uint8Array.from([...least.subarray(0, at), ...least.subarray(at + run)]);
      if (readDamaged(smaller).complaints.some((complaint) => wrong.has(gist(complaint)))) least = smaller;
      else at += run;
    }
  }
  return least;
}

async function run({ folder, firstSeed, current }: Task): Promise<never> {
  const sources = listSources(folder);
  for (let seed = firstSeed; ; seed++) {
    Atomics.store(current, 0, seed);
    const one = caseOf(sources, seed);
    const source = sourceOf(folder, one.source);
    const file = inputOf(source, one.kind, seed);
    const complaints = complaintsOf(source, one.kind, file);
    if (seed % INGEST_EVERY === 0) complaints.push(...(await complaintsOfIngest(file)));
    if (complaints.length > 0) {
      const find: Find = { ...one, complaints, file: minimal(file) };
      parentPort?.postMessage(find);
    }
  }
}

if (!isMainThread && parentPort !== null) await run(workerData as Task);
