// Reads zip archives as a stream (fflate), entry by entry in the order of the bytes. The directory at the end is looked at
// for the times of the files, and for whether the archive is whole.

import { Unzip, type UnzipDecoder, type UnzipFile, UnzipInflate } from 'fflate';
import {
  type ArchiveReader,
  type EntrySink,
  isOwnBusiness,
  MAX_ENTRIES,
  type OnEntry,
  shownName,
} from '../wrappers/archive';
import { type Directory, readDirectory } from './directory';

/** Deflate makes at most 1032 bytes of one: at most 16 MB come out at a time, before the next look at limits. */
const PIECE_BYTES = 16 * 1024;
/** Directory of 10 000 files with names of 100 bytes, and the end record. */
const TAIL_BYTES = 1536 * 1024;

export const isZip = (first: Uint8Array): boolean =>
  first[0] === 0x50 && first[1] === 0x4b && ((first[2] === 3 && first[3] === 4) || (first[2] === 5 && first[3] === 6));

/** Passes over what is packed in a way that is not read: fflate would keep its bytes. */
const discard = (compression: number) =>
  class implements UnzipDecoder {
    static readonly compression = compression;
    ondata: UnzipDecoder['ondata'] = () => undefined;
    push(): void {}
  };

export function createZipReader(onEntry: OnEntry): ArchiveReader {
  const tail: Uint8Array[] = [];
  let tailBytes = 0;
  let entries = 0;
  let fault: string | undefined;
  let open: EntrySink | undefined;
  let directory: Directory | undefined;

  function take(file: UnzipFile): void {
    if (++entries > MAX_ENTRIES) {
      fault ??= `it holds more than ${MAX_ENTRIES} files`;
    }
    const skipped = fault !== undefined || file.name.endsWith('/') || isOwnBusiness(file.name);
    const readable = file.compression === 0 || file.compression === 8;
    if (!readable) unzip.register(discard(file.compression));
    const sink = skipped ? undefined : onEntry({ name: shownName(file.name) });
    let done = sink === undefined;
    const end = (why?: string): void => {
      if (done) return;
      done = true;
      open = undefined;
      sink?.end(why);
    };
    open?.end('the next file begins before it ends');
    open = sink === undefined ? undefined : { push: sink.push, end };
    file.ondata = (error, data, final) => {
      if (done) return;
      // An entry that cannot be unpacked ends there; those behind it may be sound.
      if (error !== null) return end('its packed bytes are damaged, or it is encrypted');
      if (data.length > 0) sink?.push(data);
      if (final) end();
    };
    file.start();
    if (!readable)
      end(`it is packed by method ${file.compression}; of zip files, those that are stored or deflated are read`);
  }

  const unzip = new Unzip(take);
  unzip.register(UnzipInflate);

  /** What fflate throws is about the bytes. */
  function guarded(act: () => void): void {
    try {
      act();
    } catch {
      fault ??= 'it is cut or damaged';
    }
  }

  return {
    get fault() {
      return fault;
    },
    modifiedMs: (name) => directory?.modifiedMs.get(name),
    push(chunk) {
      for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
        const piece = chunk.slice(at, at + PIECE_BYTES);
        tail.push(piece);
        tailBytes += piece.length;
        while (tailBytes - tail[0].length >= TAIL_BYTES) tailBytes -= (tail.shift() as Uint8Array).length;
        if (fault === undefined) guarded(() => unzip.push(piece, false));
      }
    },
    end() {
      if (fault === undefined) guarded(() => unzip.push(new Uint8Array(0), true));
      open?.end('the archive ends inside of it');
      const last = new Uint8Array(tailBytes);
      let at = 0;
      for (const piece of tail) {
        last.set(piece, at);
        at += piece.length;
      }
      tail.length = 0;
      directory = readDirectory(last);
      if (directory === undefined) fault ??= 'it is cut: the list of files at its end is missing';
      else if (directory.files > entries) fault ??= `${directory.files - entries} of its files could not be found`;
    },
  };
}
