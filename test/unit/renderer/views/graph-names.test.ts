// Words of a graph that is made smaller: never below 11 px, never wider than their box.

import { describe, expect, test } from 'vitest';
import { byImportance, fittedLines, LEAST_PX, shortened } from '../../../../renderer/views/graph-names';
import { textWidthEm } from '../../../../shared/export/text-width';
import type { PlacedNode, TextLine } from '../../../../shared/model/drawn-graph';

const line = (pkg: string, name: string, sizePx = 12): TextLine => ({
  sizePx,
  parts: [
    { text: pkg, style: 'faint' },
    { text: name, style: 'name' },
  ],
});
const numbers: TextLine = { sizePx: 11, parts: [{ text: '10.0 ms of 60.0 ms · 8.1 %', style: 'number' }] };
const text = (of: readonly { readonly text: string }[]): string => of.map((part) => part.text).join('');
const em = (letters: number): number => letters * 0.6 + 0.01;

describe('a name is shortened', () => {
  const serve = line('http.', '(*conn).serve');
  test.each([
    [18, 'http.(*conn).serve'],
    [17, '(*conn).serve'],
    [12, '…serve'],
    [5, 'serv…'],
    [3, ''],
  ])('to %d letters', (letters, wanted) => expect(text(shortened(serve, em(letters)))).toBe(wanted));

  test.each([
    [14, '…start.func1'],
    [9, 'start.fu…'],
  ])('a closure by what it is of, to %d letters', (letters, wanted) =>
    expect(text(shortened(line('runtime.', '(*traceAdvancerState).start.func1'), em(letters)))).toBe(wanted),
  );

  test('but a number is whole or not there', () => {
    expect(text(shortened(numbers, em(26)))).toBe('10.0 ms of 60.0 ms · 8.1 %');
    expect(text(shortened(numbers, em(20)))).toBe('10.0 ms of 60.0 ms');
    expect(shortened(numbers, em(17))).toEqual([]);
  });
});

test('the name with the weight comes first, then the numbers', () => {
  expect(byImportance([line('main.', 'main', 11), line('main.', 'hotLoop', 11), numbers])).toEqual([1, 2, 0]);
  expect(byImportance([numbers, line('main.', 'hotLoop')])).toEqual([1, 0]);
});

test('lines fit into their box at every size, and keep 11 px', () => {
  const lines = [line('runtime.', 'main', 11), line('pprof.', 'Do', 20), numbers];
  const node = { lines, width: 210, height: 70, segments: [] } as unknown as PlacedNode;
  let shown = 3;
  for (let k = 0.99; k > 0.05; k *= 0.93) {
    const fitted = fittedLines(node, k);
    expect(fitted.length).toBeLessThanOrEqual(shown);
    shown = fitted.length;
    for (const { parts, sizePx, y } of fitted) {
      expect(sizePx).toBeGreaterThanOrEqual(LEAST_PX);
      expect(textWidthEm(text(parts)) * sizePx).toBeLessThanOrEqual(node.width * k);
      expect(y).toBeLessThanOrEqual(node.height * k + 1);
    }
    if (fitted.length === 1) expect(text(fitted[0].parts)).toContain('Do');
  }
  expect(shown).toBe(0);
});
