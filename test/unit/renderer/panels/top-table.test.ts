// The table of functions: what is listed, in what order, and as CSV.

import { expect, test } from 'vitest';
import { topCsv, topRows } from '../../../../renderer/panels/graph/top-table';
import type { CallGraph, GraphNode } from '../../../../shared/model/graphs';

const node = (name: string, flat: number, cum: number, file = '/src/main.go'): GraphNode => ({
  ...{ name, func: name, file, line: 0, flat, cum, tags: [] },
});
const GRAPH: CallGraph = {
  ...{ title: 'cpu', unit: 'nanoseconds', edges: [], total: 200, shown: 200 },
  nodes: [
    node('main.c', 10, 50),
    node('main.b', 10, 100),
    node('main.a', 10, 50),
    node('main.shrank', -70, -70),
    node('x."q",y', 0, 3, '/x.go'),
  ],
  dropped: { nodes: 0, nodeCutoff: 0, edges: 0, edgeCutoff: 0, stacks: 0 },
};
const names = (text: string, column: 'name' | 'flat' | 'cum', descending: boolean) =>
  topRows(GRAPH, text, { column, descending }).map(({ name }) => name);

test('weights sort by size, whatever their sign; equal ones by the other weight, then by name', () => {
  expect(names('', 'flat', true)).toEqual(['main.shrank', 'main.b', 'main.a', 'main.c', 'x."q",y']);
  expect(names('', 'cum', false)).toEqual(['x."q",y', 'main.a', 'main.c', 'main.shrank', 'main.b']);
  expect(names('', 'name', true)[0]).toBe('x."q",y');
});

test('text is looked for in names and files, in any case', () => {
  expect(names('MAIN.A', 'flat', true)).toEqual(['main.a']);
  expect(names('x.go', 'flat', true)).toEqual(['x."q",y']);
  expect(names('nowhere', 'flat', true)).toEqual([]);
});

test('CSV: names are quoted, weights are exact, shares of nothing are empty', () => {
  const rows = topRows(GRAPH, 'x.go', { column: 'flat', descending: true });
  expect(topCsv(rows, GRAPH)).toBe(
    'function,file,own nanoseconds,own share,with callees nanoseconds,with callees share\n"x.""q"",y",/x.go,0,0,3,0.015\n',
  );
  expect(topCsv(rows, { ...GRAPH, total: 0 })).toContain(',0,,3,\n');
});
