// Addresses in the arguments of a goroutine's frames, and whether a lock lies in what one of them points to.

import type { DumpArgument, GoroutineText } from '../../model/dumps';
import { fits } from './match';
import { ownerOf } from './partners';
import type { Names } from './pattern';

/** A mutex that is a field lies behind the start of its struct; few structs are larger. */
const STRUCT_BYTES = 1024;
/** Below it lie small numbers; Go's heap begins far above (panicparse uses the same border). */
const FIRST_POINTER = 512 * 1024;

/** Frames that belong to the lock itself: their arguments are the address waited for, not what the goroutine has. */
const LOCK_FRAMES: Names = [
  'runtime.*',
  'sync.runtime_*',
  'sync.(*Mutex).*',
  'sync.(*RWMutex).*',
  'sync.(*WaitGroup).*',
  'sync.(*Cond).*',
  'internal/sync.*',
];

export interface Held {
  readonly pointer: number;
  readonly func: string;
}

/** What one goroutine has in its arguments. */
export interface Pointers {
  readonly held: readonly Held[];
  /** Types of which more than one method is on the stack. */
  readonly nested: ReadonlySet<string>;
}

export function pointersOf({ frames }: GoroutineText): Pointers {
  const held: Held[] = [];
  const walk = (args: readonly DumpArgument[], func: string): void => {
    for (const arg of args) {
      if (arg.kind === 'aggregate') walk(arg.fields, func);
      else if (
        arg.kind === 'value' &&
        !arg.inaccurate &&
        arg.value >= FIRST_POINTER &&
        Number.isSafeInteger(arg.value)
      ) {
        held.push({ pointer: arg.value, func });
      }
    }
  };
  const types = new Map<string, number>();
  for (const { func, args } of frames) {
    if (fits(func, LOCK_FRAMES)) continue;
    if (args !== undefined) walk(args, func);
    if (func.includes('(*')) types.set(ownerOf(func), (types.get(ownerOf(func)) ?? 0) + 1);
  }
  return { held, nested: new Set([...types].filter(([, times]) => times > 1).map(([type]) => type)) };
}

/** The argument that lies nearest before an address, within a struct's size. */
export function nearest({ held }: Pointers, address: number): Held | undefined {
  let best: Held | undefined;
  for (const one of held) {
    const before = one.pointer <= address && address < one.pointer + STRUCT_BYTES;
    if (before && (best === undefined || one.pointer > best.pointer)) best = one;
  }
  return best;
}
