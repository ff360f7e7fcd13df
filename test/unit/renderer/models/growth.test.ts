import { signal } from '@preact/signals-core';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createGrowth } from '../../../../renderer/models/growth';
import { createSessions } from '../../../../renderer/models/sessions';
import type { SourceRef } from '../../../../shared/contract/host';
import { NO_DUMPS } from './fake-dump-api';
import { noLayout } from './fake-layout';
import { type FakeTraceApi, fakeTraceApi, READY } from './fake-trace-api';

const SOURCE: SourceRef = { name: 'a', size: 100, url: 'source/0' };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});
const soon = () => vi.advanceTimersByTimeAsync(0);

async function setUp() {
  const workers: FakeTraceApi[] = [];
  const sessions = createSessions({
    createLayout: () => noLayout,
    ...NO_DUMPS,
    startTrace() {
      const worker = fakeTraceApi();
      workers.push(worker);
      return { api: worker.api, terminate: () => undefined };
    },
    release: () => undefined,
  });
  const visible = signal(true);
  const disk = { bytes: 100 as number | undefined, asked: 0 };
  let forgotten = 0;
  const growth = createGrowth({
    sessions,
    visible,
    sizeOf: async () => {
      disk.asked++;
      return disk.bytes;
    },
    onForgotten: () => forgotten++,
  });
  /** Answers the last opening: the trace of that key is ready. */
  const answer = async (key: string): Promise<void> => {
    void workers
      .at(-1)
      ?.last('open')
      .answer({ ...READY, key });
    await soon();
  };
  sessions.open([SOURCE]);
  await answer('key-1');
  return { workers, sessions, visible, disk, growth, answer, forgotten: () => forgotten };
}

describe('noticing', () => {
  test('a file that grew is noticed within seconds, and again when it goes on', async () => {
    const { disk, growth } = await setUp();
    expect(growth.grownBytes.value).toBe(0);
    disk.bytes = 130;
    await vi.advanceTimersByTimeAsync(3000);
    expect(growth.grownBytes.value).toBe(30);
    disk.bytes = 145;
    await vi.advanceTimersByTimeAsync(3000);
    expect(growth.grownBytes.value).toBe(45);
    disk.bytes = undefined;
    await vi.advanceTimersByTimeAsync(3000);
    expect(growth.grownBytes.value).toBe(45);
  });

  test('nothing is asked in the background, nor while the file is being read, nor of the start page', async () => {
    const { sessions, visible, disk, growth } = await setUp();
    visible.value = false;
    const asked = disk.asked;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(disk.asked).toBe(asked);
    visible.value = true;
    expect(disk.asked).toBe(asked + 1);
    sessions.active.value = undefined;
    await vi.advanceTimersByTimeAsync(60_000);
    sessions.open([{ ...SOURCE, name: 'b' }]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(disk.asked).toBe(asked + 1);
    growth.dispose();
  });

  test('the answer for one tab is not shown in another', async () => {
    const { sessions, disk, growth, answer } = await setUp();
    disk.bytes = 130;
    await growth.look();
    const [first] = sessions.tabs.value;
    sessions.open([{ ...SOURCE, name: 'b', size: 130 }]);
    await answer('key-b');
    expect(growth.grownBytes.value).toBe(0);
    sessions.active.value = first;
    expect(growth.grownBytes.value).toBe(30);
  });
});

describe('reloading', () => {
  test('reads the whole file in the same tab, with the filter, and forgets the old index when the new one is there', async () => {
    const { workers, sessions, disk, growth, answer, forgotten } = await setUp();
    const first = sessions.trace.value;
    if (first) first.filter.value = 'conn';
    disk.bytes = 130;
    await growth.look();
    growth.reload();
    expect(sessions.tabs.value).toHaveLength(1);
    expect(workers.at(-1)?.last('open').args[0]).toEqual({ ...SOURCE, size: 130 });
    expect(sessions.trace.value?.filter.value).toBe('conn');
    expect(workers.flatMap((worker) => worker.asked('forget'))).toEqual([]);
    expect(growth.grownBytes.value).toBe(0);
    await answer('key-2');
    expect(
      workers
        .at(-1)
        ?.asked('forget')
        .map(({ args }) => args),
    ).toEqual([['key-1']]);
    void workers.at(-1)?.last('forget').answer(undefined);
    await soon();
    expect(forgotten()).toBe(1);
    expect(growth.grownBytes.value).toBe(0);
  });

  test('an index that another tab shows is kept', async () => {
    const { workers, sessions, disk, growth, answer } = await setUp();
    const [first] = sessions.tabs.value;
    sessions.open([SOURCE]);
    await answer('key-1');
    sessions.active.value = first;
    disk.bytes = 130;
    await growth.look();
    growth.reload();
    await answer('key-2');
    expect(workers.flatMap((worker) => worker.asked('forget'))).toEqual([]);
  });

  test('does nothing while the file is as it was', async () => {
    const { workers, growth } = await setUp();
    growth.reload();
    expect(workers).toHaveLength(1);
  });
});
