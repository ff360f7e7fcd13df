import { describe, expect, it } from 'vitest';
import { expectedIndexBytes, planEviction } from '../../../../renderer/worker/storage-room';
import { INDEX_VERSION } from '../../../../shared/model/tables';
import type { TraceMeta } from '../../../../shared/store/trace-store';

const MB = 1024 * 1024;
const SPARE = 16 * MB;
const nobody: ReadonlySet<string> = new Set();

const meta = (key: string, openedMs: number, indexBytes: number): TraceMeta => ({
  key,
  name: key,
  bytes: indexBytes / 2,
  indexBytes,
  openedMs,
  indexVersion: INDEX_VERSION,
  payload: {},
});

// Not in the order of opening: the plan must look.
const METAS = [meta('new', 30, 40 * MB), meta('old', 10, 10 * MB), meta('middle', 20, 20 * MB)];
const USAGE = 70 * MB;
const withFree = (free: number) => ({ usage: USAGE, quota: USAGE + SPARE + free });

describe('planEviction', () => {
  it('deletes nothing where there is room', () => {
    expect(planEviction(METAS, 5 * MB, withFree(5 * MB), nobody)).toEqual({ fits: true, evict: [] });
    expect(planEviction([], 5 * MB, { usage: 0, quota: 100 * MB }, nobody)).toEqual({ fits: true, evict: [] });
  });

  it('takes the last opened last, and no more than needed', () => {
    expect(planEviction(METAS, 5 * MB, withFree(4 * MB), nobody)).toEqual({ fits: true, evict: ['old'] });
    expect(planEviction(METAS, 10 * MB, withFree(0), nobody)).toEqual({ fits: true, evict: ['old'] });
    expect(planEviction(METAS, 10 * MB + 1, withFree(0), nobody)).toEqual({ fits: true, evict: ['old', 'middle'] });
    expect(planEviction(METAS, 70 * MB, withFree(0), nobody)).toEqual({ fits: true, evict: ['old', 'middle', 'new'] });
  });

  it('passes over what is open', () => {
    expect(planEviction(METAS, 5 * MB, withFree(0), new Set(['old']))).toEqual({ fits: true, evict: ['middle'] });
    expect(planEviction(METAS, 50 * MB, withFree(0), new Set(['new']))).toEqual({ fits: false, missingBytes: 20 * MB });
  });

  it('plans nothing where not even everything would do', () => {
    expect(planEviction(METAS, 71 * MB, withFree(0), nobody)).toEqual({ fits: false, missingBytes: MB });
    expect(planEviction([], MB, { usage: 3, quota: 3 }, nobody)).toEqual({ fits: false, missingBytes: MB + SPARE });
  });

  it('counts on no more than what the browser really uses for an index', () => {
    // 70 MB of columns lie in 35 MB: deleting the 10 MB frees 5.
    const packed = { usage: 35 * MB, quota: 35 * MB + SPARE };
    expect(planEviction(METAS, 5 * MB, packed, nobody)).toEqual({ fits: true, evict: ['old'] });
    expect(planEviction(METAS, 6 * MB, packed, nobody)).toEqual({ fits: true, evict: ['old', 'middle'] });
  });
});

it('expects an index in proportion to its file', () => {
  expect(expectedIndexBytes(0)).toBe(0);
  expect(expectedIndexBytes(100 * MB)).toBe(200 * MB);
});
