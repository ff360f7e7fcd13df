import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { gapsWithProblems } from '../../../../shared/ingest/gap-problems';
import { ingest } from '../../../../shared/ingest/pipeline';
import type { Problem, ProblemCode } from '../../../../shared/model/problems';

const BROKEN = join(import.meta.dirname, '..', '..', '..', 'fixtures', 'broken');

const gap = (offset: number, generation: number) => ({ fromNs: offset, toNs: offset + 1, offset, generation });
const problem = (code: ProblemCode, offset: number | undefined, generation?: number): Problem => ({
  code,
  message: 'It is so.',
  ...(offset === undefined ? {} : { offset }),
  ...(generation === undefined ? {} : { generation }),
});

describe('the problem that made a gap', () => {
  test('is the last before the place where reading goes on, and not one of the gap before', () => {
    const problems = [problem('unknown-version', undefined), problem('broken-order', 50, 1), problem('garbage', 210)];
    const gaps = gapsWithProblems([gap(100, 2), gap(200, 3), gap(300, 5)], problems);
    expect(gaps.map((each) => each.problem)).toEqual([1, undefined, 2]);
    expect(gaps[1]).toEqual({ fromNs: 200, toNs: 201 });
  });

  test('is not what is said of the generation after it', () => {
    const problems = [problem('broken-order', 50, 1), problem('incomplete-generation', 100, 2)];
    expect(gapsWithProblems([gap(100, 2)], problems)[0]?.problem).toBe(0);
  });

  test('is that a generation is missing, which is said where the next begins', () => {
    const problems = [problem('incomplete-generation', 100, 2), problem('broken-table', 100, 3)];
    expect(gapsWithProblems([gap(100, 3)], problems)[0]?.problem).toBe(0);
  });

  test('is a damaged table only if there is nothing else', () => {
    const tables = [problem('broken-order', 50, 1), problem('broken-table', 90, 1)];
    expect(gapsWithProblems([gap(100, 2)], tables)[0]?.problem).toBe(0);
    expect(gapsWithProblems([gap(100, 2)], tables.slice(1))[0]?.problem).toBe(0);
  });
});

test.each([
  ['leak-1.27-nogen2.trace', /^Generation 2 is missing/],
  ['leak-1.27-flip2.trace', undefined],
  ['leak-1.27-flip3.trace', undefined],
])('%s: every gap has one', async (name, message) => {
  const bytes = new Uint8Array(readFileSync(join(BROKEN, name)));
  async function* source(): AsyncGenerator<Uint8Array> {
    yield bytes;
  }
  const result = await ingest({ source: source(), totalBytes: bytes.length, key: 'k', writer: undefined });
  if (result.status !== 'ready') throw new Error(result.status);
  const { gaps, problems } = result.index.summary;
  for (const { problem: place } of gaps) {
    const said = problems[place ?? -1];
    expect(said?.message).toMatch(message ?? /byte/);
  }
  if (message !== undefined) expect(gaps).toHaveLength(1);
});
