// Says what a file is that may hold goroutine dumps, by its first bytes, and makes the readers for it.
//
// A dump may stand anywhere in a log, so what begins like nothing known is searched as a whole for both kinds of text.

import type { DumpSymbols } from '../model/dumps';
import type { DumpReader } from './dump-reader';
import { createGoroutineCountsReader } from './goroutine-counts/reader';
import { createGoroutineTextReader } from './goroutine-text/reader';
import { looksLikeProfile } from './pprof/members';
import { createPprofReader } from './pprof/reader';
import { isTar } from './tar/reader';
import { packerOf, wrapperOf } from './wrappers';
import { isZip } from './zip/reader';

/** Bytes that `detectDump` wants to see; fewer only if the file has fewer. The lines before a dump in a panic are some KB. */
export const DETECT_DUMP_BYTES = 64 * 1024;

export type DumpKind =
  | 'trace'
  | 'goroutine-text'
  | 'goroutine-counts'
  | 'pprof'
  | 'zip'
  | 'tar'
  | 'gzip'
  | 'zstd'
  | 'unknown';

export interface DumpDetection {
  readonly kind: DumpKind;
  /** For `unknown`: what it is, if that is known, as `a web page`. */
  readonly what?: string;
  /** For `unknown`: no goroutines can be in it. */
  readonly hopeless?: boolean;
}

/** What else is put beside dumps, by its first characters. */
const OTHERS: readonly (readonly [begin: RegExp, what: string])[] = [
  [/^heap profile: \d/, 'a heap profile as text, which is not read: take it without debug=1'],
  [/^--- (?:contention|mutex):/, 'a block or mutex profile as text, which is not read: take it without debug=1'],
  [/^\x7fELF|^MZ|^\xcf\xfa\xed\xfe/, 'a program or a core file'],
  [/^\xff\xfe|^\xfe\xff/, 'text in UTF-16, as the > of PowerShell writes it; save it as UTF-8'],
  [/^\s*<(?:!doctype html|html)/i, 'a web page'],
  [/^(?:%PDF|\x89PNG|\xff\xd8\xff|GIF8|SQLite format)/, 'a document, a picture or a database'],
];
const HOPELESS = /^(?:a program|text in UTF-16|a document|a file packed)/;

const TEXT_HEADER = /goroutine \d{1,19} (?:gp=0x[0-9a-f]{1,16} m=\S{1,20} (?:mp=\S{1,20} )?)?\[/;
const COUNTS_HEADER = /(?:goroutine|goroutineleak|threadcreate) profile: total \d/;

/**
 * What a file is, by content.
 * @param first its first bytes, DETECT_DUMP_BYTES of them if there are so many
 */
export function detectDump(first: Uint8Array, _name = ''): DumpDetection {
  const wrapper = wrapperOf(first);
  if (wrapper !== undefined) return { kind: wrapper.name };
  if (isZip(first)) return { kind: 'zip' };
  if (isTar(first)) return { kind: 'tar' };
  const packer = packerOf(first);
  // bzip2 is told by three letters, with which a text may begin as well.
  if (packer !== undefined && (packer !== 'bzip2' || (first[3] >= 0x31 && first[3] <= 0x39 && first[4] === 0x31))) {
    return {
      kind: 'unknown',
      what: `a file packed with ${packer}; of packed files zip, tar, gzip and zstd are read`,
      hopeless: true,
    };
  }
  const text = new TextDecoder('latin1').decode(first.subarray(0, DETECT_DUMP_BYTES));
  if (/^go 1\.\d{1,3} trace\0/.test(text)) return { kind: 'trace' };
  const goroutines = text.search(TEXT_HEADER);
  const counts = text.search(COUNTS_HEADER);
  if (goroutines >= 0 && (counts < 0 || goroutines < counts)) return { kind: 'goroutine-text' };
  if (counts >= 0) return { kind: 'goroutine-counts' };
  if (looksLikeProfile(first)) return { kind: 'pprof' };
  const what = OTHERS.find(([begin]) => begin.test(text))?.[1];
  return { kind: 'unknown', ...(what !== undefined && { what, hopeless: HOPELESS.test(what) }) };
}

export interface DumpReaderOptions {
  readonly symbols: DumpSymbols;
  /** Place in DumpSeries.files. */
  readonly file: number;
  /** For problems. */
  readonly name: string;
  /** Last change of the file, ms since 1970: gives the year to times of a log that tell none. */
  readonly modifiedMs?: number;
}

/**
 * Readers that the bytes of a file go to, all of them. Of text both kinds are looked for: a file may hold both, and the second
 * search costs little beside the first.
 */
export function createDumpReaders(kind: DumpKind, options: DumpReaderOptions): readonly DumpReader[] {
  if (kind === 'pprof') return [createPprofReader(options)];
  return [createGoroutineTextReader(options), createGoroutineCountsReader(options)];
}
