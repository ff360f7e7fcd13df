// What a dump did not tell, as sentences: cut, left out, hidden, not readable. Each with its number.

import { GoroutineFlag, type Moment, mainSnapshot } from '../../model/dumps';
import type { DumpIndex } from '../../query/dumps/types';
import { askedForLeaks } from './leak-profile';
import { plural } from './words';

/** @param hidden goroutines that every program has and that the list of groups leaves out. */
export function limitsOf(index: DumpIndex, moment: Moment, hidden: number): readonly string[] {
  const snapshot = mainSnapshot(moment);
  const { columns, length, form } = snapshot;
  const groups = index.groups(snapshot);
  const limits: string[] = [];
  const [noStack, cut, unparsed, elided] = countFlags(columns.flags, length);

  if (hidden > 0)
    limits.push(
      `${plural(hidden, 'goroutine')} that every program has (runtime, idle connections, what wrote the dump) ${be(hidden)} hidden, because there are no more of them than expected.`,
    );
  if (snapshot.truncated)
    limits.push(
      'The dump ends in the middle. debug=2 stops at 64 MiB, and runtime.Stack at the end of its buffer. Which goroutines are missing is not told: counts are lower bounds.',
    );
  if (cut > 0 && !snapshot.truncated)
    limits.push(`${plural(cut, 'goroutine')} ${be(cut)} cut; what is there was read.`);
  if (unparsed > 0)
    limits.push(`${plural(unparsed, 'block')} could not be read and ${be(unparsed)} listed with the text as it is.`);
  if (noStack > 0)
    limits.push(
      `${plural(noStack, 'goroutine')} ran on another thread when the dump was written: no stack. GOTRACEBACK=crash shows ${noStack === 1 ? 'it' : 'them'}.`,
    );
  if (elided > 0)
    limits.push(
      `${plural(elided, 'stack')} deeper than 100 frames: the middle is left out, so different ones may look alike.`,
    );
  if (form === 'counts') {
    limits.push(
      'A counted profile (debug=1 or debug=0) has no ids, no states, no waits and no go statements. debug=2 has them.',
    );
    if (snapshot.statedTotal !== undefined) {
      const read = sum(groups.weight, groups.length);
      if (read !== snapshot.statedTotal)
        limits.push(`The profile speaks of ${plural(snapshot.statedTotal, 'goroutine')}, ${read} were read.`);
    }
  } else {
    const leaked = sum(groups.leaked, groups.length);
    const untold = sum(groups.untold, groups.length) - leaked;
    if (length > 0 && !groups.maxMinutes.subarray(0, groups.length).some((minutes) => minutes > 0)) {
      limits.push(
        'No wait is told. The runtime prints whole minutes only, and counts them from the first garbage collection that finds the goroutine waiting; without one (they are forced every two minutes) nothing is printed.',
      );
    } else if (untold > 0) {
      limits.push(
        `${plural(untold, 'goroutine')} without a wait: under a minute, running, or no garbage collection yet. That is not 0 minutes.`,
      );
    }
    if (leaked > 0)
      limits.push(
        `${plural(leaked, 'goroutine')} marked (leaked): the runtime prints no wait for ${leaked === 1 ? 'it' : 'them'}, so filters on minutes do not find ${leaked === 1 ? 'it' : 'them'}.`,
      );
    const complete = snapshot.preamble.some((line) => line.includes('all goroutines are asleep'));
    if (length === 1 && !complete)
      limits.push(
        'Only one goroutine was written (runtime.Stack without all, or GOTRACEBACK=single): the others are not known.',
      );
  }
  const ended = snapshot.preamble.length > 0;
  if (askedForLeaks(index, moment)) {
    limits.push(
      'The leak profile misses leaks: what a global variable, a timer or a running goroutine can still reach is not listed, nor what waits for the network or sleeps.',
    );
  } else if (!ended) {
    limits.push(
      'No goroutineleak profile of this moment: nothing is proved unless goroutines are marked (leaked). Go 1.27 has it at /debug/pprof/goroutineleak (Go 1.26 with GOEXPERIMENT=goroutineleakprofile).',
    );
  }
  return limits;
}

const be = (value: number): string => (value === 1 ? 'is' : 'are');
const sum = (values: Float64Array, length: number): number =>
  values.subarray(0, length).reduce((total, value) => total + value, 0);

function countFlags(
  flags: Uint16Array,
  length: number,
): readonly [noStack: number, cut: number, unparsed: number, elided: number] {
  let [noStack, cut, unparsed, elided] = [0, 0, 0, 0];
  for (let row = 0; row < length; row++) {
    const bits = flags[row];
    if (bits & GoroutineFlag.NoStack) noStack++;
    if (bits & GoroutineFlag.Cut) cut++;
    if (bits & GoroutineFlag.Unparsed) unparsed++;
    if (bits & GoroutineFlag.Elided) elided++;
  }
  return [noStack, cut, unparsed, elided];
}
