// Was the garbage collector asked for leaks at this moment? Then marks are fresh, and no mark means something.

import { type Moment, mainSnapshot } from '../../model/dumps';
import type { DumpIndex } from '../../query/dumps/types';
import { fits } from './match';

/** debug=2 of the leak profile looks like that of goroutines; only the goroutine that writes it tells. */
const WRITER = ['runtime/pprof.writeGoroutineLeak*'];

export function askedForLeaks(index: DumpIndex, moment: Moment): boolean {
  const snapshot = mainSnapshot(moment);
  if (moment.leaks !== undefined || snapshot.profile === 'goroutineleak') return true;
  if (snapshot.length === 0) return false;
  return index.facts(snapshot.columns.stack[0]).frames.some(({ func }) => fits(func, WRITER));
}
