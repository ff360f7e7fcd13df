// What cannot be known about who waits for whom.

import type { Snapshot } from '../../model/dumps';
import type { DumpIndex } from '../../query/dumps/types';
import type { LockWaiters } from './lock-holders';
import { plural } from './words';

export function generalLimits(
  index: DumpIndex,
  snapshot: Snapshot,
  waiting: readonly LockWaiters[],
): readonly string[] {
  const groups = index.groups(snapshot);
  const stateCount = (test: (state: string) => boolean): number => {
    let sum = 0;
    for (let group = 0; group < groups.length; group++)
      if (test(index.string(groups.state[group]))) sum += groups.weight[group];
    return sum;
  };
  const limits: string[] = [];
  const readers = stateCount((state) => state === 'sync.RWMutex.RLock');
  if (readers > 0)
    limits.push(
      `${plural(readers, 'goroutine')} in RWMutex.RLock: which lock they wait for is not in the text, because RLock is inlined.`,
    );
  const channels = stateCount((state) => state.startsWith('chan ') || state === 'select');
  const told = waiting.some(({ kind }) => kind === 'channel');
  if (channels > 0 && !told) {
    limits.push(
      `${plural(channels, 'goroutine')} wait for channels: which ones is told only by system tracebacks (GOTRACEBACK=system with SIGQUIT, which ends the process) and by debuggers.`,
    );
  }
  if (told)
    limits.push('Which channels a select waits for is not in any traceback: its arguments are places on the stack.');
  if (waiting.some(({ kind }) => kind === 'mutex' || kind === 'rwmutex' || kind === 'once')) {
    limits.push(
      'Go records no owner of a lock. Holders and circles are guesses from arguments; closures have none, so a real holder may be missing.',
    );
  }
  if (snapshot.truncated) limits.push('The dump ends in the middle: holders may be in the part that is missing.');
  return limits;
}
