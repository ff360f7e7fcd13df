// Unpacks gzip (RFC 1952): one member or several behind each other, each checked by its length and checksum.

import { crc32 } from './crc32';
import { Inflate } from './inflate';
import { joined, type PackingFault, type Unpacker } from './unpacker';

/** Extra field (64 KB at most) with name and comment; what goes on for longer is no header, and must not be collected. */
const MAX_HEADER_BYTES = 128 * 1024;
const TRAILER_BYTES = 8;
const FLAG_HEADER_CRC = 2;
const FLAG_EXTRA = 4;
const FLAG_NAME = 8;
const FLAG_COMMENT = 16;
const DEFLATE = 8;

export function isGzip(first: Uint8Array): boolean {
  return first[0] === 0x1f && first[1] === 0x8b;
}

/** Length of a member's header; 0 = not all of it is there, -1 = none. */
function headerLength(bytes: Uint8Array): number {
  if (bytes.length < 10) return bytes.length >= 3 && bytes[2] !== DEFLATE ? -1 : 0;
  if (!isGzip(bytes) || bytes[2] !== DEFLATE || (bytes[3] & 0xe0) !== 0) return -1;
  let at = 10;
  if (bytes[3] & FLAG_EXTRA) {
    if (bytes.length < at + 2) return 0;
    at += 2 + bytes[at] + bytes[at + 1] * 256;
  }
  for (const flag of [FLAG_NAME, FLAG_COMMENT]) {
    if ((bytes[3] & flag) === 0) continue;
    if (at > bytes.length) return 0;
    const end = bytes.indexOf(0, at);
    if (end < 0) return bytes.length > MAX_HEADER_BYTES ? -1 : 0;
    at = end + 1;
  }
  if (bytes[3] & FLAG_HEADER_CRC) at += 2;
  return at > bytes.length ? 0 : at;
}

export function createGunzip(): Unpacker {
  const inflate = new Inflate();
  let state: 'header' | 'data' | 'trailer' | 'between' | 'done' = 'header';
  let held: Uint8Array = new Uint8Array(0);
  let ended = false;
  let fault: PackingFault | undefined;
  /** Bytes before `held`, or before the deflate stream that is being unpacked. */
  let before = 0;
  let members = 0;
  let crc = 0;
  let length = 0;

  const stop = (what: string, offset = before): void => {
    fault = { kind: 'damaged', what, offset };
    state = 'done';
  };
  const skip = (bytes: number): void => {
    before += bytes;
    held = held.subarray(bytes);
  };

  function header(): boolean {
    const bytes = headerLength(held);
    if (bytes < 0) stop(members === 0 ? 'its header is damaged' : 'the header of its next member is damaged');
    if (bytes <= 0) return false;
    skip(bytes);
    inflate.restart(held);
    held = new Uint8Array(0);
    crc = 0;
    length = 0;
    state = 'data';
    return true;
  }

  function trailer(): boolean {
    if (held.length < TRAILER_BYTES) return false;
    const view = new DataView(held.buffer, held.byteOffset, TRAILER_BYTES);
    // The whole length modulo 2^32, as it is written.
    const isSound = view.getUint32(0, true) === crc && view.getUint32(4, true) === length % 2 ** 32;
    if (!isSound) {
      stop('its checksum does not fit what was unpacked, so that a part of it is wrong');
      return false;
    }
    skip(TRAILER_BYTES);
    members++;
    state = 'between';
    return true;
  }

  /** Another member, the zeros with which tapes and block devices are filled up, or what does not belong there. */
  function between(): boolean {
    let zeros = 0;
    while (held[zeros] === 0) zeros++;
    skip(zeros);
    if (held.length === 0 || (held.length === 1 && held[0] === 0x1f && !ended)) return false;
    if (isGzip(held)) {
      state = 'header';
      return true;
    }
    stop('bytes follow that belong to no gzip file');
    return false;
  }

  function unpacked(piece: Uint8Array): Uint8Array {
    crc = crc32(crc, piece);
    length += piece.length;
    return piece;
  }

  /** Whether the member's data came to its end; if not, more is needed or they are damaged. */
  function dataEnd(): boolean {
    if (inflate.fault !== undefined) stop(inflate.fault, before + inflate.packedBytes);
    if (inflate.fault !== undefined || !inflate.isDone) return false;
    held = inflate.rest();
    before += inflate.packedBytes;
    state = 'trailer';
    return true;
  }

  return {
    get packedBytes() {
      return state === 'data' ? before + inflate.packedBytes : before;
    },
    get fault() {
      return fault;
    },
    push(chunk) {
      if (state === 'data') inflate.push(chunk);
      else if (state !== 'done') held = joined(held, chunk);
    },
    end() {
      ended = true;
    },
    next() {
      for (let more = state !== 'done'; more; ) {
        if (state === 'data') {
          const piece = inflate.next();
          if (piece !== undefined) return unpacked(piece);
          more = dataEnd();
        } else if (state === 'header') more = header();
        else if (state === 'trailer') more = trailer();
        else more = state === 'between' && between();
      }
      if (ended && state !== 'done') {
        const isWhole = state === 'between' && held.length === 0;
        if (!isWhole) stop('it was cut', before + (state === 'data' ? inflate.packedBytes : held.length));
        state = 'done';
      }
      return undefined;
    },
  };
}
