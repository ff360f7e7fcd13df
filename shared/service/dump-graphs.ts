// Graphs and flame graphs of open dumps: stacks weighted by goroutines, waits or leaks, differences of two dumps, who waits for
// whom, who created whom.

import { assert } from '../base/assert';
import type { CreatedTreeReply, LocksReply } from '../model/dump-requests';
import { GoroutineFlag, type Snapshot } from '../model/dumps';
import type { GraphScope, GraphSource } from '../model/graph-requests';
import type { FilterError } from '../model/requests';
import type { DumpIndex } from '../query/dumps/types';
import { difference } from '../query/graph/difference';
import { drawCreated } from '../query/graph/draw-created';
import { drawWaits } from '../query/graph/draw-waits';
import { DUMP_MEASURES, type DumpMeasure, dumpStacks } from '../query/graph/dump-stacks';
import { statePaint } from '../query/graph/state-paint';
import { callGraphReply, flameReply, type LocalGraphs, type StacksReply } from './graphs';

/** What the service of the dumps has. */
export interface DumpParts {
  index(): DumpIndex;
  moments(): number;
  snapshot(moment: number): Snapshot;
  /** Rows that match; undefined = all. */
  filtered(
    moment: number,
    filter: string,
  ): { readonly ok: true; readonly mask: Uint8Array | undefined } | { readonly ok: false; readonly error: FilterError };
  locks(moment: number): Promise<LocksReply>;
  created(moment: number, filter: string): Promise<CreatedTreeReply>;
}

const SOURCES: Readonly<Record<DumpMeasure, GraphSource>> = {
  goroutines: { id: 'goroutines', label: 'goroutines', unit: 'goroutines', timed: false, kind: 'calls' },
  minutes: { id: 'minutes', label: 'minutes waited', unit: 'minutes', timed: false, kind: 'calls' },
  leaked: { id: 'leaked', label: 'proven leaks', unit: 'goroutines', timed: false, kind: 'calls' },
};
const WAITS: GraphSource = {
  id: 'waits',
  label: 'who waits for whom',
  unit: 'goroutines',
  timed: false,
  kind: 'waits',
};
const CREATED: GraphSource = {
  id: 'created',
  label: 'who created whom',
  unit: 'goroutines',
  timed: false,
  kind: 'created',
};

export function createDumpGraphs(parts: DumpParts): LocalGraphs {
  /** The moment that is asked for, or the last one. */
  const momentOf = ({ moment }: Pick<GraphScope, 'moment'>): number => moment ?? parts.moments() - 1;

  function stacksOf(scope: GraphScope): StacksReply {
    const measure = DUMP_MEASURES.find((id) => id === scope.source);
    assert(measure !== undefined, `there is no source ${scope.source}`);
    const of = (moment: number): StacksReply => {
      const found = parts.filtered(moment, scope.filter);
      if (!found.ok) return { ok: false, error: { ...found.error, expression: 'filter' } };
      return { ok: true, stacks: dumpStacks(parts.index(), parts.snapshot(moment), measure, found.mask) };
    };
    const after = of(momentOf(scope));
    if (!after.ok || scope.base === undefined) return after;
    const before = of(scope.base);
    return before.ok ? { ok: true, stacks: difference(before.stacks, after.stacks, scope.normalise === true) } : before;
  }

  return {
    async graphSources() {
      const last = parts.snapshot(parts.moments() - 1);
      const { flags, minutes, parent, waitsFor } = last.columns;
      const some = (test: (row: number) => boolean): boolean => {
        for (let row = 0; row < last.length; row++) if (test(row)) return true;
        return false;
      };
      return [
        SOURCES.goroutines,
        ...(some((row) => minutes[row] > 0) ? [SOURCES.minutes] : []),
        ...(some((row) => (flags[row] & GoroutineFlag.Leaked) !== 0) ? [SOURCES.leaked] : []),
        ...(some((row) => waitsFor[row] > 0) ? [WAITS] : []),
        ...(some((row) => parent[row] > 0) ? [CREATED] : []),
      ];
    },
    async graph(request) {
      const startMs = performance.now();
      const moment = momentOf(request);
      if (request.source === WAITS.id) {
        const locks = await parts.locks(moment);
        const drawn = drawWaits(parts.index(), parts.snapshot(moment), locks, request.caption);
        return { ok: true, drawn, builtMs: performance.now() - startMs };
      }
      if (request.source === CREATED.id) {
        const tree = await parts.created(moment, request.filter);
        if (!tree.ok) return { ok: false, error: { ...tree.error, expression: 'filter' } };
        return { ok: true, drawn: drawCreated(tree.roots, request.caption), builtMs: performance.now() - startMs };
      }
      const found = stacksOf(request);
      return found.ok ? callGraphReply(found.stacks, request, statePaint) : found;
    },
    stacks: async (scope) => stacksOf(scope),
    async flame(request) {
      const found = stacksOf(request);
      return found.ok ? flameReply(found.stacks, request) : found;
    },
  };
}
