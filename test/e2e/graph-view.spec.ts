// The drawing of graphs as a user looks at it, in the built page in a real Chromium: where it begins, what is readable when all of
// it is in view, what stays in view when the picture changes, where Back leads, and what nodes tell of themselves.

import type { Page } from 'playwright';
import { beforeAll, describe, expect, test } from 'vitest';
import { type GraphPage, onePage, open } from './graph-page';
import { fixture } from './served-page';

interface Box {
  readonly id: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Nodes and the view, in pixels of the page. */
async function boxes({ drawing, nodes }: GraphPage) {
  const host = await drawing.boundingBox();
  if (host === null) throw new Error('there is no drawing');
  const all: readonly Box[] = await nodes.evaluateAll((elements) =>
    elements.map((element) => {
      const { left, right, top, bottom } = (element.querySelector('rect') ?? element).getBoundingClientRect();
      return { id: (element as SVGElement).dataset.id ?? '', left, right, top, bottom };
    }),
  );
  return { nodes: all, view: { left: host.x, right: host.x + host.width, top: host.y, bottom: host.y + host.height } };
}

const MARGIN_PX = 26;

/** Empty room at an edge, although there is graph beyond the other one. */
async function expectNoEmptyEdge(graphs: GraphPage): Promise<void> {
  const { nodes, view } = await boxes(graphs);
  const least = (of: (box: Box) => number): number => Math.min(...nodes.map(of));
  const most = (of: (box: Box) => number): number => Math.max(...nodes.map(of));
  const gaps = {
    left: least(({ left }) => left) - view.left,
    right: view.right - most(({ right }) => right),
    top: least(({ top }) => top) - view.top,
    bottom: view.bottom - most(({ bottom }) => bottom),
  };
  if (gaps.left < 0) expect(gaps.right, 'at the right').toBeLessThan(3 * MARGIN_PX);
  if (gaps.right < 0) expect(gaps.left, 'at the left').toBeLessThan(3 * MARGIN_PX);
  if (gaps.top < 0) expect(gaps.bottom, 'at the bottom').toBeLessThan(3 * MARGIN_PX);
  if (gaps.bottom < 0) expect(gaps.top, 'at the top').toBeLessThan(3 * MARGIN_PX);
}

async function expectInView(graphs: GraphPage, id: string): Promise<void> {
  const { nodes, view } = await boxes(graphs);
  const box = nodes.find((node) => node.id === id);
  expect(box?.left).toBeGreaterThanOrEqual(view.left);
  expect(box?.right).toBeLessThanOrEqual(view.right);
  expect(box?.top).toBeGreaterThanOrEqual(view.top);
  expect(box?.bottom).toBeLessThanOrEqual(view.bottom);
}

const place = ({ drawing }: GraphPage): Promise<string | null> =>
  drawing.locator('.graph-root').getAttribute('transform');

describe('the view of a CPU profile', () => {
  let graphs: GraphPage;
  let page: Page;
  onePage([fixture('profiles/1.23/cpu.pb.gz')], (it) => {
    graphs = it.graphs;
    page = it.visitor.page;
  });
  beforeAll(async () => {
    await graphs.placed();
  });

  test.each([
    [1600, 900],
    [1280, 720],
    [1024, 640],
  ])('at %d × %d begins with its heaviest nodes whole, and fits with names of 11 px', async (width, height) => {
    await page.setViewportSize({ width, height });
    await page.getByRole('button', { name: '1:1' }).click();
    await expectInView(graphs, 'main.hotLoop');
    await expectNoEmptyEdge(graphs);
    await page.getByRole('button', { name: 'Fit', exact: true }).click();
    const { nodes, view } = await boxes(graphs);
    for (const { left, right, top, bottom } of nodes) {
      expect(Math.min(left - view.left, view.right - right, top - view.top, view.bottom - bottom)).toBeGreaterThan(0);
    }
    await expect.poll(() => graphs.drawing.locator('.graph-minimap').isVisible()).toBe(false);
    const names = await graphs.drawing.locator('.graph-name').evaluateAll((elements) =>
      elements.map((element) => {
        const box = element.getBoundingClientRect();
        const sizes = [...element.querySelectorAll('text')].map((text) => Number(text.getAttribute('font-size')));
        return {
          id: (element as SVGElement).dataset.id,
          words: element.textContent,
          left: box.left,
          right: box.right,
          least: Math.min(...sizes),
        };
      }),
    );
    expect(names.length).toBeGreaterThan(40);
    expect(names.find(({ id }) => id === 'main.hotLoop')?.words).toContain('hotLoop');
    for (const { id, left, right, least } of names) {
      const box = nodes.find((node) => node.id === id);
      expect(least).toBeGreaterThanOrEqual(11);
      expect(left).toBeGreaterThanOrEqual((box?.left ?? 0) - 1);
      expect(right).toBeLessThanOrEqual((box?.right ?? 0) + 1);
    }
    await graphs.screenshot(`fit-${width}`);
  });

  test('says what to do where no name fits', async () => {
    const { drawing } = graphs;
    await drawing.locator('svg.graph').focus();
    for (let i = 0; i < 9; i++) await page.keyboard.press('-');
    await page.getByText('Zoom in for names.').waitFor();
    expect(await drawing.locator('.graph-name').count()).toBe(0);
    await page.keyboard.press('1');
    await expect.poll(() => page.locator('.graph-legible').count()).toBe(0);
    await page.setViewportSize({ width: 1600, height: 900 });
  });

  test('a click centres the node; it stays in view, without empty edges, when the picture changes', async () => {
    await page.getByRole('button', { name: '1:1' }).click();
    await graphs.node('runtime.systemstack').click();
    const { nodes, view } = await boxes(graphs);
    const box = nodes.find(({ id }) => id === 'runtime.systemstack');
    expect(Math.abs(((box?.left ?? 0) + (box?.right ?? 0)) / 2 - (view.left + view.right) / 2)).toBeLessThan(2);
    await graphs.node('runtime.mallocgc').click();
    await expectNoEmptyEdge(graphs);
    const before = await place(graphs);
    await page.getByRole('button', { name: 'Refine …' }).click();
    expect(await place(graphs)).toBe(before);
    await expectInView(graphs, 'runtime.mallocgc');
    const edges = page.getByRole('spinbutton', { name: 'edgefraction %' });
    await graphs.changes(async () => {
      await edges.fill('5');
      await edges.press('Enter');
    });
    await expectInView(graphs, 'runtime.mallocgc');
    await expectNoEmptyEdge(graphs);
    await graphs.changes(() => page.getByRole('checkbox', { name: 'call_tree' }).check());
    await expectInView(graphs, 'runtime.mallocgc');
    await expectNoEmptyEdge(graphs);
    await graphs.screenshot('view-tree');
    // Back leads to the picture, its place and its size.
    for (const _ of [0, 1]) await graphs.changes(() => page.keyboard.press('Alt+ArrowLeft'));
    await expect.poll(() => place(graphs)).toBe(before);
    await page.getByRole('button', { name: 'Refine …' }).click();
    expect(await place(graphs)).toBe(before);
  });

  test('opening the refinements does not move what the user moved to', async () => {
    await graphs.drawing.locator('svg.graph').focus();
    await page.keyboard.press('Escape');
    const { view } = await boxes(graphs);
    const middle = { x: (view.left + view.right) / 2, y: view.bottom - 20 };
    await page.mouse.move(middle.x, middle.y);
    await page.mouse.down();
    await page.mouse.move(middle.x - 90, middle.y - 140, { steps: 4 });
    await page.mouse.up();
    const before = await place(graphs);
    for (const _ of [0, 1]) {
      await page.getByRole('button', { name: 'Refine …' }).click();
      expect(await place(graphs)).toBe(before);
    }
  });

  test('Find looks at names only, counts, and goes both ways', async () => {
    await page.getByRole('button', { name: '1:1' }).click();
    const found = page.locator('.graph-found');
    // The label of the samples is `phase: gc`, which is no name.
    await page.getByPlaceholder('Find').fill('phase');
    await found.filter({ hasText: 'not found' }).waitFor();
    await page.getByPlaceholder('Find').fill('gc');
    const [, all] = /^1 of (\d+)$/.exec(await found.innerText()) ?? [];
    expect(Number(all)).toBe(await graphs.drawing.locator('.graph-node.found').count());
    // Folded into a node that is called otherwise.
    expect(await graphs.node('main.gcProg.func1').getAttribute('class')).toContain('found');
    const current = (): Promise<string | null> => graphs.drawing.locator('.graph-node.current').getAttribute('data-id');
    await page.keyboard.press('Enter');
    const first = await current();
    await page.keyboard.press('Enter');
    await found.filter({ hasText: `2 of ${all}` }).waitFor();
    expect(await current()).not.toBe(first);
    await page.keyboard.press('Shift+Enter');
    await found.filter({ hasText: `1 of ${all}` }).waitFor();
    expect(await current()).toBe(first);
    await page.keyboard.press('Shift+Enter');
    await found.filter({ hasText: `${all} of ${all}` }).waitFor();
    await page.keyboard.press('Escape');
  });

  test('callers and callees have numbers and shares', async () => {
    await page.getByRole('button', { name: '1:1' }).click();
    await graphs.node('runtime.mallocgc').click();
    const row = graphs.details
      .getByRole('region', { name: 'Selected function' })
      .getByRole('row')
      .filter({ hasText: 'main.tree' });
    expect((await row.innerText()).replaceAll(/\s+/g, ' ')).toContain('150 ms 93.8 %');
  });
});

test('who waits for whom: circles are doubled, goroutines of a node open their details', async () => {
  const { graphs, visitor, close } = await open([fixture('dumps/patterns-1.27/at-once.debug2.txt')]);
  const { page } = visitor;
  try {
    await graphs.show('Graph');
    await graphs.placed();
    await graphs.changes(() => graphs.choose('Graph of', 'who waits for whom'));
    // All of it is in view, with names on a layer of their own.
    await page.getByRole('button', { name: '1:1' }).click();
    const circled = graphs.nodes.filter({ hasText: 'in a circle' }).first();
    await expect.poll(() => circled.locator('rect').count()).toBe(2);
    await graphs.status.getByText('doubled: in a circle').waitFor();
    const node = graphs.nodes.filter({ hasText: /^10 goroutines/ });
    await node.click();
    const members = graphs.details.getByRole('region', { name: 'Goroutines of the node' });
    expect(await members.getByRole('button').count()).toBe(10);
    await members.getByRole('button', { name: 'g89', exact: true }).click();
    await graphs.details.getByRole('heading', { name: 'g89' }).waitFor();
    await node.click();
    await graphs.details
      .getByRole('region', { name: 'Waits for' })
      .getByRole('button', { name: /^mutex/ })
      .click();
    await graphs.details.getByRole('region', { name: 'Waited for by' }).waitFor();
    await node.click();
    await graphs.details.getByRole('button', { name: 'Show these goroutines' }).click();
    await page.getByText('10 of 196').waitFor();
    expect(visitor.faults()).toEqual([]);
  } finally {
    await close();
  }
});

test('a trace: nodes list wakes both ways, a double click filters, states are of a goroutine that is left', async () => {
  const { graphs, visitor, close } = await open([fixture('traces/http-1.27.trace')], { width: 1280, height: 720 });
  const { page } = visitor;
  try {
    await graphs.footer.getByText('all of it read').waitFor();
    await graphs.show('Graph');
    await graphs.placed();
    await expectNoEmptyEdge(graphs);
    await graphs.changes(() => graphs.choose('Graph of', 'who creates and who wakes whom'));
    const serve = graphs.node('group net/http.(*conn).serve');
    await serve.click();
    const wokenBy = graphs.details
      .getByRole('region', { name: 'Woken by' })
      .getByRole('row')
      .filter({ hasText: 'runtime' });
    expect((await wokenBy.innerText()).replaceAll(/\s+/g, ' ')).toBe('runtime 68 × 31.2 ms');
    for (const list of ['Wakes', 'Creates', 'Created by'])
      await graphs.details.getByRole('region', { name: list, exact: true }).waitFor();
    await graphs.changes(() => serve.dblclick());
    await page.getByRole('search').getByText('4 of 104').waitFor();
    await graphs.changes(() => graphs.choose('Graph of', 'states of one goroutine'));
    await graphs.status.getByText(/States of g\d+ net\/http\.\(\*conn\)\.serve/).waitFor();
    await page.getByText(/^No goroutine is selected: g\d+ is shown as an example/).waitFor();
    await page.getByRole('search').getByRole('combobox').fill('start:nothing');
    await page.getByText('No goroutine is selected, and the filter leaves none.').waitFor();
    expect(visitor.faults()).toEqual([]);
  } finally {
    await close();
  }
});
