import { expect, test } from 'vitest';
import { createFilterCompletion } from '../../../../renderer/models/filter-completion';
import type { Completion } from '../../../../shared/model/dump-requests';
import { settle } from './fake-trace-api';

const offer = (text: string, from: number, to: number): Completion => ({ text, label: text, from, to });

function setUp() {
  const waiting: ((found: readonly Completion[]) => void)[] = [];
  const completion = createFilterCompletion(() => new Promise((resolve) => waiting.push(resolve)));
  const ask = async (filter: string, found: readonly Completion[]) => {
    completion.ask(filter, filter.length);
    waiting.at(-1)?.(found);
    await settle();
  };
  return { completion, waiting, ask };
}

test('offers take the place of what was typed', async () => {
  const { completion, ask } = setUp();
  await ask('http sta', [offer('state:', 5, 8), offer('stack:', 5, 8)]);
  completion.move(1);
  completion.move(1);
  expect(completion.active.value).toBe(1);
  expect(completion.take('http sta', 1)).toEqual({ filter: 'http stack:', caret: 11 });
  expect(completion.items.value).toEqual([]);
  expect(completion.take('http stack:', 0)).toBeUndefined();
});

test('the choice goes around, over none', async () => {
  const { completion, ask } = setUp();
  completion.move(1);
  expect(completion.active.value).toBe(-1);
  await ask('s', [offer('a', 0, 1), offer('b', 0, 1)]);
  const seen = [1, 1, 1, 1, -1, -1].map((step) => {
    completion.move(step as 1 | -1);
    return completion.active.value;
  });
  expect(seen).toEqual([0, 1, -1, 0, -1, 1]);
});

test('what stands there already is not offered; late answers are dropped', async () => {
  const { completion, waiting, ask } = setUp();
  await ask('state:select', [offer('state:select', 0, 12)]);
  expect(completion.items.value).toEqual([]);
  completion.ask('s', 1);
  completion.ask('st', 2);
  waiting.at(-2)?.([offer('old', 0, 1)]);
  waiting.at(-1)?.([offer('new', 0, 2)]);
  await settle();
  expect(completion.items.value.map(({ text }) => text)).toEqual(['new']);
  completion.ask('sta', 3);
  completion.close();
  waiting.at(-1)?.([offer('late', 0, 3)]);
  await settle();
  expect(completion.items.value).toEqual([]);
});
