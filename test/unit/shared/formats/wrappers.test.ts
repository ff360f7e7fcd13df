// Unpacking gzip and zstd, fed in pieces of any size: the same bytes as the tools give, and everything before a damage.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { packerOf, type Unpacker, wrapperOf } from '../../../../shared/formats/wrappers';
import { crc32 } from '../../../../shared/formats/wrappers/crc32';
import { Xxh64 } from '../../../../shared/formats/wrappers/xxh64';

const FIXTURES = join(import.meta.dirname, '..', '..', '..', 'fixtures');
const trace = (name: string) => readFileSync(join(FIXTURES, 'traces', name));
const packed = (name: string) => readFileSync(join(FIXTURES, 'packed', name));
const HTTP = trace('http-1.27.trace');
const HTTP_ZST = packed('http-1.27.trace.zst');

interface Unpacked {
  readonly bytes: Buffer;
  readonly unpacker: Unpacker;
  readonly largestPiece: number;
}

function unpack(file: Uint8Array, step = file.length): Unpacked {
  const unpacker = wrapperOf(file)?.createUnpacker();
  if (unpacker === undefined) throw new Error('not packed');
  const pieces: Uint8Array[] = [];
  const take = (): void => {
    for (let piece = unpacker.next(); piece !== undefined; piece = unpacker.next()) pieces.push(piece);
  };
  for (let at = 0; at < file.length && unpacker.fault === undefined; at += step) {
    unpacker.push(file.subarray(at, at + step));
    take();
  }
  unpacker.end();
  take();
  const largestPiece = Math.max(0, ...pieces.map(({ length }) => length));
  return { bytes: Buffer.concat(pieces), unpacker, largestPiece };
}

function expectWhole({ bytes, unpacker }: Unpacked, original: Buffer, file: Uint8Array): void {
  expect(unpacker.fault).toBeUndefined();
  expect(bytes.equals(original)).toBe(true);
  expect(unpacker.packedBytes).toBe(file.length);
}

/** What comes out is a beginning of the original, however the file is damaged. */
function expectBeginning(bytes: Buffer, original: Buffer): void {
  expect(original.subarray(0, bytes.length).equals(bytes)).toBe(true);
}

const changed = (file: Uint8Array, at: number): Uint8Array => {
  const copy = Uint8Array.from(file);
  copy[at] ^= 0xff;
  return copy;
};

describe('gzip', () => {
  const strategies = [constants.Z_DEFAULT_STRATEGY, constants.Z_FIXED, constants.Z_HUFFMAN_ONLY, constants.Z_RLE];
  const kinds = [0, 1, 6, 9].flatMap((level) => strategies.map((strategy) => [level, strategy] as const));

  it.each(kinds)('level %d, strategy %d', (level, strategy) => {
    const file = gzipSync(HTTP, { level, strategy });
    for (const step of [file.length, 4096, 7]) expectWhole(unpack(file, step), HTTP, file);
  });

  it('reads members behind each other, byte by byte, and the zeros behind them', () => {
    const parts = [HTTP.subarray(0, 9000), HTTP.subarray(9000, 9000), HTTP.subarray(9000)];
    const file = Buffer.concat([...parts.map((part) => gzipSync(part)), Buffer.alloc(512)]);
    expectWhole(unpack(file, 1), HTTP, file);
    expectWhole(unpack(file), HTTP, file);
  });

  it('reads headers with a name, a comment, an extra field and a checksum', () => {
    const plain = gzipSync(HTTP);
    const extra = [5, 0, 1, 2, 3, 0, 5];
    const text = [...Buffer.from('a.trace\0why\0')];
    const file = Buffer.concat([
      Buffer.from([0x1f, 0x8b, 8, 2 + 4 + 8 + 16, 0, 0, 0, 0, 0, 3, ...extra, ...text, 9, 9]),
      plain.subarray(10),
    ]);
    expectWhole(unpack(file, 3), HTTP, file);
  });

  it('keeps all but the last bytes before a cut, wherever it is', () => {
    const file = gzipSync(HTTP);
    let before = 0;
    for (let length = 10; length < file.length; length += 97) {
      const { bytes, unpacker } = unpack(file.subarray(0, length));
      expectBeginning(bytes, HTTP);
      expect(bytes.length).toBeGreaterThanOrEqual(before);
      expect(unpacker.fault).toMatchObject({ kind: 'damaged', what: 'it was cut' });
      before = bytes.length;
    }
    expect(unpack(file.subarray(0, -8)).bytes.equals(HTTP)).toBe(true);
  });

  it('names garbage behind the end, and its place', () => {
    const file = gzipSync(HTTP);
    const { bytes, unpacker } = unpack(Buffer.concat([file, Buffer.from('and more')]));
    expect(bytes.equals(HTTP)).toBe(true);
    expect(unpacker.fault).toEqual({
      kind: 'damaged',
      what: 'bytes follow that belong to no gzip file',
      offset: file.length,
    });
  });

  it('notices every changed byte of the data', () => {
    const file = gzipSync(HTTP);
    for (let at = 10; at < file.length; at += 131) {
      const { bytes, unpacker } = unpack(changed(file, at));
      expect(unpacker.fault, `byte ${at}`).toBeDefined();
      expect(bytes.length).toBeLessThan(100 * HTTP.length);
    }
    expect(unpack(changed(file, file.length - 6)).unpacker.fault?.what).toContain('checksum');
  });

  it('unpacks a bomb in small pieces', () => {
    const file = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    expect(file.length).toBeLessThan(70_000);
    const { bytes, largestPiece } = unpack(file);
    expect(bytes.length).toBe(64 * 1024 * 1024);
    expect(largestPiece).toBeLessThanOrEqual(300 * 1024);
  });
});

describe('zstd', () => {
  it('reads a frame, however it arrives', () => {
    for (const step of [HTTP_ZST.length, 1000, 1]) expectWhole(unpack(HTTP_ZST, step), HTTP, HTTP_ZST);
  });

  it('reads frames behind each other with skippable ones between', () => {
    const file = packed('leak-1.27-frames.trace.zst');
    for (const step of [file.length, 1000, 1]) expectWhole(unpack(file, step), trace('leak-1.27.trace'), file);
  });

  it('reads stored and repeated blocks, and a frame without checksum', () => {
    const head = [0x28, 0xb5, 0x2f, 0xfd, 0, 0];
    const file = Uint8Array.from([...head, 3 << 3, 0, 0, 1, 2, 3, (4 << 3) | 2 | 1, 0, 0, 7]);
    for (const step of [file.length, 1]) expectWhole(unpack(file, step), Buffer.from([1, 2, 3, 7, 7, 7, 7]), file);
  });

  it('keeps the blocks before a cut', () => {
    for (let length = 8; length < HTTP_ZST.length; length += 97) {
      const { bytes, unpacker } = unpack(HTTP_ZST.subarray(0, length));
      expectBeginning(bytes, HTTP);
      expect(unpacker.fault).toEqual({ kind: 'damaged', what: 'it was cut', offset: length });
    }
    expect(unpack(HTTP_ZST.subarray(0, -4)).bytes.equals(HTTP)).toBe(true);
  });

  it('notices every changed byte, and throws at none', () => {
    for (let at = 0; at < HTTP_ZST.length; at += 61) {
      const file = changed(HTTP_ZST, at);
      if (wrapperOf(file) === undefined) continue;
      expect(unpack(file).unpacker.fault, `byte ${at}`).toBeDefined();
    }
    expect(unpack(changed(HTTP_ZST, HTTP_ZST.length - 1)).unpacker.fault?.what).toContain('checksum');
  });

  it('refuses a window that would not fit in memory, and a dictionary, before it allocates', () => {
    const window = Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 0, 18 << 3, 1, 0, 0]);
    expect(unpack(window).unpacker.fault).toMatchObject({
      kind: 'refused',
      what: 'unpacking it takes a window of 256 MB, and 128 MB is the limit here',
    });
    const dictionary = Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 1, 0, 42, 1, 0, 0]);
    expect(unpack(dictionary).unpacker.fault).toMatchObject({ kind: 'refused' });
    const block = Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0, 0xfb, 0xff, 0xff, 1]);
    expect(unpack(block).unpacker.fault).toMatchObject({ kind: 'damaged', what: 'there is a block that is too large' });
  });
});

describe('a zstd block that lies', () => {
  /** One block in a frame with a window of 128 KB. */
  const fileOf = (...block: readonly number[]): Uint8Array => {
    const head = (block.length << 3) | (2 << 1) | 1;
    return Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 0, 7 << 3, head & 255, head >> 8, 0, ...block]);
  };
  it.each([
    // All in codes of one symbol: 35 = at least 65 536 literals, 52 = a match of at least 65 539 bytes.
    ['98 303 sequences of 131 KB each', [0, 255, 255, 255, 0b01010100, 35, 0, 52, 1]],
    ['a match before the beginning', [8, 7, 1, 0b01010100, 0, 3, 0, 0b1000]],
    ['more literals than there are', [8, 7, 1, 0b01010100, 15, 0, 0, 1]],
    ['a code of the block before, where there is none', [8, 7, 1, 0b11111100, 1]],
    ['literals in the code of the block before', [3, 0, 0, 0, 0]],
    ['a symbol that does not exist', [8, 7, 1, 0b01010100, 36, 0, 0, 1]],
    ['nothing', []],
  ])('%s', (_, block) => {
    const { bytes, unpacker } = unpack(fileOf(...block));
    expect(bytes.length).toBe(0);
    expect(unpacker.fault).toEqual({ kind: 'damaged', what: 'a block is damaged', offset: 6 });
  });
});

describe('checksums', () => {
  it('CRC-32, in one go and in parts', () => {
    expect(crc32(0, new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
    expect(crc32(crc32(0, HTTP.subarray(0, 1001)), HTTP.subarray(1001))).toBe(crc32(0, HTTP));
  });

  it.each([
    ['', 0x51d8e999],
    ['abc', 0xad770999],
  ])('XXH64 of %j', (text, low) => {
    const sum = new Xxh64();
    sum.update(new TextEncoder().encode(text));
    // The lower halves of the published values ef46db3751d8e999 and 44bc2cf5ad770999.
    expect(sum.low32()).toBe(low);
  });

  it('XXH64 in parts is that of the whole', () => {
    const whole = new Xxh64();
    whole.update(HTTP);
    const parts = new Xxh64();
    for (let at = 0; at < HTTP.length; at += 45) parts.update(HTTP.subarray(at, at + 45));
    expect(parts.low32()).toBe(whole.low32());
  });
});

it.each([
  ['gzip', [0x1f, 0x8b, 8]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]],
  ['bzip2', [0x42, 0x5a, 0x68, 0x39]],
  ['zip', [0x50, 0x4b, 3, 4]],
  ['lz4', [4, 0x22, 0x4d, 0x18]],
  [undefined, [0x67, 0x6f, 0x20, 0x31]],
])('a file of %s is told by its first bytes', (name, magic) => {
  expect(packerOf(Uint8Array.from([...magic, 0, 0, 0, 0]))).toBe(name);
});
