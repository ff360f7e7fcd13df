// Builds and reads the strings, frames and stacks of a trace (shared/model/stacks.ts says what they are).
// Interning is global, so the same text or stack has one index through all generations and regions, names and reasons
// are compared as numbers.

import { type Frame, NO_STACK, type SymbolTable } from './stacks';
import type { Columns } from './tables';

// A stack node is found by (parent + 1) * MAX_FRAMES + frame, which must stay exact in a double: 2^31 nodes * 2^22 frames = 2^53.
const MAX_FRAMES = 2 ** 22;

/** A growing Int32 column that doubles, so that a million entries cost twenty copies. */
class IntColumn {
  private values: Int32Array = new Int32Array(1024);
  length = 0;

  push(value: number): void {
    if (this.length === this.values.length) {
      const grown = new Int32Array(this.values.length * 2);
      grown.set(this.values);
      this.values = grown;
    }
    this.values[this.length++] = value;
  }

  get(index: number): number {
    return this.values[index] as number;
  }

  toArray(): Int32Array {
    return this.values.slice(0, this.length);
  }

  static from(values: Int32Array): IntColumn {
    const column = new IntColumn();
    column.values = values.length > 0 ? values : column.values;
    column.length = values.length;
    return column;
  }
}

export class SymbolTableBuilder implements SymbolTable {
  private strings: string[] = [''];
  private readonly stringIndex = new Map<string, number>([['', 0]]);

  private framePc: number[] = [];
  private frameFunc = new IntColumn();
  private frameFile = new IntColumn();
  private frameLine = new IntColumn();
  /** Another frame with the same pc (a plugin loaded twice, a hostile file), or -1. */
  private readonly frameNext = new IntColumn();
  private readonly frameByPc = new Map<number, number>();

  private nodeParent = new IntColumn();
  private nodeFrame = new IntColumn();
  private nodeRootFunc = new IntColumn();
  private readonly nodeByKey = new Map<number, number>();

  get stringCount(): number {
    return this.strings.length;
  }

  get stackCount(): number {
    return this.nodeParent.length;
  }

  internString(text: string): number {
    const known = this.stringIndex.get(text);
    if (known !== undefined) return known;
    const index = this.strings.length;
    this.strings.push(text);
    this.stringIndex.set(text, index);
    return index;
  }

  /** Strings from an index on. */
  stringsFrom(index: number): readonly string[] {
    return this.strings.slice(index);
  }

  /** Index of a frame; `func` and `file` are string indices. -1 if the table is full, which no real program reaches. */
  internFrame(pc: number, func: number, file: number, line: number): number {
    const first = this.frameByPc.get(pc) ?? -1;
    for (let frame = first; frame >= 0; frame = this.frameNext.get(frame)) {
      if (
        this.frameFunc.get(frame) === func &&
        this.frameFile.get(frame) === file &&
        this.frameLine.get(frame) === line
      ) {
        return frame;
      }
    }
    const frame = this.framePc.length;
    if (frame === MAX_FRAMES) return -1;
    this.framePc.push(pc);
    this.frameFunc.push(func);
    this.frameFile.push(file);
    this.frameLine.push(line);
    this.frameNext.push(first);
    this.frameByPc.set(pc, frame);
    return frame;
  }

  /** Index of the stack that has `frame` as its leaf and `parent` (NO_STACK at the root) as its callers. */
  internStack(parent: number, frame: number): number {
    const key = (parent + 1) * MAX_FRAMES + frame;
    const known = this.nodeByKey.get(key);
    if (known !== undefined) return known;
    const node = this.nodeParent.length;
    this.nodeParent.push(parent);
    this.nodeFrame.push(frame);
    this.nodeRootFunc.push(parent < 0 ? this.frameFunc.get(frame) : this.nodeRootFunc.get(parent));
    this.nodeByKey.set(key, node);
    return node;
  }

  string(index: number): string {
    return this.strings[index] ?? '';
  }

  frames(stack: number): readonly Frame[] {
    const frames: Frame[] = [];
    for (let node = stack; node >= 0 && node < this.stackCount; node = this.nodeParent.get(node)) {
      const frame = this.nodeFrame.get(node);
      frames.push({
        func: this.string(this.frameFunc.get(frame)),
        file: this.string(this.frameFile.get(frame)),
        line: this.frameLine.get(frame),
        pc: this.framePc[frame] as number,
      });
    }
    return frames;
  }

  /** The callers of a stack's leaf: NO_STACK at the root. A stack always comes after its callers. */
  stackParent(stack: number): number {
    return this.nodeParent.get(stack);
  }

  /** Index of a stack's leaf frame. */
  stackFrame(stack: number): number {
    return this.nodeFrame.get(stack);
  }

  get frameCount(): number {
    return this.framePc.length;
  }

  /** String index of a frame's function. */
  frameFunction(frame: number): number {
    return this.frameFunc.get(frame);
  }

  /** String index of a frame's file. */
  frameFileName(frame: number): number {
    return this.frameFile.get(frame);
  }

  frameLineNumber(frame: number): number {
    return this.frameLine.get(frame);
  }

  rootFunctionString(stack: number): number {
    return stack === NO_STACK ? 0 : this.nodeRootFunc.get(stack);
  }

  rootFunction(stack: number): string {
    return this.string(this.rootFunctionString(stack));
  }

  toColumns(): Columns {
    return {
      strings: this.strings.slice(),
      framePc: Float64Array.from(this.framePc),
      frameFunc: this.frameFunc.toArray(),
      frameFile: this.frameFile.toArray(),
      frameLine: this.frameLine.toArray(),
      nodeParent: this.nodeParent.toArray(),
      nodeFrame: this.nodeFrame.toArray(),
      nodeRootFunc: this.nodeRootFunc.toArray(),
    };
  }

  /** For reading only: what was interned before is not found again, so that loading stays a matter of copying columns. */
  static fromColumns(columns: Columns): SymbolTable {
    const table = new SymbolTableBuilder();
    table.strings = [...(columns.strings as readonly string[])];
    table.framePc = Array.from(columns.framePc as Float64Array);
    table.frameFunc = IntColumn.from(columns.frameFunc as Int32Array);
    table.frameFile = IntColumn.from(columns.frameFile as Int32Array);
    table.frameLine = IntColumn.from(columns.frameLine as Int32Array);
    table.nodeParent = IntColumn.from(columns.nodeParent as Int32Array);
    table.nodeFrame = IntColumn.from(columns.nodeFrame as Int32Array);
    table.nodeRootFunc = IntColumn.from(columns.nodeRootFunc as Int32Array);
    return table;
  }
}

export const symbolTableFromColumns = (columns: Columns): SymbolTable => SymbolTableBuilder.fromColumns(columns);

/** Indices of one table's strings and stacks in another one. */
export interface SymbolMap {
  readonly string: number[];
  readonly stack: Int32Array;
}

/** Adds all symbols of a table (toColumns) to another one. */
export function mergeSymbols(into: SymbolTableBuilder, columns: Columns): SymbolMap {
  const string = (columns.strings as readonly string[]).map((text) => into.internString(text));
  const pc = columns.framePc as Float64Array;
  const [func, file, line] = [columns.frameFunc, columns.frameFile, columns.frameLine] as Int32Array[];
  const frame = Array.from(pc, (_, i) => into.internFrame(pc[i], string[func[i]], string[file[i]], line[i]));
  const [parent, nodeFrame] = [columns.nodeParent, columns.nodeFrame] as Int32Array[];
  const stack = new Int32Array(parent.length);
  // A node comes after its parent.
  for (let i = 0; i < parent.length; i++) {
    const leaf = frame[nodeFrame[i]];
    const callers = parent[i] === NO_STACK ? NO_STACK : stack[parent[i]];
    stack[i] = leaf < 0 ? callers : into.internStack(callers, leaf);
  }
  return { string, stack };
}
