// Strings, frames and stacks of one trace, each kept once. Ids in the file are local to a generation; these indices
// hold for the whole trace. A stack is a path in a tree (leaf frame first): node -> parent node, so that stacks that
// share callers share memory. -1 is "no stack", string 0 is "".

export const NO_STACK = -1;

export interface Frame {
  readonly func: string;
  readonly file: string;
  readonly line: number;
  /** Program counter; exact below 2^53. */
  readonly pc: number;
}

/** Columns of a finished or growing stack table. `stackFrame[i]`/`stackParent[i]`: leaf frame and the rest of stack i. */
export interface SymbolTable {
  readonly stringCount: number;
  readonly stackCount: number;
  string(index: number): string;
  /** Frames of a stack, leaf first; [] for NO_STACK. */
  frames(stack: number): readonly Frame[];
  /** Function name of the outermost frame: the goroutine's start function; '' for NO_STACK. */
  rootFunction(stack: number): string;
  /** Index of the outermost frame's function name in the string table; 0 for NO_STACK. */
  rootFunctionString(stack: number): number;
}
