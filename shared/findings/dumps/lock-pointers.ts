// Addresses in the arguments of a goroutine's frames, and whether a lock lies in what one of them points to.

import type { DumpArgument, GoroutineText } from '../../model/dumps';
import { fits } from './match';
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
export interface Pointers {
  readonly held: readonly { readonly pointer: number; readonly func: string; readonly receiver: boolean }[];
  /** At least two methods of the value that the address lies in are on the stack. */
  twice(address: number): boolean;
}

export function pointersOf({ frames }: GoroutineText): Pointers {
  const held: { pointer: number; func: string; receiver: boolean }[] = [];
  const walk = (args: readonly DumpArgument[], func: string, method: boolean): void => {
    args.forEach((arg, i) => {
      if (arg.kind === 'aggregate') walk(arg.fields, func, false);
      else if (
        arg.kind === 'value' &&
        !arg.inaccurate &&
        arg.value >= FIRST_POINTER &&
        Number.isSafeInteger(arg.value)
      ) {
        held.push({ pointer: arg.value, func, receiver: method && i === 0 });
      }
    });
  };
  for (const { func, args } of frames) {
    if (args !== undefined && !fits(func, LOCK_FRAMES)) walk(args, func, func.includes('(*'));
  }
  return {
    held,
    twice: (address) => held.filter(({ pointer, receiver }) => receiver && inside(pointer, address)).length >= 2,
  };
}

const inside = (pointer: number, address: number): boolean => pointer <= address && address < pointer + STRUCT_BYTES;

/** The nearest argument that the address lies behind. */
export function covers(
  { held }: Pointers,
  address: number,
): { readonly func: string; readonly pointer: number; readonly offset: number } | undefined {
  let best: { func: string; pointer: number; offset: number } | undefined;
  for (const { pointer, func } of held) {
    if (!inside(pointer, address)) continue;
    if (best === undefined || address - pointer < best.offset) best = { func, pointer, offset: address - pointer };
  }
  return best;
}
