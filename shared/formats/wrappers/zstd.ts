// Unpacks zstd (RFC 8878): frames behind each other, with skippable ones between them (pzstd, seekable zstd).
//
// The window that a header asks for is looked at before it is allocated: a header can ask for terabytes.

import { DamagedBlock } from './fse';
import { joined, type PackingFault, type Unpacker } from './unpacker';
import { Xxh64 } from './xxh64';
import { ZstdBlocks } from './zstd-blocks';

/** What the zstd tool itself unpacks without being told to (--long=27); `zstd --ultra -22` uses all of it. */
const MAX_WINDOW_BYTES = 128 * 1024 * 1024;
/** A block unpacks to no more, by the format: what a piece costs in memory. */
const MAX_BLOCK_BYTES = 128 * 1024;
const BLOCK_HEADER_BYTES = 3;
const BLOCK_STORED = 0;
const BLOCK_REPEATED = 1;
const BLOCK_RESERVED = 3;

const word = (bytes: Uint8Array): number =>
  bytes.length < 4 ? -1 : (bytes[0] | (bytes[1] << 8) | (bytes[2] << 16) | (bytes[3] << 24)) >>> 0;

const isFrame = (bytes: Uint8Array): boolean => word(bytes) === 0xfd2fb528;
const isSkippable = (bytes: Uint8Array): boolean =>
  (word(bytes) & 0xfffffff0) >>> 0 === 0x184d2a50 && bytes.length >= 4;

/** Also for the skippable frame with which pzstd begins; lz4 has the same ones, but begins with a frame of its own. */
export function isZstd(first: Uint8Array): boolean {
  return isFrame(first) || isSkippable(first);
}

interface FrameHeader {
  readonly byteLength: number;
  readonly windowBytes: number;
  /** What a block of the frame may unpack to. */
  readonly blockBytes: number;
  readonly hasChecksum: boolean;
  readonly dictionary: boolean;
}

/** Undefined = not all of it is there. */
function frameHeader(bytes: Uint8Array): FrameHeader | undefined {
  if (bytes.length < 5) return undefined;
  const descriptor = bytes[4];
  const isSingle = (descriptor & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3];
  const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][descriptor >>> 6];
  const dictionaryAt = isSingle ? 5 : 6;
  const sizeAt = dictionaryAt + dictionaryBytes;
  const byteLength = sizeAt + sizeBytes;
  if (bytes.length < byteLength) return undefined;
  let windowBytes = 0;
  if (isSingle) {
    for (let i = sizeBytes - 1; i >= 0; i--) windowBytes = windowBytes * 256 + bytes[sizeAt + i];
    if (sizeBytes === 2) windowBytes += 256;
  } else {
    const base = 2 ** (10 + (bytes[5] >>> 3));
    windowBytes = base + (base / 8) * (bytes[5] & 7);
  }
  const dictionary = bytes.subarray(dictionaryAt, sizeAt).some((byte) => byte !== 0);
  // By the format no more than the window; encoders are more generous with tiny ones.
  const blockBytes = Math.min(MAX_BLOCK_BYTES, Math.max(windowBytes, 1024));
  return { byteLength, windowBytes, blockBytes, hasChecksum: (descriptor & 4) !== 0, dictionary };
}

export function createUnzstd(): Unpacker {
  let state: 'frame' | 'block' | 'checksum' | 'done' = 'frame';
  let held: Uint8Array = new Uint8Array(0);
  /** Bytes before `held`. */
  let before = 0;
  let ended = false;
  let fault: PackingFault | undefined;
  let skipLeft = 0;
  let frames = 0;
  let frame: ZstdBlocks | undefined;
  let header: FrameHeader | undefined;
  let sum: Xxh64 | undefined;
  let piece: Uint8Array | undefined;

  const stop = (what: string, kind: PackingFault['kind'] = 'damaged'): false => {
    fault = { kind, what, offset: before };
    state = 'done';
    return false;
  };
  const skip = (bytes: number): void => {
    before += bytes;
    held = held.subarray(bytes);
  };

  function nextFrame(): boolean {
    if (skipLeft > 0) {
      const skipped = Math.min(skipLeft, held.length);
      skip(skipped);
      skipLeft -= skipped;
      return skipLeft === 0;
    }
    if (held.length < 4) return false;
    if (isSkippable(held)) {
      if (held.length < 8) return false;
      skipLeft = word(held.subarray(4));
      skip(8);
      return true;
    }
    if (!isFrame(held)) return stop('bytes follow that belong to no zstd file');
    header = frameHeader(held);
    if (header === undefined) return false;
    const { windowBytes, dictionary } = header;
    if ((held[4] & 8) !== 0) return stop('the header of a frame is damaged');
    if (dictionary) return stop('it was packed with a dictionary, which is not part of it', 'refused');
    if (windowBytes > MAX_WINDOW_BYTES) {
      const megabytes = Math.ceil(windowBytes / 2 ** 20);
      return stop(`unpacking it takes a window of ${megabytes} MB, and 128 MB is the limit here`, 'refused');
    }
    skip(header.byteLength);
    sum = header.hasChecksum ? new Xxh64() : undefined;
    frame = new ZstdBlocks(windowBytes, header.blockBytes);
    state = 'block';
    return true;
  }

  function nextBlock({ blockBytes, hasChecksum }: FrameHeader, blocks: ZstdBlocks): boolean {
    if (held.length < BLOCK_HEADER_BYTES) return false;
    const head = held[0] | (held[1] << 8) | (held[2] << 16);
    const type = (head >>> 1) & 3;
    const size = head >>> 3;
    if (type === BLOCK_RESERVED) return stop('there is a block of a type that does not exist');
    if (size > blockBytes) return stop('there is a block that is too large');
    const byteLength = BLOCK_HEADER_BYTES + (type === BLOCK_REPEATED ? 1 : size);
    if (held.length < byteLength) return false;
    const block = held.subarray(BLOCK_HEADER_BYTES, byteLength);
    try {
      if (type === BLOCK_STORED) piece = blocks.stored(block);
      else if (type === BLOCK_REPEATED) piece = blocks.repeated(block[0], size);
      else piece = blocks.packed(block);
    } catch (error) {
      if (error instanceof DamagedBlock) return stop('a block is damaged');
      throw error;
    }
    sum?.update(piece);
    skip(byteLength);
    if ((head & 1) !== 0) {
      state = hasChecksum ? 'checksum' : 'frame';
      if (!hasChecksum) frames++;
    }
    return true;
  }

  function checksum(): boolean {
    if (held.length < 4) return false;
    if (word(held) !== sum?.low32()) {
      return stop('the checksum of a frame does not fit what was unpacked, so that a part of it is wrong');
    }
    skip(4);
    frames++;
    state = 'frame';
    return true;
  }

  return {
    get packedBytes() {
      return before;
    },
    get fault() {
      return fault;
    },
    push(chunk) {
      if (state !== 'done') held = joined(held, chunk);
    },
    end() {
      ended = true;
    },
    next() {
      for (let more = true; more; ) {
        more = false;
        if (state === 'frame') more = nextFrame();
        else if (state === 'block' && header !== undefined && frame !== undefined) more = nextBlock(header, frame);
        else if (state === 'checksum') more = checksum();
        const taken = piece;
        piece = undefined;
        if (taken !== undefined && taken.length > 0) return taken;
      }
      if (ended && state !== 'done') {
        const isWhole = state === 'frame' && held.length === 0 && skipLeft === 0 && frames > 0;
        before += held.length;
        if (!isWhole) stop('it was cut');
        state = 'done';
      }
      return undefined;
    },
  };
}
