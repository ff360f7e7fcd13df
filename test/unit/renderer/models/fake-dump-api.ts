// A DumpApi whose answers the test gives by hand, in the order it wants.

import type { DumpWorker } from '../../../../renderer/models/dump-tab';
import type { SessionsOptions } from '../../../../renderer/models/sessions';
import type { SettingsStorage } from '../../../../renderer/models/settings';
import type { DumpApi } from '../../../../shared/contract/dump-api';
import type { DumpSettings, GroupsReply, MomentInfo, SeriesSummary } from '../../../../shared/model/dump-requests';
import { settle } from './fake-trace-api';

/** For tests in which no dumps and no profiles are opened. */
export const NO_DUMPS: Pick<SessionsOptions, 'startDumps' | 'startProfiles' | 'storage'> = {
  startDumps() {
    throw new Error('no dumps are opened here');
  },
  startProfiles() {
    throw new Error('no profiles are opened here');
  },
  storage: undefined,
};

export interface DumpQuestion {
  readonly method: keyof DumpApi;
  readonly args: readonly unknown[];
  answer(value: unknown): Promise<void>;
  refuse(error: Error): Promise<void>;
}

export function fakeDumps() {
  const questions: DumpQuestion[] = [];
  const asked = (method?: keyof DumpApi): readonly DumpQuestion[] =>
    questions.filter((question) => method === undefined || question.method === method);
  let say = (_message: string): void => {};
  let terminated = false;
  const api = new Proxy({} as DumpApi, {
    get:
      (_, method: keyof DumpApi) =>
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
  const worker: DumpWorker = {
    api,
    onDeath(listener) {
      say = listener;
    },
    terminate() {
      terminated = true;
    },
  };
  return {
    worker,
    asked,
    last(method: keyof DumpApi): DumpQuestion {
      const question = asked(method).at(-1);
      if (question === undefined) throw new Error(`${method} was not asked`);
      return question;
    },
    die: (message: string) => say(message),
    isTerminated: () => terminated,
  };
}

export const SETTINGS: DumpSettings = {
  newOlderThanSeconds: 5,
  deepStackFrames: 7,
  pileUp: 100,
  manyGoroutines: 5000,
  longWaitMinutes: 5,
  growthSteps: 3,
  growthSurvivors: 0.9,
  growthMinimum: 5,
  growthFraction: 0.5,
  labelLift: 1.3,
  stuckSeconds: 60,
  benign: [],
};

const momentOf = (name: string, file: number, goroutines: number): MomentInfo => ({
  name,
  form: 'goroutines',
  goroutines,
  files: [file],
  has: { counts: false, leaks: false, threads: false },
  truncated: false,
});

export function summaryOf(...goroutines: readonly number[]): SeriesSummary {
  return {
    files: goroutines.map((_, file) => ({
      name: `snap${file}.txt`,
      bytes: 100,
      format: 'goroutine-text',
      readFraction: 1,
      problems: [],
    })),
    moments: goroutines.map((count, file) => momentOf(`snap${file}`, file, count)),
    goroutines: goroutines.reduce((sum, count) => sum + count, 0),
    bytes: 100 * goroutines.length,
    readFraction: 1,
    problems: [],
    labelKeys: [],
    formats: ['debug=2'],
  };
}

export const groupsOf = (matched: number, total = 10): GroupsReply => ({
  ok: true,
  total,
  matched,
  hidden: { goroutines: 2, groups: 1 },
  groups: [],
  moreGroups: 3,
});

/** A storage that can be looked into. */
export function memoryStorage(): SettingsStorage & { readonly items: Map<string, string> } {
  const items = new Map<string, string>();
  return {
    items,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
  };
}
