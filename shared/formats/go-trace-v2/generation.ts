// One generation: the raw batches of each thread, and its tables once they are resolved. Strings and stacks come last in
// a generation, so nothing has a name before all of it has arrived.

import { ByteReader } from '../../base/bytes';
import { NONE } from '../../model/events';
import { NO_STACK } from '../../model/stacks';
import type { SymbolTableBuilder } from '../../model/symbol-table';
import type { Batch } from './framing';
import { IdTable } from './id-table';
import { Ev, isNone, MAX_STACK_FRAMES, MAX_STRING_BYTES } from './wire';

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

/** What is wrong with a generation's tables, and where. */
export interface TableDamage {
  readonly offset: number;
  readonly found: string;
}

export class Generation {
  readonly threads = new Map<number, Batch[]>();
  /** Earliest batch time, clock units. */
  minTime = Number.POSITIVE_INFINITY;
  /** Nanoseconds per clock unit; 0 = not seen. */
  nsPerUnit = 0;
  clock: ClockSnapshot | undefined;
  byteLength = 0;
  readonly damage: TableDamage[] = [];

  private readonly stringBatches: Batch[] = [];
  private readonly stackBatches: Batch[] = [];
  private readonly sampleBatches: Batch[] = [];
  private readonly strings = new IdTable();
  private readonly stacks = new IdTable();
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
    if (batch.time < this.minTime) this.minTime = batch.time;
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

  private damaged(batch: Batch, reader: ByteReader, found: string): void {
    if (batch.cut) return; // announced as the end of the file
    this.damage.push({ offset: batch.offset + batch.byteLength - (batch.data.length - reader.position), found });
  }

  private readSync(batch: Batch, from: number): void {
    const reader = new ByteReader(batch.data, from);
    while (!reader.atEnd) {
      const event = reader.byte();
      if (event === Ev.Frequency) {
        const unitsPerSecond = reader.uvarint();
        if (reader.failed || unitsPerSecond === 0) {
          this.damaged(batch, reader, 'no clock frequency');
          return;
        }
        if (this.nsPerUnit !== 0) {
          this.damaged(batch, reader, 'a second clock frequency');
          return;
        }
        this.nsPerUnit = 1 / (unitsPerSecond / 1e9);
      } else if (event === Ev.ClockSnapshot && this.minor >= 25) {
        const time = batch.time + reader.uvarint();
        const monoNs = reader.uvarint();
        const seconds = reader.uvarint();
        const nanoseconds = reader.uvarint();
        if (reader.failed) {
          this.damaged(batch, reader, 'a cut clock snapshot');
          return;
        }
        if (this.clock !== undefined) {
          this.damaged(batch, reader, 'a second clock snapshot');
          return;
        }
        this.clock = { time, monoNs, wallMs: seconds * 1000 + nanoseconds / 1e6 };
      } else {
        this.damaged(batch, reader, `event ${event} in a clock batch`);
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
      if (!this.strings.set(id, this.symbols.internString(this.decoder.decode(bytes)))) {
        this.damaged(batch, reader, `a second string with id ${id}`);
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
      if (!this.stacks.set(id, stack + 1)) {
        this.damaged(batch, reader, `a second stack with id ${id}`);
        return;
      }
    }
  }

  private readSamples(batch: Batch, samples: CpuSamples): void {
    const reader = new ByteReader(batch.data, 1);
    while (!reader.atEnd) {
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
      samples.time.push(time);
      samples.m.push(isNone(m) ? NONE : m);
      samples.p.push(isNone(p) ? NONE : p);
      samples.g.push(g === 0 ? NONE : g);
      samples.stack.push(this.stack(stack) ?? NO_STACK);
    }
  }
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
