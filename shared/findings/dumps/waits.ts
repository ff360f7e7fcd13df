// What the frames of a stack tell about its wait: the state of a counted stack, which has none, and the frame that called
// what blocks.

import type { Frame } from '../../model/stacks';
import { fits } from './match';
import type { Names } from './pattern';

/** Runtime functions that pprof profiles show on top of a wait, and the state that debug=2 prints for it; first fit counts. */
const STATES_OF_FRAMES: readonly (readonly [names: Names, state: string])[] = [
  [['runtime.chanrecv*'], 'chan receive'],
  [['runtime.chansend*'], 'chan send'],
  [['runtime.selectgo'], 'select'],
  [['runtime.block'], 'select (no cases)'],
  [['time.Sleep', 'runtime.timeSleep'], 'sleep'],
  [['internal/poll.runtime_pollWait', 'runtime.netpollblock'], 'IO wait'],
  [['sync.runtime_notifyListWait'], 'sync.Cond.Wait'],
  [['sync.runtime_SemacquireRWMutexR'], 'sync.RWMutex.RLock'],
  [['sync.runtime_SemacquireRWMutex'], 'sync.RWMutex.Lock'],
  [['sync.runtime_SemacquireMutex', 'internal/sync.runtime_SemacquireMutex'], 'sync.Mutex.Lock'],
  [['sync.runtime_SemacquireWaitGroup'], 'sync.WaitGroup.Wait'],
  [['sync.runtime_Semacquire', 'runtime.semacquire*'], 'semacquire'],
  [['runtime.cgocall', 'syscall.Syscall*', 'syscall.RawSyscall*', 'internal/runtime/syscall.*'], 'syscall'],
  [['runtime.goroutineProfileWithLabels*', 'runtime/pprof.runtime_goroutineProfile*'], 'running'],
];
const PARKING: Names = ['runtime.gopark', 'runtime.goparkunlock', 'runtime.park_m', 'runtime.mcall', 'runtime.sema*'];

/** State that a counted stack stands for; '' = its frames do not tell (debug=1 leaves runtime frames out). */
export function stateOfFrames(frames: readonly Frame[]): string {
  const leaf = frames.find(({ func }) => !fits(func, PARKING)) ?? frames[0];
  if (leaf === undefined) return '';
  return STATES_OF_FRAMES.find(([names]) => fits(leaf.func, names))?.[1] ?? '';
}

/** Functions that wait on behalf of their caller. */
const WAITERS: Names = [
  'runtime.*',
  'internal/runtime/*',
  'internal/sync.runtime_*',
  'internal/sync.(*Mutex).*',
  'sync.runtime_*',
  'sync.(*Mutex).*',
  'sync.(*RWMutex).*',
  'sync.(*WaitGroup).*',
  'sync.(*Cond).*',
  'sync.(*Once).*',
  'sync.OnceFunc*',
  'sync.OnceValue*',
  'internal/poll.*',
  'time.Sleep',
  'syscall.*',
];

/** Place of the frame that called what blocks; the outermost where all of them are the runtime's; -1 = no frames. */
export function callerOfWait(frames: readonly Frame[]): number {
  const at = frames.findIndex(({ func }) => !fits(func, WAITERS));
  return at >= 0 ? at : frames.length - 1;
}

const WRAPPERS: Names = ['runtime.goexit', 'runtime.main', 'runtime.cgocallback*', '*.gowrap*'];

/** Outermost function that somebody wrote. */
export function startOf(frames: readonly Frame[]): string {
  return (frames.findLast(({ func }) => !fits(func, WRAPPERS)) ?? frames[frames.length - 1])?.func ?? '';
}
