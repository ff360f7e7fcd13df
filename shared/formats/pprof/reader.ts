// Goroutine profiles of debug=0, unpacked. Other profiles are told by what they count.

import { formatBytes } from '../../base/format';
import type { DumpSymbols, Snapshot } from '../../model/dumps';
import type { Problem } from '../../model/problems';
import type { Profile } from '../../model/profiles';
import type { DumpReader } from '../dump-reader';
import { decodeProfile } from './decode';
import { goroutineType, toSnapshot } from './to-snapshot';

/** A profile is read as a whole, its names stand last. Real ones are at most some 10 MB, as they are sums. */
const MAX_BYTES = 256 * 1024 * 1024;

/** By the type of a sample, what Go's profiles are called. */
const KINDS: readonly (readonly [type: string, name: string])[] = [
  ['cpu', 'a CPU profile'],
  ['inuse_space', 'a heap profile'],
  ['alloc_space', 'a heap profile'],
  ['delay', 'a block or mutex profile'],
  ['contentions', 'a block or mutex profile'],
];

/** `a CPU profile (samples, cpu)`. */
export function nameOfProfile({ sampleTypes }: Profile): string {
  const types = sampleTypes.map(({ type }) => type);
  const known = KINDS.find(([type]) => types.includes(type));
  return `${known?.[1] ?? 'a profile'} (${types.slice(0, 8).join(', ')})`;
}

export interface PprofReaderOptions {
  readonly symbols: DumpSymbols;
  /** Place in DumpSeries.files. */
  readonly file: number;
  /** For problems. */
  readonly name: string;
}

export function createPprofReader({ symbols, file, name }: PprofReaderOptions): DumpReader {
  const problems: Problem[] = [];
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  let rows = 0;

  function whole(): Uint8Array {
    const joined = new Uint8Array(bytes);
    let at = 0;
    for (const chunk of chunks) {
      joined.set(chunk, at);
      at += chunk.length;
    }
    chunks.length = 0;
    return joined;
  }

  return {
    format: 'pprof',
    problems,
    get rows() {
      return rows;
    },
    push(chunk) {
      bytes += chunk.length;
      if (bytes > MAX_BYTES) chunks.length = 0;
      else chunks.push(chunk.slice());
    },
    end(): readonly Snapshot[] {
      if (bytes > MAX_BYTES) {
        const limit = formatBytes(MAX_BYTES);
        problems.push({ code: 'too-much', message: `${name} is a profile of more than ${limit}; it was not read.` });
        return [];
      }
      const decoded = decodeProfile(whole());
      if (!decoded.ok) {
        problems.push({
          code: 'dump-damaged',
          message: `${name} begins like a pprof profile, but ${decoded.what}; nothing of it could be read.`,
        });
        return [];
      }
      const { profile, damage } = decoded;
      const type = goroutineType(profile);
      if (type < 0) {
        problems.push({
          code: 'not-a-dump',
          message: `${name} is ${nameOfProfile(profile)}, not a profile of goroutines.`,
        });
        return [];
      }
      if (damage !== undefined) {
        problems.push({
          code: 'dump-cut',
          message: `${name}: the profile does not hold together to its end, ${damage}; ${profile.length} of its stacks were read.`,
        });
      }
      const snapshot = toSnapshot(profile, type, symbols, file, bytes, damage !== undefined);
      rows = snapshot.length;
      return [snapshot];
    },
  };
}
