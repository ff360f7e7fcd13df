// Literal answers about dumps, and a session that shows them: for tests of the panels without a worker.

import { signal } from '@preact/signals-core';
import type { DumpSession, DumpStatus } from '../../renderer/models/dump-session';
import type { DumpApi } from '../../shared/contract/dump-api';
import type {
  Diagnosis,
  DumpGoroutine,
  DumpGroup,
  GroupsReply,
  MatrixGroup,
  MatrixReply,
  MemberRow,
  MomentInfo,
  ReportCard,
  SeriesLevel,
  SeriesSummary,
} from '../../shared/model/dump-requests';
import type { Frame } from '../../shared/model/stacks';

export const frame = (func: string, file = 'main.go', line = 1): Frame => ({
  func,
  file: `/srv/app/${file}`,
  line,
  pc: 0,
});

export const diagnosis = (change: Partial<Diagnosis> = {}): Diagnosis => ({
  id: 'chan-send',
  level: 'SUSPECT',
  title: 'Sends on a channel of which nobody receives',
  why: 'Every goroutine of the group sends on a channel, and no goroutine in the dump receives at a line of the same package.',
  advice: 'Give the channel room for one value, or select on the send and ctx.Done().',
  verify: 'curl -s localhost:6060/debug/pprof/goroutineleak?debug=1 | grep -A3 leakSend',
  evidence: ['state: chan send', 'created by main.leakStep, which has returned'],
  ...change,
});

export function group(key: string, change: Partial<DumpGroup> = {}): DumpGroup {
  return {
    key,
    title: '',
    count: 39,
    states: [{ value: 'chan send', count: 39 }],
    wait: { minMinutes: 4, maxMinutes: 12, untold: 3 },
    leaked: 0,
    labels: [{ value: ['service', 'cart'], count: 20 }],
    moreLabels: 0,
    creators: [{ value: frame('main.leakStep', 'chans.go', 68), count: 39 }],
    frames: [frame('runtime.gopark', 'proc.go', 424), frame(`main.${key}`, 'chans.go', 44)],
    blockingFrame: 0,
    userFrame: 1,
    stacks: 1,
    diagnosis: diagnosis(),
    background: false,
    ids: [7, 33],
    cut: 0,
    elided: 0,
    ...change,
  };
}

export const member = (row: number, change: Partial<MemberRow> = {}): MemberRow => ({
  row,
  id: row + 7,
  weight: 1,
  state: 'chan send',
  minutes: 4,
  flags: 0,
  labels: [],
  userFrame: frame('main.leakSend', 'chans.go', 44),
  createdBy: frame('main.leakStep', 'chans.go', 68),
  parent: 1,
  ...change,
});

export const groupsReply = (groups: readonly DumpGroup[]): Extract<GroupsReply, { readonly ok: true }> => ({
  ok: true,
  total: groups.reduce((sum, { count }) => sum + count, 0),
  matched: groups.reduce((sum, { count }) => sum + count, 0),
  hidden: { goroutines: 4, groups: 2 },
  groups,
  moreGroups: 0,
});

export function moments(count: number, stepMs = 50_000): readonly MomentInfo[] {
  const first = new Date(2026, 10, 21, 4, 57, 10).getTime();
  return Array.from({ length: count }, (_, index) => ({
    name: `snap${index}`,
    timeMs: first + index * stepMs,
    timeSource: 'mtime' as const,
    form: 'goroutines' as const,
    goroutines: 33 + index * 58,
    files: [index],
    has: { counts: true, leaks: false, threads: false },
    truncated: false,
  }));
}

export function matrixGroup(key: string, counts: readonly number[], level: SeriesLevel): MatrixGroup {
  const first = counts[0] ?? 0;
  const last = counts.at(-1) ?? 0;
  return {
    key,
    group: group(key, { count: last }),
    counts,
    verdict: {
      level,
      title: 'grows in every dump',
      why: 'It grows in every dump, and none of them ever leaves.',
      advice: 'See who should receive.',
      verify: '',
    },
    score: last - first,
    delta: last - first,
    perMinute: 8.4,
    newIds: counts.slice(1).map((count, index) => count - counts[index]),
    goneIds: counts.slice(1).map(() => 0),
    survivors: 1,
    turnover: 0.2,
    labelLift: [],
  };
}

export const card = (change: Partial<ReportCard> = {}): ReportCard => ({
  verdict: '13 stacks grow in every dump; none of their goroutines ever leaves',
  level: 'GROWING',
  goroutines: 324,
  groups: 14,
  states: [
    { value: 'chan receive', count: 120 },
    { value: 'select', count: 39 },
    { value: 'sync.Mutex.Lock', count: 19 },
    { value: 'running', count: 1 },
  ],
  findings: [],
  limits: ['Waits are lower bounds: counted from the first garbage collection after blocking.'],
  preamble: [],
  ...change,
});

export const matrixReply = (
  groups: readonly MatrixGroup[],
  all: readonly MomentInfo[],
): Extract<MatrixReply, { readonly ok: true }> => ({
  ok: true,
  moments: all,
  restarts: [],
  groups,
  moreGroups: 0,
  goroutines: [],
  moreGoroutines: 0,
  hidden: { goroutines: 0, groups: 0 },
  ids: { lastStep: { new: 66, gone: 0, moved: 0, same: 258 }, whole: { new: 291, gone: 0, moved: 0, same: 33 } },
  states: [{ state: 'chan receive', before: 12, after: 120 }],
  card: card(),
});

export const summary = (all: readonly MomentInfo[]): SeriesSummary => ({
  files: all.map(({ name }) => ({
    name: `${name}.txt`,
    bytes: 12_345,
    format: 'goroutine-text',
    readFraction: 1,
    problems: [],
  })),
  moments: all,
  goroutines: 324,
  bytes: 120_000,
  readFraction: 1,
  problems: [],
  labelKeys: ['service', 'shard'],
  formats: ['debug=2'],
});

export const goroutine = (change: Partial<DumpGoroutine> = {}): DumpGoroutine => ({
  ...member(0),
  frames: [],
  pointers: [],
  pointersSearched: 0,
  raw: 'goroutine 7 [chan send]:\nmain.leakSend(0xc000012345)\n\t/srv/app/chans.go:44 +0x1c\n',
  rawCut: false,
  diagnosis: diagnosis(),
  children: [],
  moreChildren: 0,
  leakProfile: false,
  ...change,
});

/** Signals with nothing in them; `calls` notes what the panels ask for. */
export function fakeSession(all = moments(6)) {
  const calls: string[] = [];
  const session = {
    kind: 'dump' as const,
    id: 'dump-1',
    name: signal('series'),
    api: {} as DumpApi,
    status: signal<DumpStatus>({ kind: 'ready', summary: summary(all) }),
    progress: signal(undefined),
    fault: signal<string | undefined>(undefined),
    view: signal<DumpSession['view']['value']>('groups'),
    moment: signal(0),
    grouping: signal<DumpSession['grouping']['value']>({
      groupBy: { by: 'stack' },
      similarity: 'lines',
      ignoreState: false,
      background: false,
    }),
    selection: signal<DumpSession['selection']['value']>({}),
    filter: signal(''),
    filterError: signal(undefined),
    appliedFilter: signal(''),
    matched: signal(undefined),
    report: signal<DumpSession['report']['value']>(undefined),
    groups: signal<DumpSession['groups']['value']>(undefined),
    members: signal<DumpSession['members']['value']>(undefined),
    moreMembers: () => {
      calls.push('moreMembers');
    },
    goroutine: signal<DumpSession['goroutine']['value']>(undefined),
    calls: signal<DumpSession['calls']['value']>(undefined),
    callsFrom: signal<'root' | 'leaf'>('root'),
    created: signal<DumpSession['created']['value']>(undefined),
    locks: signal<DumpSession['locks']['value']>(undefined),
    matrix: signal<DumpSession['matrix']['value']>(undefined),
    matrixRows: signal<'groups' | 'goroutines'>('groups'),
    normalise: signal(false),
    settings: signal<DumpSession['settings']['value']>(undefined),
    changeSettings: (next: NonNullable<DumpSession['settings']['value']>) => {
      session.settings.value = next;
      calls.push('changeSettings');
    },
    setTime: (moment: number, timeMs: number | undefined) => {
      calls.push(`setTime ${moment} ${timeMs}`);
    },
    complete: async () => [],
    goTo: (id: number) => {
      calls.push(`goTo ${id}`);
    },
  } satisfies DumpSession;
  return { session, calls };
}
