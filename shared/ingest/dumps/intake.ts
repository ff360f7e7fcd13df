// Takes the bytes of a source and finds the dumps in them: unpacks, opens archives, and gives each file to the readers of what
// it is. Bytes are pushed through all layers, so memory holds a piece per layer and what the readers make of it.

import { groupDigits } from '../../base/format';
import { type ArchiveReader, createArchiveReader, type EntrySink } from '../../formats/archives';
import { DETECT_DUMP_BYTES, detectDump } from '../../formats/detect-dump';
import { type Unpacker, wrapperOf } from '../../formats/wrappers';
import type { Problem } from '../../model/problems';
import { count, type FileInfo, fileOf, type IntakeOptions, type Layer, type Shared, sentence } from './layer';
import { takeDump } from './take-dump';

/** `bundle.tar.gz` with `.gz` files in it has three layers, and an archive in an archive four. More are made to be a burden. */
const MAX_LAYERS = 4;
/** Files of one archive that are no dumps, of which each is listed. */
const LISTED_OTHERS = 100;

export interface Intake extends EntrySink {
  /** Rows that were read, of all files. */
  readonly rows: number;
  /** Nothing more of it needs to be read. */
  readonly finished: boolean;
}

export function createIntake(
  options: IntakeOptions,
  { name, size, modifiedMs }: { readonly name: string; readonly size: number; readonly modifiedMs?: number },
): Intake {
  const shared: Shared = { options, readers: [], rowsOfEnded: 0, stop: undefined };
  const time = modifiedMs !== undefined && { modifiedMs };
  const sink = takeFile(shared, { name, size, ...time, layer: 0, inside: false });
  return {
    push: sink.push,
    end: sink.end,
    get rows() {
      return shared.readers.reduce((sum, { rows }) => sum + rows, shared.rowsOfEnded);
    },
    get finished() {
      return shared.stop !== undefined || sink.finished;
    },
  };
}

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

function takePacked(shared: Shared, info: FileInfo, unpacker: Unpacker, packer: string): Layer {
  const inner = takeFile(shared, { ...info, size: undefined, layer: info.layer + 1, inside: true });
  let unpacked = 0;
  const drain = (): void => {
    for (let piece = unpacker.next(); piece !== undefined; piece = unpacker.next()) {
      unpacked += piece.length;
      count(shared, 'unpackedBytes', piece.length);
      inner.push(piece);
      if (shared.stop !== undefined || inner.finished) return;
    }
  };
  return {
    get finished() {
      return inner.finished || unpacker.fault !== undefined;
    },
    push(chunk) {
      if (unpacker.fault !== undefined || shared.stop !== undefined || inner.finished) return;
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
