// A TraceApi whose answers the test gives by hand, in the order it wants: for what must hold when answers cross.

import type { TraceApi } from '../../../../shared/contract/trace-api';
import type { LayoutReply, TraceSummary } from '../../../../shared/model/requests';

export interface Asked {
  readonly method: keyof TraceApi;
  readonly args: readonly unknown[];
  answer(value: unknown): Promise<void>;
  refuse(error: Error): Promise<void>;
}

export interface FakeTraceApi {
  readonly api: TraceApi;
  /** All questions so far, of one method if named. */
  asked(method?: keyof TraceApi): readonly Asked[];
  last(method: keyof TraceApi): Asked;
}

/** Lets the promises that are settled now run their handlers. */
export const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

export function fakeTraceApi(): FakeTraceApi {
  const questions: Asked[] = [];
  const asked = (method?: keyof TraceApi): readonly Asked[] =>
    questions.filter((question) => method === undefined || question.method === method);
  const api = new Proxy({} as TraceApi, {
    get:
      (_, method: keyof TraceApi) =>
      (...args: readonly unknown[]) =>
        new Promise<unknown>((resolve, reject) => {
          questions.push({
            method,
            args,
            answer(value) {
              resolve(value);
              return settle();
            },
            refuse(error) {
              reject(error);
              return settle();
            },
          });
        }),
  });
  return {
    api,
    asked,
    last(method) {
      const question = asked(method).at(-1);
      if (question === undefined) throw new Error(`${method} was not asked`);
      return question;
    },
  };
}

export const SUMMARY: TraceSummary = {
  format: 'go-trace-v2',
  header: '1.26',
  bytes: 1000,
  readFraction: 1,
  spanNs: 5_000_000,
  generations: 1,
  events: 10,
  goroutines: 3,
  procs: 1,
  threads: 1,
  tasks: 0,
  regions: 0,
  logs: 0,
  samples: 0,
  gcCycles: 0,
  stwCount: 0,
  problems: [],
  gaps: [],
  reasons: [''],
  procIds: [0],
  procBusy: 0.5,
  counters: [],
};

export const READY = { status: 'ready', key: 'key-1', fromIndex: false, summary: SUMMARY } as const;

export function layoutOf(...rows: readonly number[]): LayoutReply & { readonly ok: true } {
  return {
    ok: true,
    total: 3,
    matched: rows.length,
    groups: [{ name: 'main.main', rows: Int32Array.from(rows) }],
    ids: Float64Array.from([1, 2, 3]),
  };
}
