// Circles and queues of locks as findings.

import type { LocksReply, ReportFinding } from '../../model/dump-requests';
import { plural } from './words';

/** A queue at one lock that is worth a finding of its own. */
const CONVOY = 5;
const MAX_SHOWN = 5;
const KINDS: Readonly<Record<string, string>> = {
  mutex: 'Mutex',
  rwmutex: 'RWMutex',
  once: 'sync.Once',
};

export function lockFindings({ clusters, cycles }: LocksReply): readonly ReportFinding[] {
  const findings: ReportFinding[] = [];
  const selves = cycles.filter(({ ids }) => ids.length === 1);
  if (selves.length > 0) {
    findings.push({
      id: 'lock-self',
      level: 'SUSPECT',
      title: 'Possibly waits for a lock that it holds itself',
      goroutines: selves.length,
      groups: [],
      why: 'A Go mutex cannot be locked twice by one goroutine: the second Lock waits for an Unlock that only the same goroutine could call.',
      advice: 'Split the method: a variant that expects the lock to be held, and one that locks and calls it.',
      verify: 'Look for Lock in the frames below the one that waits: does one of them hold the same lock?',
      evidence: selves.slice(0, MAX_SHOWN).map(({ ids, why }) => ({ text: why, goroutine: ids[0] })),
    });
  }
  const circles = cycles.filter(({ ids }) => ids.length > 1);
  if (circles.length > 0) {
    const ids = new Set(circles.flatMap((cycle) => cycle.ids));
    findings.push({
      id: 'lock-cycle',
      level: 'SUSPECT',
      title: 'Possibly a lock order that is reversed: goroutines wait for each other',
      goroutines: ids.size,
      groups: [],
      why: 'Each of them waits for a lock that the next one has as an argument or field. If it holds that lock, none of them can ever go on. Go records no owners, so this is a guess.',
      advice: 'Take locks always in the same order (by id, by address), or hold only one at a time.',
      verify: 'Take a second dump: the same goroutines at the same addresses confirm it. See Locks for the circle.',
      evidence: circles.slice(0, MAX_SHOWN).map(({ ids: circle, why }) => ({ text: why, goroutine: circle[0] })),
    });
  }
  const queues = clusters.filter(({ kind, waiters }) => KINDS[kind] !== undefined && waiters >= CONVOY);
  if (queues.length > 0) {
    findings.push({
      id: 'lock-convoy',
      level: 'SUSPECT',
      title: 'Many goroutines queue for one lock',
      goroutines: queues.reduce((sum, { waiters }) => sum + waiters, 0),
      groups: [...new Set(queues.flatMap(({ groups }) => groups))],
      why: 'All of them wait for the same address: whoever holds the lock does so for long, or never gives it back.',
      advice:
        'Look at the probable holder. Hold the lock for less: no I/O, no channel operation and no other lock while it is held. Split the lock where many goroutines need different parts.',
      verify: "runtime.SetMutexProfileFraction(5), then go tool pprof -top 'http://HOST/debug/pprof/mutex'.",
      evidence: queues
        .slice(0, MAX_SHOWN)
        .flatMap(({ address, kind, waiters, ids, holders }) => [
          { text: `${plural(waiters, 'goroutine')} wait for the ${KINDS[kind]} at ${address}`, goroutine: ids[0] },
          ...holders.slice(0, 1).map(({ id, why }) => ({ text: `Goroutine ${id}. ${why}`, goroutine: id })),
        ]),
    });
  }
  return findings;
}
