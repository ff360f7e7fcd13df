// Takes the bytes of a source and finds the dumps in them: unpacks, opens archives, and gives each file to the readers of what
// it is. Bytes are pushed through all layers, so memory holds a piece per layer and what the readers make of it.

import { formatBytes, groupDigits } from '../../base/format';
import { type ArchiveReader, createArchiveReader, type EntrySink } from '../../formats/archives';
import { createDumpReaders, DETECT_DUMP_BYTES, type DumpKind, detectDump } from '../../formats/detect-dump';
import type { DumpReader } from '../../formats/dump-reader';
import { type Unpacker, wrapperOf } from '../../formats/wrappers';
import type { DumpFile, DumpFormat, DumpSymbols, Snapshot } from '../../model/dumps';
import type { Problem } from '../../model/problems';
import type { Keep, KeptBytes } from './kept-bytes';

/** `bundle.tar.gz` with `.gz` files in it has three layers, and an archive in an archive four. More are made to be a burden. */
const MAX_LAYERS = 4;
/** What is kept for showing texts again stays in memory in Node. A dump of Go's has at most 64 MiB. */
export const MAX_KEPT_BYTES = 1024 * 1024 * 1024;
/** What may come out of packed files in all: 64 dumps of the largest size, and half a minute of reading. */
export const MAX_UNPACKED_BYTES = 4 * 1024 * 1024 * 1024;
/** A file that begins with goroutines is searched for counted profiles as well, up to here: a large one is one dump. */
const BOTH_TEXTS_BYTES = 8 * 1024 * 1024;
/** Files of one archive that are no dumps, of which each is listed. */
const LISTED_OTHERS = 100;

/** Limits of one opening. */
export interface Limits {
  keptBytes: number;
  unpackedBytes: number;
}

/** What a file was read to; given out when it ends, in the order of ends. */
export interface TakenFile {
  readonly file: DumpFile;
  readonly snapshots: readonly Snapshot[];
  /** Its bytes, where the source's are not those. */
  readonly kept?: KeptBytes;
}

export interface IntakeOptions {
  readonly symbols: DumpSymbols;
  readonly keep: Keep;
  readonly limits: Limits;
  /** Place that the next file to be given out has in the series. Files are read one after another. */
  readonly place: () => number;
  readonly done: (taken: TakenFile) => void;
  /** A file that was given out was changed then: zip files tell it at their end. */
  readonly modified: (name: string, modifiedMs: number) => void;
}

export interface Intake extends EntrySink {
  /** Rows that were read, of all files. */
  readonly rows: number;
  /** Nothing more of it needs to be read. */
  readonly finished: boolean;
}

/** State that the layers of one source share. */
interface Shared {
  readonly options: IntakeOptions;
  readonly readers: DumpReader[];
  /** Why no more is read: a clause. */
  stop: string | undefined;
}

interface FileInfo {
  readonly name: string;
  readonly modifiedMs?: number;
  /** Where it is known before. */
  readonly size?: number | undefined;
  readonly layer: number;
  /** Its bytes come out of something, and have to be kept. */
  readonly inside: boolean;
  /** Counts files that are no dumps; true = not listed any more. */
  readonly tooManyOthers?: () => boolean;
}

export function createIntake(
  options: IntakeOptions,
  { name, size, modifiedMs }: { readonly name: string; readonly size: number; readonly modifiedMs?: number },
): Intake {
  const shared: Shared = { options, readers: [], stop: undefined };
  const time = modifiedMs !== undefined && { modifiedMs };
  const sink = takeFile(shared, { name, size, ...time, layer: 0, inside: false });
  return {
    push: sink.push,
    end: sink.end,
    get rows() {
      return shared.readers.reduce((sum, { rows }) => sum + rows, 0);
    },
    get finished() {
      return shared.stop !== undefined || sink.finished;
    },
  };
}

interface Layer extends EntrySink {
  readonly finished: boolean;
}

const sentence = (code: Problem['code'], message: string): Problem => ({ code, message });

/** A file whose kind is not known yet: its first bytes are collected. */
function takeFile(shared: Shared, info: FileInfo): Layer {
  const first: Uint8Array[] = [];
  let collected = 0;
  let layer: Layer | undefined;

  function begin(): Layer {
    const bytes = joinedBytes(first, collected);
    first.length = 0;
    layer = layerFor(shared, info, bytes);
    if (bytes.length > 0) layer.push(bytes);
    return layer;
  }

  return {
    get finished() {
      return layer?.finished ?? false;
    },
    push(chunk) {
      if (layer !== undefined) return layer.push(chunk);
      first.push(chunk.slice());
      collected += chunk.length;
      if (collected >= DETECT_DUMP_BYTES) begin();
    },
    end(fault) {
      if (fault !== undefined && collected === 0) {
        const code = info.inside ? 'broken-packing' : 'source';
        layer = refused(shared, info, sentence(code, `${info.name} could not be read: ${fault}.`));
      }
      (layer ?? begin()).end(fault);
    },
  };
}

function joinedBytes(chunks: readonly Uint8Array[], length: number): Uint8Array {
  if (chunks.length === 1) return chunks[0];
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function layerFor(shared: Shared, info: FileInfo, first: Uint8Array): Layer {
  const { name } = info;
  if (first.length === 0) return refused(shared, info, sentence('empty', `${name} is empty.`));
  const { kind, what, hopeless } = detectDump(first, name);
  const wrapper = wrapperOf(first);
  if (kind === 'zip' || kind === 'tar' || wrapper !== undefined) {
    if (info.layer >= MAX_LAYERS) {
      const message = `${name} is packed more than ${MAX_LAYERS} times; what is in it was not read.`;
      return refused(shared, info, sentence('too-much', message));
    }
    return wrapper === undefined
      ? takeArchive(shared, info, kind as 'zip' | 'tar')
      : takePacked(shared, info, wrapper.createUnpacker(), wrapper.name);
  }
  if (kind === 'trace') {
    const message = `${name} is an execution trace, not a goroutine dump; open it by itself.`;
    return refused(shared, info, sentence('not-a-dump', message));
  }
  if (hopeless === true) return refused(shared, info, sentence('not-a-dump', `${name} is no dump: it is ${what}.`));
  return takeDump(shared, info, kind, what, first);
}

/** Only says what it is. */
function refused({ options }: Shared, info: FileInfo, problem: Problem): Layer {
  let bytes = 0;
  return {
    finished: true,
    push(chunk) {
      bytes += chunk.length;
    },
    end() {
      if (info.tooManyOthers?.() === true) return;
      options.done({ file: fileOf(info, info.size ?? bytes, 'unknown', [problem], 0), snapshots: [] });
    },
  };
}

function fileOf(
  { name, modifiedMs }: FileInfo,
  bytes: number,
  format: DumpFile['format'],
  problems: readonly Problem[],
  readFraction: number,
): DumpFile {
  return { name, bytes, ...(modifiedMs !== undefined && { modifiedMs }), format, problems, readFraction };
}

/** Says why reading stops if a limit is passed. */
function count(shared: Shared, which: keyof Limits, bytes: number): void {
  const { limits } = shared.options;
  limits[which] += bytes;
  const most = which === 'keptBytes' ? MAX_KEPT_BYTES : MAX_UNPACKED_BYTES;
  if (limits[which] > most) shared.stop ??= `more than ${formatBytes(most)} came out of packed files`;
}

function takePacked(shared: Shared, info: FileInfo, unpacker: Unpacker, packer: string): Layer {
  const inner = takeFile(shared, { ...info, size: undefined, layer: info.layer + 1, inside: true });
  let unpacked = 0;
  const drain = (): void => {
    for (let piece = unpacker.next(); piece !== undefined && shared.stop === undefined; piece = unpacker.next()) {
      unpacked += piece.length;
      count(shared, 'unpackedBytes', piece.length);
      inner.push(piece);
    }
  };
  return {
    get finished() {
      return inner.finished || unpacker.fault !== undefined;
    },
    push(chunk) {
      if (unpacker.fault !== undefined || shared.stop !== undefined) return;
      // The unpacker keeps what it is given.
      unpacker.push(chunk.slice());
      drain();
    },
    end(fault) {
      if (fault === undefined && shared.stop === undefined && !inner.finished) unpacker.end();
      drain();
      const own = unpacker.fault;
      const where = own && `unpacking it (${packer}) ended at byte ${groupDigits(own.offset)}, ${own.what}`;
      inner.end(shared.stop ?? fault ?? (where && unpacked === 0 ? `${where}; nothing came out` : where));
    },
  };
}

function takeArchive(shared: Shared, info: FileInfo, kind: 'zip' | 'tar'): Layer {
  let entries = 0;
  let others = 0;
  let bytes = 0;
  const names: string[] = [];
  const archive: ArchiveReader = createArchiveReader(kind, (entry) => {
    entries++;
    names.push(entry.name);
    const sink = takeFile(shared, {
      name: `${info.name}/${entry.name}`,
      ...(entry.modifiedMs !== undefined && { modifiedMs: entry.modifiedMs }),
      layer: info.layer + 1,
      inside: true,
      tooManyOthers: () => ++others > LISTED_OTHERS,
    });
    return {
      push(chunk) {
        if (shared.stop !== undefined) return;
        if (kind === 'zip') count(shared, 'unpackedBytes', chunk.length);
        sink.push(chunk);
      },
      end: (fault) => sink.end(shared.stop ?? fault),
    };
  });
  return {
    get finished() {
      return archive.fault !== undefined;
    },
    push(chunk) {
      bytes += chunk.length;
      if (shared.stop === undefined) archive.push(chunk);
    },
    end(fault) {
      archive.end();
      for (const name of names) {
        const modifiedMs = archive.modifiedMs(name);
        if (modifiedMs !== undefined) shared.options.modified(`${info.name}/${name}`, modifiedMs);
      }
      const why = shared.stop ?? fault ?? archive.fault;
      const problems: Problem[] = [];
      if (why !== undefined) {
        const code = shared.stop === undefined ? 'broken-packing' : 'too-much';
        const read = entries === 1 ? 'one file in it was' : `${groupDigits(entries)} files in it were`;
        problems.push(sentence(code, `${info.name} was not read to its end: ${why}; ${read} found before.`));
      }
      if (others > LISTED_OTHERS) {
        const more = groupDigits(others - LISTED_OTHERS);
        problems.push(sentence('not-a-dump', `${info.name} holds ${more} more files that are no dumps.`));
      }
      if (entries === 0 && why === undefined) problems.push(sentence('empty', `${info.name} holds no files.`));
      if (problems.length === 0) return;
      const { options } = shared;
      options.done({ file: fileOf(info, bytes, 'unknown', problems, why === undefined ? 1 : 0), snapshots: [] });
    },
  };
}

/** What of the bytes that both kinds of text are looked for in goes to which reader. */
function takeDump(shared: Shared, info: FileInfo, kind: DumpKind, what: string | undefined, first: Uint8Array): Layer {
  const { options } = shared;
  const { name } = info;
  const readers = [...createDumpReaders(kind, { symbols: options.symbols, file: options.place(), name })];
  shared.readers.push(...readers);
  const kept = info.inside && kind !== 'pprof' ? options.keep() : undefined;
  let bytes = 0;

  function problemsOf(found: readonly DumpReader[], fault: string | undefined): readonly Problem[] {
    const problems = (found.length > 0 ? found : readers).flatMap((reader) => reader.problems);
    if (fault !== undefined) {
      const read = found.length > 0 ? 'what came before was read' : 'no goroutines came before';
      const code = shared.stop !== undefined ? 'too-much' : info.inside ? 'broken-packing' : 'source';
      return [sentence(code, `${name} was not read to its end: ${fault}; ${read}.`), ...problems];
    }
    if (found.length > 0 || (kind === 'pprof' && problems.length > 0)) return problems;
    return [nothingFound(name, bytes, first, what)];
  }

  return {
    finished: false,
    push(chunk) {
      bytes += chunk.length;
      for (const reader of readers) {
        const second = kind === 'goroutine-text' && reader.format === 'goroutine-counts';
        if (second && bytes > BOTH_TEXTS_BYTES && reader.rows === 0) continue;
        reader.push(chunk);
      }
      if (kept === undefined) return;
      kept.add(chunk);
      count(shared, 'keptBytes', chunk.length);
    },
    end(fault) {
      const ended = readers.map((reader) => ({ reader, snapshots: reader.end() }));
      const found = ended.filter(({ snapshots }) => snapshots.length > 0);
      const snapshots = found.flatMap((each) => each.snapshots).sort((a, b) => a.from - b.from);
      const last = snapshots.at(-1);
      if (fault !== undefined && last !== undefined) snapshots[snapshots.length - 1] = { ...last, truncated: true };
      if (found.length === 0) {
        kept?.drop();
        if (kept !== undefined) options.limits.keptBytes -= bytes;
        if (info.tooManyOthers?.() === true) return;
      }
      const problems = problemsOf(
        found.map(({ reader }) => reader),
        fault,
      );
      const format: DumpFormat | 'unknown' = found[0]?.reader.format ?? 'unknown';
      const size = Math.max(bytes, info.size ?? 0);
      const file = fileOf(info, size, format, problems, found.length > 0 && size > 0 ? bytes / size : 0);
      options.done({ file, snapshots, ...(kept !== undefined && found.length > 0 && { kept }) });
    },
  };
}

/** The first line of an error page that was saved as a dump says more than any advice. */
function nothingFound(name: string, bytes: number, first: Uint8Array, what: string | undefined): Problem {
  if (what !== undefined) return sentence('not-a-dump', `${name} is ${what}; no goroutines were found in it.`);
  const searched = `all of its ${groupDigits(bytes)} bytes were searched for goroutines and for counts of them`;
  const text = new TextDecoder().decode(first.subarray(0, 400)).trimStart();
  const line = text.split(/[\r\n]/, 1)[0].slice(0, 60);
  const readable = line !== '' && !/[\p{Cc}\p{Cf}\ufffd]/u.test(line);
  const begins = readable ? `; it begins with “${line}”` : '';
  return sentence('no-goroutines', `${name} holds no goroutine dump: ${searched}${begins}.`);
}
