// The first walk over the file, while its bytes arrive: finds the batches of each processor (they have no length) and
// takes out what must be known before the first event can be told: clock, strings, stacks, CPU samples, ends of syscalls.
// Bytes stay where they were pushed; only an event that straddles two pieces is copied.

import { ByteReader } from '../../base/bytes';
import { NONE } from '../../model/events';
import { BROKEN, INCOMPLETE, recordEnd } from './record';
import type { FileSymbols } from './symbols';
import { newTally, tally } from './tally';
import { TimedRows } from './timed-rows';
import { ARITY, BATCH_BYTE, Ev, isNone, LENGTH_PREFIXED, MAX_PROCS, validFirstBytes } from './wire';

/** Whole events of one processor, one after the other. */
export interface Segment {
  /** Clock ticks at its start; NaN: it goes on where the processor's segment before it ended. */
  readonly ticks: number;
  readonly data: Uint8Array;
  /** Where `data` begins in the file. */
  readonly offset: number;
  /** What came before it on this processor is lost: nothing is known of what it runs. */
  readonly afterLoss: boolean;
}

const CARRY_STEP = 512;
/** After damage a batch is believed if this many events follow it. */
const PROOF_EVENTS = 8;
/** Bytes in which those fit. */
const PROOF_BYTES = 512;
/** Batches are within hours of each other: at 64 cycles a tick 2^40 ticks are some 8 hours. */
const MAX_TICKS_APART = 2 ** 40;

export class Scanner {
  readonly segments = new Map<number, Segment[]>();
  /** Rows: ticks, processor or NONE, goroutine, stack id. */
  readonly samples = new TimedRows();
  /** Rows: real ticks, goroutine, sequence number or NONE. */
  readonly exits = new TimedRows();
  ticksPerSecond = 0;
  /** Latest start of a batch. */
  lastTicks = Number.NaN;
  /** Stretches without events in them, and the bytes of them. */
  readonly lost = newTally();
  lostBytes = 0;
  /** Whether the last stretch reaches to the end of the file. */
  lostToEnd = false;
  /** Events with a wrong number of arguments. */
  readonly badEvents = newTally();
  /** Strings and stacks that are none, or come twice. */
  readonly badEntries = newTally();
  /** Where the last event begins, if the file ends inside it. */
  cutAt: number | undefined;

  private readonly valid: Uint8Array;
  private carry = new Uint8Array(0);
  /** File offset of the next byte that is not yet walked over: that of carry[0]. */
  private offset: number;
  private searching = false;
  private proc: Segment[] | undefined;
  private open: { ticks: number; afterLoss: boolean } = { ticks: Number.NaN, afterLoss: false };
  private readonly afterLoss = new Set<Segment[]>();

  constructor(
    minor: number,
    fileOffset: number,
    private readonly symbols: FileSymbols,
  ) {
    this.valid = validFirstBytes(minor);
    this.offset = fileOffset;
  }

  push(chunk: Uint8Array): void {
    let from = 0;
    for (let step = CARRY_STEP; this.carry.length > 0; step *= 4) {
      // The event that the last piece ends in, with as much of this one as it needs.
      const held = this.carry.length;
      const taken = Math.min(chunk.length, step);
      const joined = new Uint8Array(held + taken);
      joined.set(this.carry);
      joined.set(chunk.subarray(0, taken), held);
      const stop = this.walk(joined, held, false);
      this.offset += stop;
      if (stop >= held) {
        this.carry = this.carry.subarray(held);
        from = stop - held;
      } else if (taken === chunk.length) {
        this.carry = joined.slice(stop);
        return;
      } else {
        this.carry = this.carry.subarray(stop);
      }
    }
    const rest = from === 0 ? chunk : chunk.subarray(from);
    const stop = this.walk(rest, rest.length, false);
    this.offset += stop;
    this.carry = rest.slice(stop);
  }

  /** No more bytes will come. */
  end(): void {
    const { carry } = this;
    this.carry = new Uint8Array(0);
    if (carry.length > 0) {
      const stop = this.walk(carry, carry.length, true);
      this.offset += stop;
      if (stop < carry.length && !this.searching) {
        this.cutAt = this.offset;
        this.lostBytes += carry.length - stop;
      }
    }
    this.lostToEnd = this.searching;
    this.symbols.finish();
  }

  /**
   * Takes the events that begin before `limit`. Returns where it stopped: at `limit` or later, or at the event that is not
   * whole. `final`: no more bytes will come.
   */
  private walk(data: Uint8Array, limit: number, final: boolean): number {
    const { valid } = this;
    let position = 0;
    let begin = 0;
    while (position < limit) {
      if (this.searching) {
        const found = this.findBatch(data, position, final);
        this.lostBytes += found - position;
        position = found;
        begin = found;
        if (position >= data.length || data[position] !== BATCH_BYTE || this.searching) break;
      }
      const end = recordEnd(data, position, valid);
      if (end === INCOMPLETE) break;
      const first = data[position] as number;
      if (end === BROKEN || (this.proc === undefined && first !== BATCH_BYTE)) {
        this.close(data, begin, position);
        this.loseFrom(this.offset + position);
        continue;
      }
      const type = first & 63;
      if (first === BATCH_BYTE) {
        this.close(data, begin, position);
        if (this.beginBatch(data, position, end)) begin = end;
        else {
          this.loseFrom(this.offset + position);
          continue;
        }
      } else if (type <= Ev.Stack || type === Ev.String) {
        this.takeEntry(type, data, position, end);
      } else if (first >> 6 === LENGTH_PREFIXED && !this.takeCounted(type, data, position, end)) {
        tally(this.badEvents, this.offset + position);
        this.close(data, begin, position);
        begin = end;
      }
      position = end;
    }
    this.close(data, begin, position);
    return position;
  }

  private loseFrom(offset: number): void {
    tally(this.lost, offset);
    this.searching = true;
    if (this.proc !== undefined) this.afterLoss.add(this.proc);
    this.proc = undefined;
  }

  /** Hands the events in data[begin, end) to the processor of the batch. */
  private close(data: Uint8Array, begin: number, end: number): void {
    if (this.proc === undefined || end <= begin) return;
    const { ticks, afterLoss } = this.open;
    this.proc.push({ ticks, data: data.subarray(begin, end), offset: this.offset + begin, afterLoss });
    this.open = { ticks: Number.NaN, afterLoss: false };
  }

  private beginBatch(data: Uint8Array, start: number, end: number): boolean {
    const reader = new ByteReader(data, start + 1, end);
    const number = reader.uvarint();
    const ticks = reader.uvarint();
    const id = isNone(number) ? NONE : number;
    let segments = this.segments.get(id);
    if (segments === undefined) {
      if (id >= 2 ** 31 || this.segments.size >= MAX_PROCS) return false;
      segments = [];
      this.segments.set(id, segments);
    }
    this.proc = segments;
    this.open = { ticks, afterLoss: this.afterLoss.delete(segments) };
    if (!(ticks <= this.lastTicks)) this.lastTicks = ticks;
    return true;
  }

  /** Position of the next batch, and no more searching; or of the first byte that must be looked at again with more bytes. */
  private findBatch(data: Uint8Array, from: number, final: boolean): number {
    for (let position = from; position < data.length; position++) {
      position = data.indexOf(BATCH_BYTE, position);
      if (position < 0) break;
      if (!final && data.length - position < PROOF_BYTES) return position;
      if (this.provesBatch(data, position)) {
        this.searching = false;
        return position;
      }
    }
    return data.length;
  }

  private provesBatch(data: Uint8Array, start: number): boolean {
    let position = recordEnd(data, start, this.valid);
    if (position < 0) return false;
    const reader = new ByteReader(data, start + 1, position);
    const proc = reader.uvarint();
    const ticks = reader.uvarint();
    if (proc >= MAX_PROCS && !isNone(proc)) return false;
    if (Math.abs(ticks - this.lastTicks) > MAX_TICKS_APART) return false;
    for (let events = 0; events < PROOF_EVENTS && position < data.length; events++) {
      const end = recordEnd(data, position, this.valid);
      if (end === BROKEN) return false;
      if (end === INCOMPLETE) break;
      position = end;
    }
    return true;
  }

  private takeEntry(type: number, data: Uint8Array, start: number, end: number): void {
    const reader = new ByteReader(data, start + 1, end);
    const first = reader.uvarint();
    let good = true;
    if (type === Ev.Frequency) {
      if (this.ticksPerSecond === 0) this.ticksPerSecond = first;
    } else if (type === Ev.String) {
      const length = reader.uvarint();
      good = first !== 0 && length !== 0 && this.symbols.addString(first, reader.view(length));
    } else {
      good = this.symbols.addStack(data.subarray(reader.position, end));
    }
    if (!good) tally(this.badEntries, this.offset + start);
  }

  /** Looks at an event whose arguments are counted in bytes. False if they are too many or too few. */
  private takeCounted(type: number, data: Uint8Array, start: number, end: number): boolean {
    const wanted = (ARITY[type] as number) + 1;
    const head = new ByteReader(data, start + 1, end);
    const bytes = head.uvarint();
    const to = head.position + bytes;
    let count = 0;
    for (let position = head.position; position < to; position++) if ((data[position] as number) < 0x80) count++;
    if (count !== wanted || (data[to - 1] as number) >= 0x80) return false;
    if (type !== Ev.GoSysExit && type !== Ev.CPUSample) return true;
    const reader = new ByteReader(data, head.position, to);
    reader.uvarint();
    if (type === Ev.GoSysExit) {
      const g = reader.uvarint();
      const sequence = reader.uvarint();
      const ticks = reader.uvarint();
      if (ticks !== 0) this.exits.push(ticks, g, sequence, 0);
    } else {
      const ticks = reader.uvarint();
      const p = reader.uvarint();
      const g = reader.uvarint();
      this.samples.push(ticks, isNone(p) ? NONE : p, g === 0 ? NONE : g, reader.uvarint());
    }
    return !reader.failed;
  }
}
