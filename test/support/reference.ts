// The reference answers that lie beside the fixture traces: what Go's own reader says of them.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

export interface ReferenceFrame {
  readonly fn: string;
  readonly file: string;
  readonly line: number;
  readonly pc: string;
}

export interface ReferenceGoroutine {
  readonly id: number;
  readonly name: string;
  readonly parent: number | null;
  readonly creation: number;
  readonly start: number;
  readonly end: number;
  readonly totalNs: number;
  readonly execNs: number;
  readonly schedWaitNs: number;
  readonly syscallNs: number;
  readonly syscallBlockNs: number;
  readonly unknownNs: number;
  readonly blockNs: Readonly<Record<string, number>>;
  readonly rangeNs: Readonly<Record<string, number>>;
  readonly stateNs: Readonly<Record<string, number>>;
  readonly finalState: string;
  readonly transitions: number;
  readonly system: boolean;
  readonly startStack: number;
  readonly creatorStack: number;
}

/** [time, g, from, to, reason, transitionStack, eventStack, m, p, curG] */
export type ReferenceTransition = readonly [
  number,
  number,
  string,
  string,
  string,
  number,
  number,
  number | null,
  number | null,
  number | null,
];

/** [time, p, from, to, m, curP, curG] */
export type ReferenceProcTransition = readonly [
  number,
  number,
  string,
  string,
  number | null,
  number | null,
  number | null,
];

export interface Reference {
  readonly file: string;
  readonly bytes: number;
  readonly format: 'v1' | 'v2';
  readonly headerVersion: string;
  readonly error?: string;
  readonly events: number;
  readonly kinds: Readonly<Record<string, number>>;
  readonly firstNs: number;
  readonly lastNs: number;
  readonly spanNs: number;
  readonly goroutineCount: number;
  readonly goroutines: readonly ReferenceGoroutine[];
  readonly regions: readonly { readonly g: number; readonly name: string }[] | null;
  readonly taskCount: number;
  readonly threads: readonly number[];
  readonly procs: readonly { readonly id: number; readonly transitions: number; readonly runningNs: number }[];
  readonly stacks?: readonly (readonly ReferenceFrame[])[];
  readonly transitions?: readonly ReferenceTransition[];
  readonly procTransitions?: readonly ReferenceProcTransition[];
  readonly syncs: readonly {
    readonly n: number;
    readonly time: number;
    readonly traceNs?: number;
    readonly monoNs?: number;
    readonly wall?: string;
  }[];
  readonly metricEvents?: readonly (readonly [number, string, number])[] | null;
  readonly labels: readonly { readonly time: number; readonly g: number; readonly label: string }[] | null;
  readonly samples: readonly (readonly [number, number | null, number | null, number | null, number])[] | null;
  readonly sampleCount: number;
  readonly taskEvents:
    | readonly {
        readonly time: number;
        readonly kind: string;
        readonly id: number;
        readonly parent: number | null;
        readonly type: string;
        readonly g: number | null;
        readonly stack: number;
      }[]
    | null;
  readonly regionEvents?:
    | readonly {
        readonly time: number;
        readonly kind: string;
        readonly task: number | null;
        readonly type: string;
        readonly g: number | null;
        readonly stack: number;
      }[]
    | null;
  readonly logs?:
    | readonly {
        readonly time: number;
        readonly g: number | null;
        readonly task: number | null;
        readonly category: string;
        readonly message: string;
        readonly stack: number;
      }[]
    | null;
  readonly ranges:
    | readonly {
        readonly name: string;
        readonly scope: string;
        /** The event that it was first seen by: `RangeBegin`, or `RangeActive` of one that began before. */
        readonly begin: string;
        readonly g: number | null;
        readonly stack: number;
        readonly start: number | null;
        readonly end: number | null;
        readonly 'bytes swept'?: number;
        readonly 'bytes reclaimed'?: number;
      }[]
    | null;
  readonly rangesCut?: boolean;
  readonly raw?: { readonly generations?: readonly { readonly gen: number }[] };
  readonly experimental?: Readonly<Record<string, number>>;
}

/** Folder of the fixture traces; GHOSTLIGHT_CORPUS points the same tests at a larger set of traces and references. */
export const FIXTURES = process.env.GHOSTLIGHT_CORPUS ?? join(import.meta.dirname, '..', 'fixtures', 'traces');

/** Names (without ending) of the fixture traces that have a reference. */
const fixtures = (): readonly string[] =>
  readdirSync(FIXTURES)
    .filter((name) => name.endsWith('.json.gz'))
    .map((name) => name.slice(0, -'.json.gz'.length));
const isOld = (name: string): boolean => /-1\.(1\d|2[01])$/.test(name);

/** Those in the format of Go 1.22 and newer. */
export const v2Fixtures = (): readonly string[] => fixtures().filter((name) => !isOld(name));

/** Those in the format of Go 1.21 and older; of some of them Go's own reader says only that it cannot read them. */
export const v1Fixtures = (): readonly string[] => fixtures().filter(isOld);

export function readReference(name: string): Reference {
  return JSON.parse(gunzipSync(readFileSync(join(FIXTURES, `${name}.json.gz`))).toString('utf8')) as Reference;
}

export function readTrace(name: string): Uint8Array {
  return readFileSync(join(FIXTURES, `${name}.trace`));
}
