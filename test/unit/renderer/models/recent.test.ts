import { describe, expect, it } from 'vitest';
import { createRecentTraces, type RecentTracesApi, type StoredTrace } from '../../../../renderer/models/recent';

const stored = (key: string): StoredTrace => ({
  key,
  name: `${key}.trace`,
  bytes: 10,
  indexBytes: 20,
  openedMs: 1,
  spanNs: 1,
  goroutines: 1,
  header: '1.26',
});

/** A store in which some traces are open in another tab. */
function storeOf(keys: readonly string[], openElsewhere: readonly string[] = []): RecentTracesApi {
  const left = new Set(keys);
  return {
    stored: async () => [...left].map(stored),
    async forget(key) {
      if (key === 'broken') throw new Error('the disk is gone');
      return !openElsewhere.includes(key) && left.delete(key);
    },
  };
}

const account = { usedBytes: 1, quotaBytes: 2 };
const keysOf = (recent: ReturnType<typeof createRecentTraces>) => recent.traces.value?.map(({ key }) => key);

describe('stored traces', () => {
  it('are listed with what the browser counts', async () => {
    const recent = createRecentTraces(storeOf(['a', 'b']), async () => account);
    expect(recent.traces.value).toBeUndefined();
    await recent.refresh();
    expect(keysOf(recent)).toEqual(['a', 'b']);
    expect(recent.account.value).toEqual(account);
    expect(recent.fault.value).toBeUndefined();
  });

  it('are deleted, but for those that are open elsewhere, which are named', async () => {
    const recent = createRecentTraces(storeOf(['a', 'b', 'c'], ['b']), async () => account);
    await recent.refresh();
    expect(await recent.forget(['a', 'b', 'c'])).toBe(2);
    expect(keysOf(recent)).toEqual(['b']);
    expect(recent.fault.value).toBe('Open in another tab or window, and kept: b.trace.');
    await recent.refresh();
    expect(recent.fault.value).toBeUndefined();
  });

  it('stay listed when deleting fails, with the reason', async () => {
    const recent = createRecentTraces(storeOf(['a', 'broken', 'c']), async () => undefined);
    await recent.refresh();
    expect(await recent.forget(['a', 'broken', 'c'])).toBe(1);
    expect(keysOf(recent)).toEqual(['broken', 'c']);
    expect(recent.fault.value).toBe('The index of broken.trace could not be deleted: the disk is gone');
  });

  it('are none where the storage cannot be asked, and it is said', async () => {
    const api = { ...storeOf([]), stored: () => Promise.reject(new Error('refused')) };
    const recent = createRecentTraces(api, async () => account);
    await recent.refresh();
    expect(recent.traces.value).toEqual([]);
    expect(recent.fault.value).toBe('The storage of this page could not be used: refused');
  });
});
