// Strings and stacks of the file, by the ids that events use. Both may come after the events that mention them, and a
// stack may come before its strings.

import { ByteReader } from '../../base/bytes';
import { createIdMap } from '../../base/id-map';
import { NO_STACK } from '../../model/stacks';
import type { SymbolTableBuilder } from '../../model/symbol-table';
import { MAX_STACK_FRAMES } from './wire';

export class FileSymbols {
  /** Names or stacks that events mention and the file lacks. */
  missing = 0;

  private readonly strings = createIdMap();
  /** Index plus one, so that a stack without frames (NO_STACK) is still a known id. */
  private readonly stacks = createIdMap();
  /** One pc means one place: where stacks disagree, the first seen wins, as in Go's reader. */
  private readonly frameOfPc = new Map<number, number>();
  private readonly decoder = new TextDecoder('utf-8');
  private readonly frames = new Int32Array(MAX_STACK_FRAMES);
  /** Stacks that came before one of their strings. */
  private waiting: Uint8Array[] = [];

  constructor(private readonly symbols: SymbolTableBuilder) {
    this.strings.set(0, 0);
    this.stacks.set(0, NO_STACK + 1);
  }

  decode(bytes: Uint8Array): number {
    return this.symbols.internString(this.decoder.decode(bytes));
  }

  /** False if the id is taken or 0. */
  addString(id: number, bytes: Uint8Array): boolean {
    return this.strings.add(id, this.decode(bytes));
  }

  /** Takes the arguments of a Stack event: id, count, frames. False if they are not that, or the id is taken. */
  addStack(record: Uint8Array): boolean {
    const reader = new ByteReader(record);
    const id = reader.uvarint();
    const count = reader.uvarint();
    if (reader.failed || count > MAX_STACK_FRAMES) return false;
    const from = reader.position;
    let known = true;
    for (let i = 0; i < count; i++) {
      reader.uvarint();
      if (this.strings.get(reader.uvarint()) < 0) known = false;
      if (this.strings.get(reader.uvarint()) < 0) known = false;
      reader.uvarint();
    }
    if (reader.failed || !reader.atEnd) return false;
    if (!known) {
      this.waiting.push(record.slice());
      return true;
    }
    return this.intern(id, count, new ByteReader(record, from));
  }

  /** All of the file was seen: what the waiting stacks lack will not come. */
  finish(): void {
    for (const record of this.waiting) {
      const reader = new ByteReader(record);
      const id = reader.uvarint();
      this.intern(id, reader.uvarint(), reader);
    }
    this.waiting = [];
  }

  /** String index; counts what is missing. */
  string(id: number): number {
    const index = this.strings.get(id);
    if (index >= 0) return index;
    this.missing++;
    return 0;
  }

  /** Stack index, NO_STACK for id 0; counts what is missing. */
  stack(id: number): number {
    const index = this.stacks.get(id);
    if (index >= 0) return index - 1;
    this.missing++;
    return NO_STACK;
  }

  private intern(id: number, count: number, reader: ByteReader): boolean {
    const { frames, symbols } = this;
    for (let i = 0; i < count; i++) {
      const pc = reader.uvarint();
      const func = Math.max(0, this.strings.get(reader.uvarint()));
      const file = Math.max(0, this.strings.get(reader.uvarint()));
      const line = reader.uvarint();
      let frame = this.frameOfPc.get(pc);
      if (frame === undefined) {
        frame = symbols.internFrame(pc, func, file, line);
        this.frameOfPc.set(pc, frame);
      }
      frames[i] = frame;
    }
    let stack = NO_STACK;
    for (let i = count - 1; i >= 0; i--) {
      if ((frames[i] as number) >= 0) stack = symbols.internStack(stack, frames[i] as number);
    }
    return this.stacks.add(id, stack + 1);
  }
}
