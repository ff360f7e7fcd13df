// Dumps as tests write them: a few words per goroutine, rows and symbols come out. No parser is needed for it.

import {
  type DumpFormat,
  type DumpSeries,
  DumpSymbols,
  ELIDED_FUNC,
  GoroutineFlag,
  type LabelSet,
  type Moment,
  type Snapshot,
  type SnapshotForm,
  type SnapshotProfile,
  SnapshotRows,
} from '../../shared/model/dumps';
import type { GroupJudge } from '../../shared/query/dumps/types';

export interface GoroutineSpec {
  /** Absent in counts. */
  readonly id?: number;
  readonly weight?: number;
  readonly state?: string;
  readonly minutes?: number;
  /** Names of GoroutineFlag. */
  readonly flags?: readonly (keyof typeof GoroutineFlag)[];
  /** Leaf first: `main.worker:12`, `net/http.(*conn).serve@/usr/lib/go/src/net/http/server.go:40`; a line may be missing. */
  readonly stack?: string;
  /** The go statement, in the words of `stack`. */
  readonly by?: string;
  readonly parent?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly bubble?: number;
  readonly waitsFor?: number;
  readonly argsHash?: number;
  readonly exactHash?: number;
}

export interface SnapshotSpec {
  readonly symbols?: DumpSymbols;
  readonly form?: SnapshotForm;
  readonly profile?: SnapshotProfile;
  readonly format?: DumpFormat;
  readonly file?: number;
}

/** A frame by its text: no blanks in it, `...` for frames that were left out. A file is made up where the text names none. */
export function frameIndex(symbols: DumpSymbols, text: string): number {
  if (text === '...') return symbols.frame(ELIDED_FUNC, '', 0);
  const match = /^([^@]*?)(?:@(.*?))?(?::(\d+))?$/.exec(text);
  const func = match?.[1] ?? text;
  const file = match?.[2] ?? fileOf(func);
  return symbols.frame(func, file, Number(match?.[3] ?? 0));
}

function fileOf(func: string): string {
  const slash = func.lastIndexOf('/');
  const path = func.slice(0, func.indexOf('.', slash + 1));
  const first = path.split('/')[0] ?? '';
  if (path === 'main') return '/home/gopher/app/main.go';
  return first.includes('.') ? `/home/gopher/go/pkg/mod/${path}/x.go` : `/usr/local/go/src/${path}/x.go`;
}

export function makeSnapshot(goroutines: readonly GoroutineSpec[], spec: SnapshotSpec = {}): Snapshot {
  const symbols = spec.symbols ?? new DumpSymbols();
  const rows = new SnapshotRows();
  const { columns } = rows;
  for (const goroutine of goroutines) {
    const row = rows.add();
    const stack = goroutine.stack?.split(' ').filter((frame) => frame !== '') ?? [];
    const labels: LabelSet = Object.entries(goroutine.labels ?? {});
    columns.id[row] = goroutine.id ?? Number.NaN;
    columns.weight[row] = goroutine.weight ?? 1;
    columns.state[row] = symbols.table.internString(goroutine.state ?? '');
    columns.minutes[row] = goroutine.minutes ?? -1;
    columns.flags[row] = (goroutine.flags ?? []).reduce((bits, name) => bits | GoroutineFlag[name], 0);
    columns.stack[row] = symbols.stack(stack.map((frame) => frameIndex(symbols, frame)));
    columns.creator[row] = goroutine.by === undefined ? -1 : frameIndex(symbols, goroutine.by);
    columns.parent[row] = goroutine.parent ?? Number.NaN;
    columns.labels[row] = symbols.labels(labels);
    columns.bubble[row] = goroutine.bubble ?? 0;
    columns.waitsFor[row] = goroutine.waitsFor ?? Number.NaN;
    columns.argsHash[row] = goroutine.argsHash ?? 0;
    columns.exactHash[row] = goroutine.exactHash ?? 0;
  }
  return {
    form: spec.form ?? 'goroutines',
    profile: spec.profile ?? 'goroutine',
    format: spec.format ?? 'goroutine-text',
    file: spec.file ?? 0,
    from: 0,
    to: 0,
    preamble: [],
    truncated: false,
    length: rows.length,
    columns,
  };
}

/** A series of moments that share the symbols. */
export function makeSeries(symbols: DumpSymbols, moments: readonly Partial<Moment>[]): DumpSeries {
  return { symbols, files: [], moments: moments.map((moment, i) => ({ name: `dump ${i}`, ...moment })) };
}

/** One dump of goroutines, as a series of one moment. */
export function makeDump(goroutines: readonly GoroutineSpec[], spec: SnapshotSpec = {}) {
  const symbols = spec.symbols ?? new DumpSymbols();
  const snapshot = makeSnapshot(goroutines, { ...spec, symbols });
  const moment: Moment =
    snapshot.form === 'goroutines' ? { name: 'dump 0', goroutines: snapshot } : { name: 'dump 0', counts: snapshot };
  return { symbols, snapshot, moment, series: makeSeries(symbols, [moment]) };
}

/** A judge that knows nothing: each of its answers can be given by stack group. */
export function makeJudge(
  own: { readonly suspicion?: (group: number) => number; readonly background?: (group: number) => boolean } = {},
): GroupJudge {
  return {
    diagnosis: (group) => ({
      id: `group-${group}`,
      level: own.background?.(group) === true ? 'NORMAL' : 'INFO',
      title: '',
      why: '',
      advice: '',
      verify: '',
      evidence: [],
    }),
    suspicion: own.suspicion ?? (() => 0),
    background: own.background ?? (() => false),
  };
}
