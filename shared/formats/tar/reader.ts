// Reads tar archives (ustar, GNU, pax) as a stream. A package (nanotar) was tried first: it wants the archive as a whole, throws
// at a size that is negative or reaches over the end (asked for names only, it never ends), and cuts long names at a blank.

import {
  type ArchiveReader,
  type EntrySink,
  isOwnBusiness,
  MAX_ENTRIES,
  type OnEntry,
  shownName,
} from '../wrappers/archive';

const BLOCK = 512;
/** Long names and pax records of real archives have some 100 bytes. */
const LONGEST_RECORDS = 1024 * 1024;

interface Header {
  readonly name: string;
  readonly size: number;
  readonly modifiedMs: number | undefined;
  readonly type: string;
}

const utf8 = new TextDecoder();

function textAt(block: Uint8Array, from: number, length: number): string {
  const end = block.indexOf(0, from);
  return utf8.decode(block.subarray(from, end < 0 || end > from + length ? from + length : end));
}

/** Octal digits, or bytes of a larger number; NaN = neither. */
function numberAt(block: Uint8Array, from: number, length: number): number {
  if (block[from] & 0x80) {
    let value = block[from] & 0x7f;
    for (let i = 1; i < length; i++) value = value * 256 + block[from + i];
    return Number.isSafeInteger(value) ? value : Number.NaN;
  }
  const digits = textAt(block, from, length).trim();
  if (digits === '') return 0;
  return /^[0-7]{1,12}$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
}

/** Undefined if the block is no header of a file. */
function readHeader(block: Uint8Array): Header | undefined {
  let sum = 8 * 32;
  for (let i = 0; i < BLOCK; i++) if (i < 148 || i >= 156) sum += block[i];
  const size = numberAt(block, 124, 12);
  if (numberAt(block, 148, 8) !== sum || Number.isNaN(size)) return undefined;
  const prefix = textAt(block, 257, 6) === 'ustar' ? textAt(block, 345, 155) : '';
  const own = textAt(block, 0, 100);
  const seconds = numberAt(block, 136, 12);
  return {
    name: prefix === '' ? own : `${prefix}/${own}`,
    size,
    modifiedMs: seconds > 0 ? seconds * 1000 : undefined,
    type: String.fromCharCode(block[156] || 48),
  };
}

/** The first bytes of a file begin a tar archive. */
export const isTar = (first: Uint8Array): boolean => first.length >= BLOCK && readHeader(first) !== undefined;

/** `27 path=logs/a b.txt\n` and so on: length of the record, key, value. */
function readPax(bytes: Uint8Array, into: Map<string, string>): void {
  for (let at = 0; at < bytes.length; ) {
    const blank = bytes.indexOf(32, at);
    const length = blank < 0 ? Number.NaN : Number(utf8.decode(bytes.subarray(at, Math.min(blank, at + 10))));
    if (!(length > 0) || at + length > bytes.length) return;
    const record = utf8.decode(bytes.subarray(blank + 1, at + length - 1));
    const equals = record.indexOf('=');
    if (equals > 0) into.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
}

export function createTarReader(onEntry: OnEntry): ArchiveReader {
  const block = new Uint8Array(BLOCK);
  let filled = 0;
  let position = 0;
  /** Data of the entry, then what fills its last block. */
  let left = 0;
  let padding = 0;
  let sink: EntrySink | undefined;
  let records: { readonly type: string; readonly bytes: Uint8Array; length: number } | undefined;
  /** What an entry before says of the next one. */
  let next = new Map<string, string>();
  let entries = 0;
  let ended = false;
  let fault: string | undefined;

  function begin(header: Header): void {
    const { type } = header;
    const size = next.has('size') && !/[xgLK]/.test(type) ? Number(next.get('size')) : header.size;
    if (!Number.isSafeInteger(size) || size < 0) {
      fault = `at byte ${position - BLOCK} an entry has a size that is no number`;
      return;
    }
    left = size;
    padding = (BLOCK - (size % BLOCK)) % BLOCK;
    if (/[xgLK]/.test(type)) {
      if (size > LONGEST_RECORDS) fault = `at byte ${position - BLOCK} a name has ${size} bytes`;
      else if (type === 'x' || type === 'L') records = { type, bytes: new Uint8Array(size), length: 0 };
    } else {
      const name = next.get('path') ?? header.name;
      const mtime = Number(next.get('mtime')) * 1000;
      next = new Map();
      if (/[07]/.test(type) && !name.endsWith('/') && !isOwnBusiness(name)) {
        if (++entries > MAX_ENTRIES) fault = `it holds more than ${MAX_ENTRIES} files`;
        else {
          const modifiedMs = mtime > 0 ? mtime : header.modifiedMs;
          sink = onEntry({ name: shownName(name), ...(modifiedMs !== undefined && { modifiedMs }) });
        }
      }
    }
    if (left === 0) finish();
  }

  function finish(): void {
    sink?.end();
    sink = undefined;
    if (records?.type === 'L') next.set('path', textAt(records.bytes, 0, records.bytes.length));
    else if (records !== undefined) readPax(records.bytes, next);
    records = undefined;
  }

  function takeBlock(): void {
    filled = 0;
    // Two empty blocks end an archive; what follows fills the tape.
    if (block.every((byte) => byte === 0)) {
      ended = true;
      return;
    }
    const header = readHeader(block);
    if (header === undefined) fault = `the 512 bytes before byte ${position} are no header of a file`;
    else begin(header);
  }

  return {
    get fault() {
      return fault;
    },
    modifiedMs: () => undefined,
    push(chunk) {
      for (let at = 0; at < chunk.length && !ended && fault === undefined; ) {
        const wanted = left > 0 ? left : padding > 0 ? padding : BLOCK - filled;
        const part = chunk.subarray(at, Math.min(chunk.length, at + wanted));
        at += part.length;
        position += part.length;
        if (left > 0) {
          sink?.push(part);
          if (records !== undefined) {
            records.bytes.set(part, records.length);
            records.length += part.length;
          }
          left -= part.length;
          if (left === 0) finish();
        } else if (padding > 0) padding -= part.length;
        else {
          block.set(part, filled);
          filled += part.length;
          if (filled === BLOCK) takeBlock();
        }
      }
    },
    end() {
      if (!ended && fault === undefined && (left > 0 || filled > 0))
        fault = `it ends inside an entry, at byte ${position}`;
      sink?.end(fault ?? 'the archive ends inside of it');
      sink = undefined;
    },
  };
}
