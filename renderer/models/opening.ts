// What happens to files that are opened together: each trace becomes a tab; all goroutine dumps, and archives of them, become
// one tab, because they are to be compared, and so do profiles that count the same; what is none of it is said.
//
// A trace is recognised by its first bytes in the page, so that it does not wait for the worker that looks at all others.

import type { SourceKind } from '../../shared/contract/dump-api';
import type { SourceRef } from '../../shared/contract/host';
import type { DumpTab, DumpWorker } from './dump-tab';
import type { Sessions } from './sessions';

export interface OpeningOptions {
  readonly sessions: Pick<Sessions, 'open' | 'openDumps' | 'openProfiles' | 'active'>;
  readonly startDumps: () => DumpWorker;
  /** The first bytes of a source, fewer where it is shorter. */
  readonly firstBytes: (source: SourceRef, count: number) => Promise<Uint8Array>;
  /** Says a sentence that belongs to no tab. */
  readonly say: (sentence: string) => void;
  readonly release: (source: SourceRef) => void;
}

export interface Opening {
  /** Opens what the user chose in one go. */
  open(sources: readonly SourceRef[]): Promise<void>;
  /** The same, but dumps join the series of a tab. */
  addTo(tab: DumpTab, sources: readonly SourceRef[]): Promise<void>;
}

const HEADER_BYTES = 16;
const TRACE_HEADER = /^go 1\.\d+ trace/;
/** Files of a folder that are looked at at the same time; a browser sends six requests to one server. */
const AT_ONCE = 6;

export function createOpening({ sessions, startDumps, firstBytes, say, release }: OpeningOptions): Opening {
  async function isTrace(source: SourceRef): Promise<boolean> {
    const bytes = await firstBytes(source, HEADER_BYTES);
    return TRACE_HEADER.test(String.fromCharCode(...bytes.subarray(0, HEADER_BYTES)));
  }

  function leaveOut(sources: readonly SourceRef[]): void {
    sources.forEach(release);
    const [first] = sources;
    if (first === undefined) return;
    const more = sources.length > 1 ? ` and ${sources.length - 1} more` : '';
    say(`Neither a trace nor a goroutine dump nor a profile, and left out: ${first.name}${more}.`);
  }

  async function openWith(
    sources: readonly SourceRef[],
    openDumps: (dumps: readonly SourceRef[], worker: DumpWorker, behind: boolean) => boolean,
  ): Promise<void> {
    // A file that cannot be read is for the tab that opens it to explain.
    const traces = await mapSome(sources, (source) => isTrace(source).catch(() => true));
    sessions.open(sources.filter((_, place) => traces[place]));
    const others = sources.filter((_, place) => !traces[place]);
    if (others.length === 0) return;
    const shown = sessions.active.peek();
    const worker = startDumps();
    let isTaken = false;
    try {
      const died = new Promise<never>((_, reject) => worker.onDeath((message) => reject(new Error(message))));
      const kinds = await mapSome(others, async (source): Promise<SourceKind> => {
        if (source.size === 0) return 'unknown';
        return Promise.race([worker.api.kindOf(source), died]).catch(() => 'unknown');
      });
      const of = (...wanted: readonly SourceKind[]) => others.filter((_, place) => wanted.includes(kinds[place]));
      // What comes later does not take the place of what the user went to meanwhile.
      const late = sessions.active.peek() !== shown;
      sessions.open(of('trace'), late); // packed ones
      // Files that somebody named are shown for what they are; of a folder's files only those that can be read.
      leaveOut(of('unknown', 'named').filter(isOfFolder));
      sessions.open(
        of('unknown').filter((source) => !isOfFolder(source)),
        late,
      );
      for (const source of of('named')) if (!isOfFolder(source)) sessions.openDumps([source], undefined, late);
      for (const kind of new Set(kinds)) if (kind.startsWith('profile:')) sessions.openProfiles(of(kind), late);
      const dumps = of('dump', 'archive');
      if (dumps.length > 0) isTaken = openDumps(dumps, worker, late);
    } finally {
      if (!isTaken) worker.terminate();
    }
  }

  return {
    open: (sources) =>
      openWith(sources, (dumps, worker, behind) => {
        sessions.openDumps(dumps, worker, behind);
        return true;
      }),
    addTo: (tab, sources) =>
      openWith(sources, (dumps) => {
        tab.add(dumps);
        return false;
      }),
  };
}

const isOfFolder = ({ name }: SourceRef): boolean => name.includes('/');

/** Like `map`, with a few under way at a time. */
async function mapSome<T, R>(items: readonly T[], use: (item: T) => Promise<R> | R): Promise<R[]> {
  const results: R[] = new Array(items.length);
  let next = 0;
  const take = async (): Promise<void> => {
    while (next < items.length) {
      const place = next++;
      results[place] = await use(items[place]);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, take));
  return results;
}
