import { signal } from '@preact/signals-core';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createRangeFacts } from '../../../../renderer/models/range-facts';
import type { TimeWindow } from '../../../../renderer/models/session';
import type { DensityRequest, Gap } from '../../../../shared/model/requests';
import { SPAN_CLASS_COUNT, SpanClass } from '../../../../shared/model/states';
import { fakeTraceApi } from './fake-trace-api';

/** Two columns: 1 then 3 goroutines run, 4 then 4 wait in a select. */
function twoColumns(fromNs: number) {
  const value = new Float32Array(2 * SPAN_CLASS_COUNT);
  value[SpanClass.Running] = 1;
  value[SPAN_CLASS_COUNT + SpanClass.Running] = 3;
  value[SpanClass.Select] = 4;
  value[SPAN_CLASS_COUNT + SpanClass.Select] = 4;
  return { fromNs, nsPerPx: 1, columns: 2, value };
}

describe('the selected range in numbers', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function setUp() {
    const fake = fakeTraceApi();
    const range = signal<TimeWindow | undefined>(undefined);
    const faults: unknown[] = [];
    const edition = signal(1);
    const gaps: Gap[] = [];
    const { facts, dispose } = createRangeFacts(
      fake.api,
      edition,
      range,
      () => gaps,
      (error) => faults.push(error),
    );
    const answer = async (place: number, fromNs: number) => {
      void fake.asked('density')[place].answer(twoColumns(fromNs));
      await vi.advanceTimersByTimeAsync(1);
    };
    return { fake, edition, gaps, range, facts, dispose, answer };
  }
  const select = async (range: { value: TimeWindow | undefined }, fromNs: number, toNs: number) => {
    range.value = { fromNs, toNs };
    await vi.advanceTimersByTimeAsync(100);
  };

  test('are the average number of goroutines per class, of exactly that range', async () => {
    const { fake, range, facts, answer } = setUp();
    await select(range, 100, 612);
    const request = fake.last('density').args[0] as DensityRequest;
    expect(request).toMatchObject({ groups: 'all', fromNs: 100, toNs: 612, nsPerPx: 1 });
    await answer(0, 100);
    expect(facts.value).toMatchObject({ fromNs: 100, toNs: 612 });
    expect(facts.value?.perClass[SpanClass.Running]).toBe(2);
    expect(facts.value?.perClass[SpanClass.Select]).toBe(4);
    expect(facts.value?.perClass[SpanClass.Network]).toBe(0);
  });

  test('are asked for when the drag rests, and go with the range', async () => {
    const { fake, range, facts, answer } = setUp();
    for (const toNs of [200, 300, 400]) range.value = { fromNs: 100, toNs };
    await vi.advanceTimersByTimeAsync(100);
    expect(fake.asked('density')).toHaveLength(1);
    await answer(0, 100);
    expect(facts.value?.toNs).toBe(400);
    range.value = undefined;
    expect(facts.value).toBeUndefined();
  });

  test('an answer that is overtaken is dropped, also by clearing the range', async () => {
    const { range, facts, answer } = setUp();
    await select(range, 0, 512);
    await select(range, 512, 1024);
    await answer(1, 512);
    await answer(0, 0);
    expect(facts.value?.fromNs).toBe(512);
    await select(range, 0, 100);
    range.value = undefined;
    await answer(2, 0);
    expect(facts.value).toBeUndefined();
  });

  test('are averages over the readable part, and say how much is not', async () => {
    const { gaps, range, facts, answer } = setUp();
    gaps.push({ fromNs: 0, toNs: 200 }, { fromNs: 484, toNs: 600 });
    await select(range, 100, 612);
    await answer(0, 100);
    // 100 + 116 of 512 ns are lost: who is there in the other 296 was counted as if spread over all.
    expect(facts.value?.unreadableNs).toBe(216);
    expect(facts.value?.perClass[SpanClass.Running]).toBeCloseTo((2 * 512) / 296);
  });

  test('of a range within a gap nothing is known', async () => {
    const { gaps, range, facts, answer } = setUp();
    gaps.push({ fromNs: 0, toNs: 1000 });
    await select(range, 100, 612);
    await answer(0, 100);
    expect(facts.value?.unreadableNs).toBe(512);
    expect(facts.value?.perClass.every((count) => count === 0)).toBe(true);
  });

  test('are asked for again when more was read, and stay until the answer is there', async () => {
    const { fake, edition, range, facts, answer } = setUp();
    await select(range, 100, 612);
    await answer(0, 100);
    edition.value++;
    await vi.advanceTimersByTimeAsync(100);
    expect(fake.asked('density')).toHaveLength(2);
    expect(facts.value?.fromNs).toBe(100);
  });
});
