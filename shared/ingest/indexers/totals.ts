// Counts over the whole trace, each as Go's reader and summary count: events, threads, tasks, logs, CPU samples.

import { EVENT_KIND_NAMES, EventKind, NONE } from '../../model/events';
import type { Indexer } from '../indexer';

export interface Totals {
  readonly events: number;
  /** OS threads that events happened on. */
  readonly threads: number;
  /** Tasks that are mentioned at all: begun, ended, as a parent, by a region or a log (the background task, too). */
  readonly tasks: number;
  readonly logs: number;
  readonly samples: number;
}

/** What two parts of a trace counted, to be put together. */
export interface TotalLists {
  readonly threads: readonly number[];
  readonly tasks: readonly number[];
  readonly logs: number;
  readonly samples: number;
}

export interface TotalsIndexer extends Indexer {
  /** A thread that an event happened on: all that a transition, which most events are, says here. */
  thread(m: number): void;
  totals(): Totals;
  lists(): TotalLists;
  /** Adds what was counted elsewhere. */
  absorb(events: number, lists: TotalLists): void;
}

export function totals(): TotalsIndexer {
  const threads = new Set<number>();
  const tasks = new Set<number>();
  let lastThread: number = NONE;
  let events = 0;
  let logs = 0;
  let samples = 0;

  function thread(m: number): void {
    if (m !== lastThread && m !== NONE) {
      lastThread = m;
      threads.add(m);
    }
  }

  return {
    // All but gaps, which are no events.
    kinds: EVENT_KIND_NAMES.map((_, kind) => kind as EventKind).filter((kind) => kind !== EventKind.Gap),
    thread,
    event(e) {
      events++;
      thread(e.m);
      switch (e.kind) {
        case EventKind.TaskBegin:
        case EventKind.TaskEnd:
          tasks.add(e.id);
          if (e.from !== NONE) tasks.add(e.from);
          break;
        case EventKind.RegionBegin:
        case EventKind.RegionEnd:
          tasks.add(e.id);
          break;
        case EventKind.Log:
          tasks.add(e.id);
          logs++;
          break;
        case EventKind.StackSample:
          samples++;
          break;
        default:
      }
    },
    finish() {},
    totals: () => ({ events, threads: threads.size, tasks: tasks.size, logs, samples }),
    lists: () => ({ threads: [...threads], tasks: [...tasks], logs, samples }),
    absorb(more, lists) {
      events += more;
      logs += lists.logs;
      samples += lists.samples;
      for (const thread of lists.threads) threads.add(thread);
      for (const task of lists.tasks) tasks.add(task);
    },
  };
}
