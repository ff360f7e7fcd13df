// What a source holds, by content: decides whether it becomes a trace's tab or part of a series of dumps.

import { joinBytes } from '../../shared/base/join-bytes';
import type { SourceKind } from '../../shared/contract/dump-api';
import { DETECT_DUMP_BYTES, type DumpKind, detectDump } from '../../shared/formats/detect-dump';
import { countsGoroutines, decodeProfile } from '../../shared/formats/profiles';
import { packerOf, WRAPPER_BYTES, wrapperOf } from '../../shared/formats/wrappers';

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

/** A profile names what it counts at its end. Longer ones are left to the series, which says that they are too long. */
const MOST_OF_PROFILE_BYTES = 256 * 1024 * 1024;
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
  /** All pieces, of a profile. */
  let profile: Uint8Array[] | undefined;
  const judge = (): SourceKind | 'pprof' | undefined => {
    const { kind, what, hopeless = false } = detectDump(window, name);
    if (isFirst && kind === 'pprof') return kind;
    if (kind !== 'unknown') {
      // In the middle of a file only text means something.
      if (isFirst || kind === 'goroutine-text' || kind === 'goroutine-counts') return KINDS[kind];
    } else if (isFirst) {
      // A file in another packing is as likely a trace, whose page says what to do with it.
      named = what !== undefined && packerOf(window) === undefined;
      if (hopeless || !isText(window)) return other();
    }
    isFirst = false;
    return undefined;
  };
  for await (const piece of pieces) {
    profile?.push(piece.slice());
    searched += profile === undefined ? 0 : piece.length;
    if (searched > MOST_OF_PROFILE_BYTES) return 'dump';
    for (let at = 0; at < piece.length && profile === undefined; ) {
      const part = piece.subarray(at, at + DETECT_DUMP_BYTES - window.length);
      window = joinBytes([window, part]);
      at += part.length;
      searched += part.length;
      if (window.length < DETECT_DUMP_BYTES) continue;
      const known = judge();
      if (known === 'pprof') profile = [window, piece.slice(at)];
      else if (known !== undefined) return known;
      else if (searched >= SEARCHED_BYTES) return 'dump';
      window = window.slice(-OVERLAP_BYTES);
    }
  }
  if (profile !== undefined) return profileKind(profile, name);
  const known = judge();
  return known === 'pprof' ? profileKind([window], name) : (known ?? other());
}

/** Profiles that count goroutines are dumps; so is what cannot be read: the series says why. */
function profileKind(pieces: readonly Uint8Array[], name: string): SourceKind {
  const decoded = decodeProfile(joinBytes(pieces));
  if (!decoded.ok || countsGoroutines(decoded.profile)) return 'dump';
  const { sampleTypes, defaultType } = decoded.profile;
  const types = sampleTypes.map(({ type, unit }) => `${type}/${unit}`);
  // Go's block and mutex profiles say of themselves the same: only their names tell them apart.
  const named = /mutex|block/i.exec(name.split('/').at(-1) ?? '')?.[0].toLowerCase() ?? '';
  return `profile:${[...types, defaultType, named].join(' ')}`;
}

/** The bytes that are packed in gzip or zstd; as they are if they are in neither. What is behind damage is not there. */
async function* unpacked(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let first = new Uint8Array(0);
  let unpacker: ReturnType<NonNullable<ReturnType<typeof wrapperOf>>['createUnpacker']> | undefined;
  let isKnown = false;
  for await (const chunk of chunks) {
    let bytes = chunk;
    if (!isKnown) {
      first = joinBytes([first, chunk]);
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
