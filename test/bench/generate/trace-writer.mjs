// Writes the records of a v2 trace (header 1.26) to disk as they come: batches per thread, tables at the end of a
// generation. Memory holds one open batch per thread (64 KB each) and a megabyte on its way to the disk.

import { Buffer } from 'node:buffer';
import { closeSync, openSync, writeSync } from 'node:fs';

/** 64 ns per tick, as on Linux. */
export const TICK_NS = 64;
export const TICKS_PER_SECOND = 1e9 / TICK_NS;
/** The thread of batches that belong to none. */
export const NO_THREAD = 2n ** 64n - 1n;

const EVENT_BATCH = 1;
const STACKS = 2;
const STACK = 3;
const STRINGS = 4;
const STRING = 5;
const FREQUENCY = 8;
const SYNC = 50;
const CLOCK_SNAPSHOT = 51;
const END_OF_GENERATION = 52;

/** Go's limit of a whole batch; its header takes at most 1 + 4 * 10 bytes. */
const MAX_BATCH = 65_536;
const MAX_HEADER = 41;
/** No event of ours is longer: a number byte and six varints. */
const MAX_EVENT = 70;
const FLUSH_BYTES = 1 << 20;
const MAX_VARINT = 10;

/** A buffer that takes LEB128 numbers. */
class ByteBuffer {
  constructor(size) {
    this.bytes = new Uint8Array(size);
    this.length = 0;
  }

  byte(value) {
    this.bytes[this.length++] = value;
  }

  /** A number below 2^53, or a bigint below 2^64. */
  varint(value) {
    if (typeof value === 'bigint') return this.big(value);
    let rest = value;
    while (rest >= 0x8000_0000) {
      this.bytes[this.length++] = (rest % 128) | 0x80;
      rest = Math.floor(rest / 128);
    }
    while (rest > 127) {
      this.bytes[this.length++] = (rest & 127) | 0x80;
      rest >>>= 7;
    }
    this.bytes[this.length++] = rest;
  }

  big(value) {
    let rest = value;
    while (rest > 127n) {
      this.bytes[this.length++] = Number(rest & 127n) | 0x80;
      rest >>= 7n;
    }
    this.bytes[this.length++] = Number(rest);
  }

  /** Ten bytes whatever the value, as the runtime writes lengths that it learns later. */
  paddedVarint(value) {
    let rest = value;
    for (let i = 0; i < MAX_VARINT - 1; i++) {
      this.bytes[this.length++] = (rest & 127) | 0x80;
      rest >>>= 7;
    }
    this.bytes[this.length++] = rest;
  }

  append(bytes) {
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  view() {
    return this.bytes.subarray(0, this.length);
  }
}

/** `path`: the file that is written. Ticks are absolute and must not fall within a thread. */
export function createTraceWriter(path) {
  const file = openSync(path, 'w');
  const out = new ByteBuffer(FLUSH_BYTES + 2 * MAX_BATCH);
  /** Open batch of each thread: `{body, startTick, lastTick}`. */
  const open = new Map();
  let written = 0;
  let pending = 0;
  let generation = 0;

  const flush = (least) => {
    if (out.length < least) return;
    for (let at = 0; at < out.length; ) at += writeSync(file, out.bytes, at, out.length - at);
    written += out.length;
    out.length = 0;
  };
  const record = (thread, tick, body) => {
    out.byte(EVENT_BATCH);
    out.varint(generation);
    out.varint(thread);
    out.varint(tick);
    out.paddedVarint(body.length);
    out.append(body);
    flush(FLUSH_BYTES);
  };
  const closeBatch = (thread) => {
    const batch = open.get(thread);
    if (batch === undefined || batch.body.length === 0) return;
    pending -= batch.body.length;
    record(thread, batch.startTick, batch.body.view());
    batch.body.length = 0;
  };
  /** Batches of a table: `write(body, entry)` adds one entry of at most `entryBytes`. */
  const table = (kind, tick, entries, entryBytes, write) => {
    const body = new ByteBuffer(MAX_BATCH);
    body.byte(kind);
    for (const entry of entries) {
      if (body.length + entryBytes(entry) > MAX_BATCH - MAX_HEADER) {
        record(NO_THREAD, tick, body.view());
        body.length = 0;
        body.byte(kind);
      }
      write(body, entry);
    }
    record(NO_THREAD, tick, body.view());
  };

  out.append(Buffer.from('go 1.26 trace\0\0\0', 'latin1'));

  return {
    /** Bytes of the file, were all open batches closed now. */
    bytes: () => written + out.length + pending,

    beginGeneration(number, tick) {
      generation = number;
      const body = new ByteBuffer(64);
      body.byte(SYNC);
      body.byte(FREQUENCY);
      body.varint(TICKS_PER_SECOND);
      body.byte(CLOCK_SNAPSHOT);
      const monotonicNs = tick * TICK_NS;
      body.varint(0);
      body.varint(monotonicNs);
      body.varint(1_700_000_000 + Math.floor(monotonicNs / 1e9));
      body.varint(monotonicNs % 1e9);
      record(NO_THREAD, tick, body.view());
    },

    /** An event of a thread: its number and its arguments without the time. */
    event(thread, tick, type, a, b, c, d) {
      let batch = open.get(thread);
      if (batch === undefined) {
        batch = { body: new ByteBuffer(MAX_BATCH), startTick: 0, lastTick: 0 };
        open.set(thread, batch);
      }
      const { body } = batch;
      if (body.length > MAX_BATCH - MAX_HEADER - MAX_EVENT) closeBatch(thread);
      if (body.length === 0) {
        batch.startTick = tick;
        batch.lastTick = tick;
      }
      const before = body.length;
      body.byte(type);
      body.varint(tick - batch.lastTick);
      batch.lastTick = tick;
      if (a !== undefined) body.varint(a);
      if (b !== undefined) body.varint(b);
      if (c !== undefined) body.varint(c);
      if (d !== undefined) body.varint(d);
      pending += body.length - before;
    },

    /** `stacks`: `[{id, frames: [{pc, func, file, line}]}]` leaf first, func and file as string ids; `strings`: `[{id, text}]`. */
    endGeneration(tick, stacks, strings) {
      for (const thread of open.keys()) if (thread !== NO_THREAD) closeBatch(thread);
      closeBatch(NO_THREAD);
      // Threads come and go: what is kept of them must not grow with the file.
      open.clear();
      table(
        STACKS,
        tick,
        stacks,
        ({ frames }) => (3 + 4 * frames.length) * MAX_VARINT,
        (body, { id, frames }) => {
          body.byte(STACK);
          body.varint(id);
          body.varint(frames.length);
          for (const { pc, func, file: source, line } of frames) {
            body.varint(pc);
            body.varint(func);
            body.varint(source);
            body.varint(line);
          }
        },
      );
      table(
        STRINGS,
        tick,
        strings,
        ({ text }) => 3 * MAX_VARINT + 4 * text.length,
        (body, { id, text }) => {
          const bytes = Buffer.from(text);
          body.byte(STRING);
          body.varint(id);
          body.varint(bytes.length);
          body.append(bytes);
        },
      );
      out.byte(END_OF_GENERATION);
      flush(FLUSH_BYTES);
    },

    close() {
      try {
        flush(1);
      } finally {
        closeSync(file);
      }
    },
  };
}
