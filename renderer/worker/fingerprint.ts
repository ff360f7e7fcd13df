// The content key of a file: SHA-256 over its size and its bytes, for large files over samples of them.
//
// Reading 2 GB to find that its index is stored would take longer than the user waits. Samples suffice, since a trace that
// differs from another one of exactly the same size differs nearly everywhere (timestamps, addresses): head, tail and
// 10 places between are looked at, 288 KB in all. 62 places took 600 ms of the second in which a trace must be seen: each
// request costs 5 to 10 ms.

import type { SourceAccess } from './source-access';

const WHOLE_BYTES = 4 * 1024 * 1024;
const END_BYTES = 64 * 1024;
const SAMPLES = 10;
const SAMPLE_BYTES = 16 * 1024;
/** Requests at a time: browsers open six connections to a server anyway. */
const AT_ONCE = 6;

/** Hex digits. Rejects as the source does. */
export async function fingerprint(access: SourceAccess, size: number, signal: AbortSignal): Promise<string> {
  const ranges = sampleRanges(size);
  const pieces: Uint8Array[] = [new TextEncoder().encode(`${size}\n`)];
  for (let i = 0; i < ranges.length; i += AT_ONCE) {
    const some = ranges.slice(i, i + AT_ONCE);
    pieces.push(...(await Promise.all(some.map(([from, to]) => access.range(from, to, signal)))));
  }
  const bytes = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Byte ranges [from, to) that are looked at, ascending and without overlap. */
export function sampleRanges(size: number): readonly (readonly [number, number])[] {
  if (size === 0) return [];
  if (size <= WHOLE_BYTES) return [[0, size]];
  const ranges: (readonly [number, number])[] = [[0, END_BYTES]];
  const between = size - 2 * END_BYTES;
  for (let i = 0; i < SAMPLES; i++) {
    const from = END_BYTES + Math.floor(((i + 0.5) * between) / SAMPLES - SAMPLE_BYTES / 2);
    ranges.push([from, from + SAMPLE_BYTES]);
  }
  ranges.push([size - END_BYTES, size]);
  return ranges;
}
