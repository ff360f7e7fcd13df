// The traces whose index is stored, for the start page.

import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { StoredTrace, TraceApi } from '../../shared/contract/trace-api';
import { messageOf } from './latest';

export type { StoredTrace } from '../../shared/contract/trace-api';

export interface RecentTraces {
  /** The last opened first; undefined until the storage answered. */
  readonly traces: ReadonlySignal<readonly StoredTrace[] | undefined>;
  /** Why there is no list, or why something could not be forgotten. */
  readonly fault: ReadonlySignal<string | undefined>;
  refresh(): Promise<void>;
  forget(keys: readonly string[]): Promise<void>;
}

export function createRecentTraces(api: Pick<TraceApi, 'stored' | 'forget'>): RecentTraces {
  const traces = signal<readonly StoredTrace[] | undefined>(undefined);
  const fault = signal<string | undefined>(undefined);
  const refresh = async (): Promise<void> => {
    try {
      traces.value = await api.stored();
      fault.value = undefined;
    } catch (error) {
      traces.value = [];
      fault.value = messageOf(error);
    }
  };
  return {
    traces,
    fault,
    refresh,
    async forget(keys) {
      try {
        for (const key of keys) await api.forget(key);
      } catch (error) {
        fault.value = messageOf(error);
        return;
      }
      await refresh();
    },
  };
}
