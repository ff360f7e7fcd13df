// The traces whose index is stored, and the room they take: for the start page and the dialog of stored indexes.

import { batch, type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import type { StoredTrace, TraceApi } from '../../shared/contract/trace-api';
import { messageOf } from './latest';

export type { StoredTrace } from '../../shared/contract/trace-api';

/** What the browser counts for this page, in bytes. Compressed: less than the indexes unpacked. */
export interface StorageAccount {
  readonly usedBytes: number;
  readonly quotaBytes: number;
}

export interface RecentTraces {
  /** The last opened first; undefined until the storage answered. */
  readonly traces: ReadonlySignal<readonly StoredTrace[] | undefined>;
  /** Undefined where the browser does not tell. */
  readonly account: ReadonlySignal<StorageAccount | undefined>;
  /** Why there is no list, or what could not be deleted: a sentence. */
  readonly fault: ReadonlySignal<string | undefined>;
  /** The dialog of stored indexes is shown. */
  readonly dialogOpen: Signal<boolean>;
  refresh(): Promise<void>;
  /** Deletes stored indexes. What is open in any tab or window stays. Resolves with how many were deleted. */
  forget(keys: readonly string[]): Promise<number>;
}

export type RecentTracesApi = Pick<TraceApi, 'stored' | 'forget'>;

export function createRecentTraces(
  api: RecentTracesApi,
  estimate: () => Promise<StorageAccount | undefined>,
): RecentTraces {
  const traces = signal<readonly StoredTrace[] | undefined>(undefined);
  const account = signal<StorageAccount | undefined>(undefined);
  const fault = signal<string | undefined>(undefined);
  const refresh = async (): Promise<void> => {
    try {
      const stored = await api.stored();
      const counted = await estimate();
      batch(() => {
        traces.value = stored;
        account.value = counted;
        fault.value = undefined;
      });
    } catch (error) {
      batch(() => {
        traces.value = [];
        fault.value = `The storage of this page could not be used: ${messageOf(error)}`;
      });
    }
  };
  return {
    traces,
    account,
    fault,
    dialogOpen: signal(false),
    refresh,
    async forget(keys) {
      const names = new Map(traces.peek()?.map(({ key, name }) => [key, name]));
      const kept: string[] = [];
      let failed: string | undefined;
      let deleted = 0;
      for (const key of keys) {
        try {
          if (await api.forget(key)) deleted++;
          else kept.push(names.get(key) ?? key);
        } catch (error) {
          failed = `The index of ${names.get(key) ?? key} could not be deleted: ${messageOf(error)}`;
          break;
        }
      }
      await refresh();
      if (failed !== undefined) fault.value = failed;
      else if (kept.length > 0) fault.value = `Open in another tab or window, and kept: ${kept.join(', ')}.`;
      return deleted;
    },
  };
}
