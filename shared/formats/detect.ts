// Says what a file is by its first bytes, and makes the reader for it.

import type { Problem } from '../model/problems';
import type { TraceReader } from './format';
import { createGoTraceV1Reader } from './go-trace-v1/reader';
import { KNOWN_MINORS as OLD_MINORS } from './go-trace-v1/wire';
import { createGoTraceV2Reader, HEADER_BYTES } from './go-trace-v2/reader';
import { KNOWN_MINORS, NEWEST_MINOR } from './go-trace-v2/wire';
import { packerOf } from './wrappers';

/** Bytes that `detect` wants to see; fewer only if the file has fewer. */
export const DETECT_BYTES = HEADER_BYTES;

export type Detection =
  | {
      readonly ok: true;
      readonly reader: TraceReader;
      /** The format has sections, which several readers may read at once (shared/formats/sections.ts). */
      readonly sections?: { readonly minor: number };
    }
  | {
      readonly ok: false;
      readonly format: 'unknown' | 'go-trace-v1';
      /** Header number such as `1.19`, '' if there is none. */
      readonly header: string;
      readonly problem: Problem;
    };

/** Minor versions whose events have fewer arguments than those of the layout that Go 1.10 to 1.21 write. */
const isOldMinor = (minor: number): boolean => minor >= 5 && minor <= 9;

export function detect(first: Uint8Array): Detection {
  if (first.length === 0) return refuse('empty', 'The file is empty.');
  // gzip and zstd come here only inside of another packed file: shared/ingest/unwrap.ts has unpacked the outer one.
  const packer = packerOf(first);
  if (packer !== undefined) {
    return refuse('compressed', `The file is packed with ${packer}; of packed traces those in gzip and zstd are read.`);
  }
  const header = String.fromCharCode(...first.subarray(0, HEADER_BYTES));
  if (first.length < HEADER_BYTES) {
    const begins = 'go 1.'.startsWith(header.slice(0, 5)) || header.startsWith('go 1.');
    return begins
      ? refuse('truncated', `The file ends after ${first.length} bytes, inside the header of a Go trace.`)
      : refuse('not-a-trace', 'The file does not begin like a Go execution trace (go 1.NN trace).');
  }
  const match = /^go 1\.(\d{1,3}) trace\0{3,4}$/.exec(header);
  if (match === null)
    return refuse('not-a-trace', 'The file does not begin like a Go execution trace (go 1.NN trace).');
  const minor = Number(match[1]);
  if (isOldMinor(minor)) {
    return {
      ok: false,
      format: 'go-trace-v1',
      header: `1.${minor}`,
      problem: {
        code: 'old-version',
        message: `This is a trace in a format of Go 1.9 and older (header go 1.${minor}); only traces of Go 1.10 and newer can be read.`,
        offset: 0,
      },
    };
  }
  if (OLD_MINORS.includes(minor)) return { ok: true, reader: createGoTraceV1Reader(minor) };
  if (!KNOWN_MINORS.includes(minor) && minor < NEWEST_MINOR) {
    return refuse(
      'unknown-version',
      `The header says go 1.${minor}, a number that no Go release writes into a trace.`,
      `1.${minor}`,
    );
  }
  return { ok: true, reader: createGoTraceV2Reader(minor), sections: { minor } };
}

function refuse(code: Problem['code'], message: string, header = ''): Detection {
  return { ok: false, format: 'unknown', header, problem: { code, message, offset: 0 } };
}
