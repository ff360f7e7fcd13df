// What graphs, flame graphs and tables say of themselves on the page and in what is exported, and how that is changed.

import type { Page } from 'playwright';
import { beforeAll, describe, expect, test } from 'vitest';
import { type GraphPage, onePage, open, svgFacts } from './graph-page';
import { fixture } from './served-page';

describe('a CPU profile', () => {
  let graphs: GraphPage;
  let page: Page;
  onePage([fixture('profiles/1.23/cpu.pb.gz')], (it) => {
    graphs = it.graphs;
    page = it.visitor.page;
  });
  beforeAll(async () => {
    await graphs.placed();
  });

  test('a number that is not valid is said to be none, and which one holds', async () => {
    await page.getByRole('button', { name: 'Refine …' }).click();
    const count = page.getByRole('spinbutton', { name: 'nodecount' });
    const before = await graphs.names();
    for (const wrong of ['-5', '', '5000', '2.5']) {
      await count.fill(wrong);
      await count.press('Enter');
      await page.getByText('A whole number from 0 to 1\u00a0000; 80 holds.').waitFor();
      expect(await count.getAttribute('aria-invalid')).toBe('true');
      expect(await graphs.names()).toEqual(before);
    }
    await page.getByRole('spinbutton', { name: 'nodefraction %' }).fill('150');
    await page.getByText('A number from 0 to 100; 0.5 holds.').waitFor();
    await page.getByRole('button', { name: 'Reset' }).click();
    await expect.poll(() => count.inputValue()).toBe('80');
    expect(await page.getByText(/ holds\.$/).count()).toBe(0);
    await page.getByRole('button', { name: 'Refine …' }).click();
  });

  test('what is refined is told in every view, and taken back in each', async () => {
    const told = async (words: RegExp): Promise<void> => graphs.status.filter({ hasText: words }).waitFor();
    await page.getByRole('button', { name: 'Refine …' }).click();
    await graphs.changes(() => page.getByRole('textbox', { name: 'focus', exact: true }).fill('mallocgc'));
    await told(/740 ms in all · 160 ms \(21\.6 %\) after filters · .*focus: mallocgc/);
    await page.getByText('relative percentages').click();
    await told(/^160 ms of 740 ms; shares are of what is shown · \d+ functions in \d+ boxes · .*focus: mallocgc/);
    await graphs.show('Flame');
    await told(/160 ms of 740 ms; shares are of what is shown · .*focus: mallocgc/);
    await page.getByRole('button', { name: 'Refine (1) …' }).waitFor();
    await graphs.show('Top');
    await told(/^\d+ functions · 160 ms of 740 ms; shares are of what is shown · focus: mallocgc/);
    await page.getByRole('button', { name: 'Refine (2) …' }).click();
    await page.getByRole('textbox', { name: 'focus', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Refine (2) …' }).click();
    await page.getByRole('button', { name: 'Reset' }).click();
    await told(/^79 functions · 740 ms in all$/);
    await graphs.show('Graph');
    await page.getByRole('button', { name: 'Refine …' }).waitFor();
    await graphs.placed();
  });

  test('what lines, fills and sizes mean unfolds by the keyboard, and is in pictures', async () => {
    const legend = page.getByRole('list', { name: 'Colours, lines and sizes' });
    await page.getByRole('button', { name: 'All of this, and what it means' }).press('Enter');
    const meanings = ['fill: weight with callees', 'dotted: over functions not shown', 'size of a name: own weight'];
    for (const words of meanings) await legend.getByText(words).waitFor();
    await page.getByRole('button', { name: 'Less', exact: true }).press('Enter');
    await legend.waitFor({ state: 'detached' });
    const { text } = await svgFacts(page, (await graphs.exported('SVG')).bytes.toString());
    for (const words of ['CPU profile: cpu', ...meanings]) expect(text).toContain(words);
    const dot = (await graphs.exported('DOT')).bytes.toString();
    expect(dot).toContain('dotted: over functions not shown');
    // The heaviest function has the fill that it has in the picture, and it is not that of all.
    const fill = /label="main\.hotLoop.*fillcolor="(#[0-9a-f]{6})"/.exec(dot)?.[1] ?? 'none';
    expect((await graphs.exported('SVG')).bytes.toString()).toContain(`fill="${fill}"`);
    expect(new Set(dot.match(/fillcolor="[^"]+"/g)).size).toBeGreaterThan(5);
  });
});

test('two dumps of a series: goroutines that came in between', async () => {
  const { graphs, visitor, close } = await open([fixture('dumps/series-1.27')]);
  try {
    await graphs.show('Graph');
    await graphs.placed();
    expect(await graphs.node('main.leakSend').getAttribute('aria-label')).toContain('own 39 (12.0 %)');
    await visitor.page.getByRole('combobox', { name: 'minus' }).selectOption({ index: 1 });
    await expect.poll(() => graphs.node('main.leakSend').getAttribute('aria-label')).toContain('own +35 (+106.1 %)');
    const graph = (await graphs.exported('SVG')).bytes.toString();
    await graphs.show('Flame');
    await visitor.page.getByRole('region', { name: 'Flame graph', exact: true }).getByRole('application').waitFor();
    const flame = (await graphs.exported('SVG')).bytes.toString();
    for (const svg of [graph, flame]) {
      const { text } = await svgFacts(visitor.page, svg);
      expect(text).toMatch(/snap5\.debug2\.txt minus series-1\.27\/snap0\.debug2\.txt/);
      expect(text).toContain('324 minus 33: +291 (+881.8 %)');
    }
    await graphs.show('Graph');
    await graphs.placed();
    await graphs.node('main.leakSend').click();
    await graphs.details.getByRole('button', { name: 'Show these goroutines' }).click();
    await visitor.page.getByText(/39 of 324/).waitFor();
    await expect.poll(() => graphs.names()).toEqual(['main.leakSend']);
    expect(visitor.faults()).toEqual([]);
  } finally {
    await close();
  }
});

test('what solid, dashed and red mean can be read in a window of 1 280 pixels', async () => {
  const { graphs, visitor, close } = await open([fixture('traces/pipeline-1.27.trace')], {
    width: 1280,
    height: 800,
  });
  try {
    await graphs.show('Graph');
    await graphs.placed();
    await graphs.changes(() => graphs.choose('Graph of', 'who creates and who wakes whom'));
    await visitor.page.getByRole('button', { name: 'All of this, and what it means' }).click();
    const words = visitor.page.locator('.graph-words');
    for (const part of ['solid: wakes', 'dashed: creates', 'red']) expect(await words.innerText()).toContain(part);
    expect(await words.evaluate((element) => element.scrollHeight - element.clientHeight)).toBeLessThan(2);
    await visitor.page.getByText('fill: time running').waitFor();
    expect(visitor.faults()).toEqual([]);
  } finally {
    await close();
  }
});
