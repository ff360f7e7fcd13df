// What a source holds, by content: decides whether it becomes a trace's tab or part of a series of dumps.

import type { SourceKind } from '../../shared/contract/dump-api';
import { DETECT_DUMP_BYTES, type DumpKind, detectDump } from '../../shared/formats/detect-dump';
import { WRAPPER_BYTES, wrapperOf } from '../../shared/formats/wrappers';

const KINDS: Readonly<Record<DumpKind, SourceKind>> = {
  trace: 'trace',
  'goroutine-text': 'dump',
  'goroutine-counts': 'dump',
  pprof: 'dump',
  zip: 'archive',
  tar: 'archive',
  // Packed more than twice: the series says what is wrong with it.
  gzip: 'archive',
  zstd: 'archive',
  unknown: 'unknown',
};

/** A panic may stand at the end of a log. Longer ones are taken for logs with dumps without having been searched. */
const SEARCHED_BYTES = 64 * 1024 * 1024;
/** A header of a goroutine, with a long prefix of the log before it. */
const OVERLAP_BYTES = 4096;

/**
 * @param chunks the bytes of a file, from its first one. No more is taken than is needed.
 */
export async function sourceKind(chunks: AsyncIterable<Uint8Array>, name: string): Promise<SourceKind> {
  const pieces = unpacked(unpacked(chunks));
  let window = new Uint8Array(0);
  let searched = 0;
  let isFirst = true;
  let named = false;
  const other = (): SourceKind => (named ? 'named' : 'unknown');
  const judge = (): SourceKind | undefined => {
    const { kind, what, hopeless = false } = detectDump(window, name);
    if (kind !== 'unknown') {
      // In the middle of a file only text means something.
      if (isFirst || kind === 'goroutine-text' || kind === 'goroutine-counts') return KINDS[kind];
    } else if (isFirst) {
      named = what !== undefined;
      if (hopeless || !isText(window)) return other();
    }
    isFirst = false;
    return undefined;
  };
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; ) {
      const part = piece.subarray(at, at + DETECT_DUMP_BYTES - window.length);
      window = joined(window, part);
      at += part.length;
      searched += part.length;
      if (window.length < DETECT_DUMP_BYTES) continue;
      const known = judge();
      if (known !== undefined) return known;
      if (searched >= SEARCHED_BYTES) return 'dump';
      window = window.slice(-OVERLAP_BYTES);
    }
  }
  return judge() ?? other();
}

/** The bytes that are packed in gzip or zstd; as they are if they are in neither. What is behind damage is not there. */
async function* unpacked(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let first = new Uint8Array(0);
  let unpacker: ReturnType<NonNullable<ReturnType<typeof wrapperOf>>['createUnpacker']> | undefined;
  let isKnown = false;
  for await (const chunk of chunks) {
    let bytes = chunk;
    if (!isKnown) {
      first = joined(first, chunk);
      if (first.length < WRAPPER_BYTES) continue;
      isKnown = true;
      unpacker = wrapperOf(first)?.createUnpacker();
      bytes = first;
    }
    if (unpacker === undefined) {
      yield bytes;
      continue;
    }
    unpacker.push(bytes.slice());
    for (let piece = unpacker.next(); piece !== undefined; piece = unpacker.next()) yield piece;
    if (unpacker.fault !== undefined) return;
  }
  if (!isKnown && first.length > 0) yield first;
}

/** Traces, programs and pictures have bytes 0; logs do not. */
const isText = (bytes: Uint8Array): boolean => !bytes.includes(0);

function joined(left: Uint8Array, right: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return both;
}
