// One generation: the raw batches of each thread, and its tables once they are resolved. Strings and stacks come last in
// a generation, so nothing has a name before all of it has arrived.

import { ByteReader } from '../../base/bytes';
import { createIdMap } from '../../base/id-map';
import { NONE } from '../../model/events';
import { NO_STACK } from '../../model/stacks';
import type { SymbolTableBuilder } from '../../model/symbol-table';
import type { Batch } from './framing';
import { FAR_NS, misplacedBatches } from './misplaced';
import { spokenId } from './spoken';
import { Ev, isNone, MAX_STACK_FRAMES, MAX_STRING_BYTES, timedArity } from './wire';

/** The last second that a date can name in four digits of a year, since 1970: no computer's clock is beyond it. */
const MAX_WALL_SECONDS = 253_402_300_799;

/** Ids of a generation are small and dense in real files: two tables of 4 MB at most. */
const DENSE_IDS = 2 ** 20;

export interface CpuSamples {
  /** Clock units; sorted once the generation is complete. */
  readonly time: number[];
  readonly m: number[];
  readonly p: number[];
  readonly g: number[];
  readonly stack: number[];
}

export interface ClockSnapshot {
  /** Clock units. */
  readonly time: number;
  readonly monoNs: number;
  readonly wallMs: number;
}

/** What is wrong with a generation's tables or its clock, and where. */
export interface TableDamage {
  readonly offset: number;
  readonly found: string;
  readonly of: 'names' | 'clock';
}

/** Parts whose times cannot be right: how many were left out, and where the first stands. */
export interface Misplaced {
  count: number;
  offset: number;
}

export class Generation {
  readonly threads = new Map<number, Batch[]>();
  /** Earliest and latest batch time, clock units; after `settle` of those that can be right. */
  minTime = Number.POSITIVE_INFINITY;
  maxTime = Number.NEGATIVE_INFINITY;
  /** Nanoseconds per clock unit; 0 = not seen. */
  nsPerUnit = 0;
  clock: ClockSnapshot | undefined;
  byteLength = 0;
  readonly damage: TableDamage[] = [];
  readonly misplacedBatches: Misplaced = { count: 0, offset: 0 };
  readonly misplacedSamples: Misplaced = { count: 0, offset: 0 };

  private readonly batches: Batch[] = [];
  private clockBatch: Batch | undefined;
  private readonly stringBatches: Batch[] = [];
  private readonly stackBatches: Batch[] = [];
  private readonly sampleBatches: Batch[] = [];
  private readonly strings = createIdMap(DENSE_IDS);
  private readonly stacks = createIdMap(DENSE_IDS);
  private readonly decoder = new TextDecoder('utf-8');

  constructor(
    readonly number: number,
    readonly offset: number,
    private readonly minor: number,
    private readonly symbols: SymbolTableBuilder,
  ) {
    this.strings.set(0, 0);
  }

  /** Whether it holds anything but its sync batch: a killed process leaves a last generation with nothing else. */
  get hasContent(): boolean {
    return this.threads.size > 0 || this.stringBatches.length > 0 || this.stackBatches.length > 0;
  }

  /** String index of a generation's string id; undefined if the table does not have it. */
  string(id: number): number | undefined {
    const index = this.strings.get(id);
    return index < 0 ? undefined : index;
  }

  /** Stack index of a generation's stack id; NO_STACK for id 0, undefined if the table does not have it. */
  stack(id: number): number | undefined {
    if (id === 0) return NO_STACK;
    const index = this.stacks.get(id);
    return index < 0 ? undefined : index - 1;
  }

  add(batch: Batch): void {
    this.byteLength += batch.byteLength;
    this.batches.push(batch);
    if (batch.time < this.minTime) this.minTime = batch.time;
    if (batch.time > this.maxTime) this.maxTime = batch.time;
    if (batch.experimental) return;
    switch (batch.data[0]) {
      case Ev.Strings:
        this.stringBatches.push(batch);
        return;
      case Ev.Stacks:
        this.stackBatches.push(batch);
        return;
      case Ev.CPUSamples:
        this.sampleBatches.push(batch);
        return;
      case Ev.Frequency:
        if (this.minor < 25) {
          this.readSync(batch, 0);
          return;
        }
        break;
      case Ev.Sync:
        if (this.minor >= 25) {
          this.readSync(batch, 1);
          return;
        }
        break;
    }
    const batches = this.threads.get(batch.thread);
    if (batches === undefined) this.threads.set(batch.thread, [batch]);
    else batches.push(batch);
  }

  /** After the last `add`: leaves out the batches of threads, and the clock, whose time cannot be right. */
  settle(): void {
    const { batches, nsPerUnit, clock } = this;
    if ((this.maxTime - this.minTime) * nsPerUnit > FAR_NS) {
      const misplaced = new Set(misplacedBatches(batches, nsPerUnit, timedArity(this.minor)));
      const placed = batches.filter((batch) => !misplaced.has(batch));
      this.minTime = placed.reduce((least, { time }) => Math.min(least, time), Number.POSITIVE_INFINITY);
      this.maxTime = placed.reduce((most, { time }) => Math.max(most, time), Number.NEGATIVE_INFINITY);
      for (const [thread, its] of this.threads) {
        const kept = its.filter((batch) => !misplaced.has(batch));
        for (const batch of its) if (misplaced.has(batch)) countMisplaced(this.misplacedBatches, batch.offset);
        this.threads.set(thread, kept);
      }
    }
    if (clock !== undefined && nsPerUnit !== 0 && !this.canBe(clock.time)) {
      this.clock = undefined;
      const offset = this.clockBatch?.offset ?? this.offset;
      this.damage.push({ offset, found: 'a clock snapshot whose time cannot be right', of: 'clock' });
    }
    batches.length = 0;
  }

  /** Whether something of this generation can have happened at that time, clock units. */
  private canBe(time: number): boolean {
    const far = FAR_NS / this.nsPerUnit;
    return time >= this.minTime - far && time <= this.maxTime + far;
  }

  /** Resolves strings, then stacks (which name strings), then samples (which name stacks). */
  resolveTables(): CpuSamples {
    for (const batch of this.stringBatches) this.readStrings(batch);
    // One pc means one place: where stacks of a generation disagree, the first seen wins, as in Go's reader.
    const frameOfPc = new Map<number, number>();
    for (const batch of this.stackBatches) this.readStacks(batch, frameOfPc);
    const samples: CpuSamples = { time: [], m: [], p: [], g: [], stack: [] };
    for (const batch of this.sampleBatches) this.readSamples(batch, samples);
    return sortSamples(samples);
  }

  private damaged(batch: Batch, reader: ByteReader, found: string, of: TableDamage['of'] = 'names'): void {
    if (batch.cut) return; // announced as the end of the file
    this.damage.push({ offset: placeOf(batch, reader), found, of });
  }

  private readSync(batch: Batch, from: number): void {
    const reader = new ByteReader(batch.data, from);
    while (!reader.atEnd) {
      const event = reader.byte();
      if (event === Ev.Frequency) {
        const unitsPerSecond = reader.uvarint();
        if (reader.failed || unitsPerSecond === 0) {
          this.damaged(batch, reader, 'no clock frequency', 'clock');
          return;
        }
        if (this.nsPerUnit !== 0) {
          this.damaged(batch, reader, 'a second clock frequency', 'clock');
          return;
        }
        this.nsPerUnit = 1 / (unitsPerSecond / 1e9);
      } else if (event === Ev.ClockSnapshot && this.minor >= 25) {
        const time = batch.time + reader.uvarint();
        const monoNs = reader.uvarint();
        const seconds = reader.uvarint();
        const nanoseconds = reader.uvarint();
        if (reader.failed) {
          this.damaged(batch, reader, 'a cut clock snapshot', 'clock');
          return;
        }
        if (this.clock !== undefined) {
          this.damaged(batch, reader, 'a second clock snapshot', 'clock');
          return;
        }
        if (seconds > MAX_WALL_SECONDS || nanoseconds >= 1e9 || monoNs > Number.MAX_SAFE_INTEGER) {
          this.damaged(batch, reader, 'a clock snapshot that cannot be right', 'clock');
          return;
        }
        this.clockBatch = batch;
        this.clock = { time, monoNs, wallMs: seconds * 1000 + nanoseconds / 1e6 };
      } else {
        this.damaged(batch, reader, `event ${event} in a clock batch`, 'clock');
        return;
      }
    }
  }

  private readStrings(batch: Batch): void {
    const reader = new ByteReader(batch.data, 1);
    while (!reader.atEnd) {
      const event = reader.byte();
      const id = reader.uvarint();
      const length = reader.uvarint();
      if (event !== Ev.String || reader.failed || length > MAX_STRING_BYTES) {
        this.damaged(batch, reader, 'something that is not a string in the string table');
        return;
      }
      const bytes = reader.view(length);
      if (reader.failed) {
        this.damaged(batch, reader, 'a cut string');
        return;
      }
      if (!this.strings.add(id, this.symbols.internString(this.decoder.decode(bytes)))) {
        this.damaged(batch, reader, `a second string with id ${spokenId(id)}`);
        return;
      }
    }
  }

  private readStacks(batch: Batch, frameOfPc: Map<number, number>): void {
    const reader = new ByteReader(batch.data, 1);
    const frames = new Int32Array(MAX_STACK_FRAMES);
    while (!reader.atEnd) {
      const event = reader.byte();
      const id = reader.uvarint();
      const count = reader.uvarint();
      if (event !== Ev.Stack || reader.failed || count > MAX_STACK_FRAMES) {
        this.damaged(batch, reader, 'something that is not a stack in the stack table');
        return;
      }
      for (let i = 0; i < count; i++) {
        const pc = reader.uvarint();
        const func = this.string(reader.uvarint()) ?? 0;
        const file = this.string(reader.uvarint()) ?? 0;
        const line = reader.uvarint();
        let frame = frameOfPc.get(pc);
        if (frame === undefined) {
          frame = this.symbols.internFrame(pc, func, file, line);
          frameOfPc.set(pc, frame);
        }
        frames[i] = frame;
      }
      if (reader.failed) {
        this.damaged(batch, reader, 'a cut stack');
        return;
      }
      let stack = NO_STACK;
      for (let i = count - 1; i >= 0; i--) {
        if ((frames[i] as number) >= 0) stack = this.symbols.internStack(stack, frames[i] as number);
      }
      // Stored plus one, so that a stack without frames (NO_STACK) is still a known id.
      if (!this.stacks.add(id, stack + 1)) {
        this.damaged(batch, reader, `a second stack with id ${spokenId(id)}`);
        return;
      }
    }
  }

  private readSamples(batch: Batch, samples: CpuSamples): void {
    const reader = new ByteReader(batch.data, 1);
    while (!reader.atEnd) {
      const offset = placeOf(batch, reader);
      const event = reader.byte();
      const time = reader.uvarint();
      const m = reader.uvarint();
      const p = reader.uvarint();
      const g = reader.uvarint();
      const stack = reader.uvarint();
      if (event !== Ev.CPUSample || reader.failed) {
        this.damaged(batch, reader, 'something that is not a sample among the CPU samples');
        return;
      }
      if (!this.canBe(time)) {
        countMisplaced(this.misplacedSamples, offset);
        continue;
      }
      samples.time.push(time);
      samples.m.push(isNone(m) ? NONE : m);
      samples.p.push(isNone(p) ? NONE : p);
      samples.g.push(g === 0 ? NONE : g);
      samples.stack.push(this.stack(stack) ?? NO_STACK);
    }
  }
}

/** File offset of the reader's position in a batch's data. */
const placeOf = ({ offset, byteLength, data }: Batch, { position }: ByteReader): number =>
  offset + byteLength - (data.length - position);

function countMisplaced(misplaced: Misplaced, offset: number): void {
  if (misplaced.count === 0 || offset < misplaced.offset) misplaced.offset = offset;
  misplaced.count++;
}

function sortSamples(samples: CpuSamples): CpuSamples {
  const order = samples.time.map((_, index) => index).sort((a, b) => samples.time[a]! - samples.time[b]! || a - b);
  const pick = (values: readonly number[]): number[] => order.map((index) => values[index]!);
  return {
    time: pick(samples.time),
    m: pick(samples.m),
    p: pick(samples.p),
    g: pick(samples.g),
    stack: pick(samples.stack),
  };
}
