// One fuzz case: a source file, a seed, what is wrong. Used by the tests, which stop, and by `npm run fuzz`, which does not.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ingest } from '../../shared/ingest/pipeline';
import { complaintsOfCut, complaintsOfMutation, mutate, type Reading, readDamaged } from './damage';
import { seeded } from './seeded';

export interface Source {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Header number NN of `go 1.NN`. */
  readonly minor: number;
  readonly reading: Reading;
}

const readings = new Map<string, Source>();

export function sourceOf(folder: string, name: string): Source {
  let source = readings.get(name);
  if (source === undefined) {
    const bytes = new Uint8Array(readFileSync(join(folder, name)));
    const minor = Number(/^go 1\.(\d+)/.exec(String.fromCharCode(...bytes.subarray(0, 8)))?.[1]);
    source = { name, bytes, minor, reading: readDamaged(bytes) };
    readings.set(name, source);
  }
  return source;
}

/** Traces from the smallest to the largest; a file that is little more than its header teaches nothing. */
export function tracesIn(folder: string, leastBytes: number, mostBytes: number): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.trace'))
    .map((name) => ({ name, size: readFileSync(join(folder, name)).length }))
    .filter(({ size }) => size >= leastBytes && size <= mostBytes)
    .sort((a, b) => a.size - b.size || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name);
}

/** What is known to be wrong, each with its reason. The list may only get shorter. */
const DEBT: readonly RegExp[] = [];

/** Those that are not known. */
export const unknownOf = (complaints: readonly string[]): string[] =>
  complaints.filter((complaint) => !DEBT.some((known) => known.test(complaint)));

export type CaseKind = 'cut' | 'mutation';

/** The file of a case. A cut: the first bytes, as many as the seed says. */
export function inputOf(source: Source, kind: CaseKind, seed: number): Uint8Array<ArrayBuffer> {
  if (kind === 'mutation') return mutate(source.bytes, seed);
  return source.bytes.slice(0, seeded(seed)(source.bytes.length));
}

export function complaintsOf(source: Source, kind: CaseKind, input: Uint8Array): string[] {
  const reading = readDamaged(input);
  const complaints =
    kind === 'cut' ? complaintsOfCut(reading, source.reading) : complaintsOfMutation(reading, source.reading);
  return unknownOf(complaints);
}

/** The whole way into an index: does not reject, writes no more than the file can justify. */
export async function complaintsOfIngest(bytes: Uint8Array<ArrayBuffer>): Promise<string[]> {
  let chunks = 0;
  try {
    async function* source(): AsyncGenerator<Uint8Array> {
      yield bytes.slice();
    }
    const result = await ingest({
      source: source(),
      totalBytes: bytes.length,
      key: 'fuzz',
      writer: {
        put: async () => void chunks++,
        abort: async () => undefined,
      },
    });
    if (result.status === 'cancelled') return ['cancelled by nobody'];
    return chunks > 100 + bytes.length / 1000 ? [`${chunks} chunks were written`] : [];
  } catch (error) {
    return [`ingest threw: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`];
  }
}

/** `leak-1.27.trace cut 7: threw …`, so that the case can be made again. */
export function label(source: Source, kind: CaseKind, seed: number, complaints: readonly string[]): string {
  return `${source.name} ${kind} ${seed}: ${complaints.join('; ')}`;
}
