import { describe, expect, test } from 'vitest';
import { levelFor } from '../../../../renderer/canvas/viewport';
import { createTimelineData } from '../../../../renderer/views/timeline-data';
import type { DensityReply, DensityRequest, SpansReply, SpansRequest } from '../../../../shared/model/requests';
import { spansOf } from '../../../support/track-data';

const SPAN = 1e9;

/** An api that answers when told to, and remembers what it was asked. */
function heldApi() {
  const asked: { readonly request: SpansRequest | DensityRequest; answer(): void; refuse(): void }[] = [];
  return {
    asked,
    spans: (request: SpansRequest) =>
      new Promise<SpansReply>((resolve, reject) => {
        asked.push({
          request,
          answer: () => resolve(spansOf(...[...request.rows].map((row) => [{ start: 0, end: SPAN, arg: row }]))),
          refuse: () => reject(new Error('worker is gone')),
        });
      }),
    density: (request: DensityRequest) =>
      new Promise<DensityReply>((resolve, reject) => {
        const columns = Math.ceil((request.toNs - request.fromNs) / request.nsPerPx);
        const groups = request.groups === 'all' ? 1 : request.groups.length;
        asked.push({
          request,
          answer: () => resolve({ ...request, columns, value: new Float32Array(groups * columns * 8) }),
          refuse: () => reject(new Error('worker is gone')),
        });
      }),
  };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

function setup() {
  const api = heldApi();
  const counts = { changes: 0 };
  const data = createTimelineData(api, SPAN, () => counts.changes++);
  const frame = (rows: readonly number[], level: number, fromNs = 0, toNs = SPAN) => {
    data.begin();
    const pieces = rows.map((row) => data.spans('goroutine', row, level, fromNs, toNs));
    data.ask();
    return pieces;
  };
  return { api, data, frame, counts };
}

const FULL = levelFor(SPAN / 1350);

describe('questions', () => {
  test('ask for all missing rows of a tile at once, at a power of two, within the trace', () => {
    const { api, frame } = setup();
    frame([0, 1, 2], FULL);
    expect(api.asked).toHaveLength(1);
    const request = api.asked[0]?.request as SpansRequest;
    expect([...request.rows]).toEqual([0, 1, 2]);
    expect(request.nsPerPx).toBe(2 ** FULL);
    expect(request.fromNs).toBe(0);
    expect(request.toNs).toBeLessThanOrEqual(SPAN);
  });

  test('are at most two at a time, and not asked twice', () => {
    const { api, frame } = setup();
    const rows = Array.from({ length: 200 }, (_, i) => i);
    frame(rows, FULL);
    frame(rows, FULL);
    expect(api.asked).toHaveLength(2);
  });

  test('only the latest view asks when there is room again', async () => {
    const { api, frame } = setup();
    const rows = Array.from({ length: 200 }, (_, i) => i);
    frame(rows, FULL);
    frame([1000], FULL - 3, 0.5e9, 0.51e9);
    api.asked[0]?.answer();
    await settle();
    frame([1001], FULL - 5, 0.5e9, 0.505e9);
    expect(api.asked).toHaveLength(3);
    expect(api.asked[2]?.request).toMatchObject({ rows: Int32Array.of(1001) });
  });

  test('are repeated for no view that has its answer', async () => {
    const { api, frame, counts } = setup();
    frame([0], FULL);
    api.asked[0]?.answer();
    await settle();
    expect(counts.changes).toBe(1);
    const [pieces] = frame([0], FULL);
    expect(pieces?.[0]?.exact).toBe(true);
    expect(api.asked).toHaveLength(1);
  });

  test('that fail are not repeated without end', async () => {
    const { api, frame } = setup();
    frame([0], FULL);
    api.asked[0]?.refuse();
    await settle();
    frame([0], FULL);
    expect(api.asked).toHaveLength(1);
  });

  test('rows near the window wait until nothing visible is missing', () => {
    const { api, data } = setup();
    data.begin();
    for (let row = 0; row < 100; row++) data.spans('goroutine', row, FULL, 0, SPAN);
    data.spans('goroutine', 500, FULL, 0, SPAN, 'later');
    data.ask();
    expect(api.asked.flatMap(({ request }) => [...(request as SpansRequest).rows])).not.toContain(500);
  });
});

test('after the first picture a zoom shows something in every frame', async () => {
  const { api, frame } = setup();
  frame([0, 1], FULL);
  for (const question of api.asked) question.answer();
  await settle();
  for (let level = FULL; level >= 0; level--) {
    const widthNs = 1350 * 2 ** level;
    for (const pieces of frame([0, 1], level, 0.4e9, Math.min(SPAN, 0.4e9 + widthNs))) {
      const from = pieces[0]?.fromNs ?? Number.POSITIVE_INFINITY;
      const to = pieces[pieces.length - 1]?.toNs ?? 0;
      expect(from).toBeLessThanOrEqual(0.4e9);
      expect(to).toBeGreaterThanOrEqual(Math.min(SPAN, 0.4e9 + widthNs));
    }
  }
});

test('density is asked per group and found again after a filter that left the group as it was', async () => {
  const { api, data } = setup();
  data.begin();
  data.density(Int32Array.of(1, 2, 3), FULL, 0, SPAN);
  data.density(Int32Array.of(4), FULL, 0, SPAN);
  data.ask();
  expect(api.asked[0]?.request).toMatchObject({ groups: [Int32Array.of(1, 2, 3), Int32Array.of(4)] });
  api.asked[0]?.answer();
  await settle();
  data.begin();
  expect(data.density(Int32Array.of(1, 2, 3), FULL, 0, SPAN)).toHaveLength(1);
  expect(data.density(Int32Array.of(1, 2), FULL, 0, SPAN)).toHaveLength(0);
});

describe('while the file is read on', () => {
  /** Tiles of this level are 4096 * 2^16 ns = 268 ms long. */
  const LEVEL = 16;
  const READ = 0.6e9;

  function reading(endsAt: (row: number) => number) {
    const asked: SpansRequest[] = [];
    const data = createTimelineData(
      {
        spans: async (request) => {
          asked.push(request);
          return spansOf(...[...request.rows].map((row) => [{ start: 0, end: Math.min(endsAt(row), request.toNs) }]));
        },
        density: async (request) => ({ ...request, columns: 1, value: new Float32Array(8) }),
      },
      READ,
      () => undefined,
    );
    const frame = async (rows: readonly number[], toNs: number) => {
      data.begin();
      const pieces = rows.map((row) => data.spans('goroutine', row, LEVEL, 0, toNs));
      data.ask();
      await settle();
      return pieces;
    };
    return { data, asked, frame };
  }

  test('what may have changed is asked for again and shown until the answer is there', async () => {
    const { data, asked, frame } = reading(() => 1e9);
    for (let i = 0; i < 3; i++) await frame([0], READ);
    expect(asked).toHaveLength(3);
    data.grow(0.9e9, false);
    const [pieces] = await frame([0], 0.9e9);
    // Three tiles are known, the last of them only in part; the fourth is new.
    expect(pieces).toHaveLength(3);
    await frame([0], 0.9e9);
    const fromNs = asked.slice(3).map((request) => request.fromNs / (4096 * 2 ** LEVEL));
    expect(fromNs).toEqual([2, 3]);
  });

  test('a row whose last span may go on is asked for again, whatever its tile', async () => {
    // The answer tells of the row up to the middle of the first tile: nothing says that it ended.
    const { data, asked, frame } = reading(() => 0.1e9);
    await frame([0], 0.2e9);
    data.grow(0.9e9, false);
    await frame([0], 0.2e9);
    expect(asked).toHaveLength(2);
  });

  test('when all was read everything visible is asked for once more', async () => {
    const { data, asked, frame } = reading(() => 1e9);
    await frame([0], 0.2e9);
    data.grow(1e9, true);
    await frame([0], 0.2e9);
    await frame([0], 0.2e9);
    expect(asked).toHaveLength(2);
  });

  test('a group that grew shows the density of before until its own is there', async () => {
    const { data } = reading(() => 1e9);
    const before = Int32Array.of(1, 2);
    const now = Int32Array.of(1, 2, 3);
    data.begin();
    data.density(before, LEVEL, 0, 0.2e9);
    data.ask();
    await settle();
    data.grow(0.9e9, false);
    data.begin();
    expect(data.density(now, LEVEL, 0, 0.2e9)).toHaveLength(0);
    data.succeed(before, now);
    data.begin();
    expect(data.density(now, LEVEL, 0, 0.2e9)).toMatchObject([{ exact: false }]);
    data.ask();
    await settle();
    expect(data.density(now, LEVEL, 0, 0.2e9)).toMatchObject([{ exact: true }]);
  });
});
