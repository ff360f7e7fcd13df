// Pictures of every state of the page, in both themes and at the usual and the smallest window, into test/results/screens.
// They are for people to look at; the test only asserts that nothing complains and nothing sticks out of the window.
// UPDATE_README=1 also renews the picture in the README.

import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fixture, type Served, serveFiles, type Visit, visit } from './served-page';
import { TracePage } from './trace-page';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'test', 'results', 'screens');

const SIZES = [
  { width: 1600, height: 900 },
  { width: 1024, height: 640 },
] as const;
const THEMES = ['dark', 'light'] as const;
const FILES = [
  'traces/http-1.27.trace',
  'traces/gc-1.27.trace',
  'broken/leak-1.27-nogen2.trace',
  'traces/http-1.19.trace',
  'broken/badmagic.trace',
  'dumps/series-1.27',
] as const;

let served: Served;

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  served = await serveFiles(FILES.map(fixture));
});
afterAll(() => served?.close());

for (const { width, height } of SIZES) {
  for (const theme of THEMES) {
    test(`${width}x${height} ${theme}`, async () => {
      const visitor = await visit({ width, height, colorScheme: theme });
      try {
        await takeAll(visitor, `${width}x${height}-${theme}`);
        expect(visitor.faults()).toEqual([]);
      } finally {
        await visitor.close();
      }
    });
  }
}

async function takeAll({ page }: Visit, suffix: string): Promise<void> {
  const trace = new TracePage(page);
  const take = async (name: string): Promise<void> => {
    await page.evaluate(() => document.fonts.ready);
    await page.waitForTimeout(400);
    await page.screenshot({ path: join(folder, `${name}-${suffix}.png`) });
    const [wide, high] = await page.evaluate(() => {
      const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
      return [scrollWidth - clientWidth, scrollHeight - clientHeight];
    });
    expect({ name, wide, high }).toEqual({ name, wide: 0, high: 0 });
  };
  const tab = (name: string) => page.getByRole('tab', { name }).click();

  await page.goto(served.url);
  await tab('http-1.27.trace');
  await trace.ready();
  await take('http-whole');

  await trace.filterBy('g:50');
  await expect.poll(() => trace.matchCount()).toMatch(/^1\sof/);
  await trace.filter.focus();
  await trace.press('Enter');
  await page.getByRole('region', { name: 'Goroutine 50' }).waitFor();
  await page.getByRole('main').click({ position: { x: 5, y: 5 } });
  const span = page.getByRole('region', { name: 'Span', exact: true });
  await trace.press('.');
  await span.waitFor();
  for (let step = 0; step < 60; step++) {
    const { label, startNs } = await trace.shownSpan();
    if (label === 'network' && startNs > 20e6) break;
    await trace.press('.');
    await expect.poll(async () => (await trace.shownSpan()).startNs).toBeGreaterThan(startNs);
  }
  expect((await trace.shownSpan()).label).toBe('network');
  await trace.filterBy('');
  await page.mouse.move(0, 0);
  await take('http-details');
  if (suffix === '1600x900-dark' && process.env.UPDATE_README !== undefined) {
    const picture = join(root, 'resources', 'readme', 'timeline-dark.png');
    copyFileSync(join(folder, `http-details-${suffix}.png`), picture);
  }
  await trace.press('f');
  await take('http-zoomed');
  await trace.press('0');
  await trace.press('Escape');

  await trace.filterBy('http -reason:select dur>1ms');
  await expect.poll(() => trace.matchCount()).toMatch(/of/);
  await take('http-filter');
  await trace.filter.fill('dur>10parsecs');
  await page.getByRole('search').getByRole('alert').waitFor();
  await take('http-filter-wrong');
  await trace.filterBy('');

  await tab('gc-1.27.trace');
  await trace.ready();
  await take('gc-whole');
  for (let step = 0; step < 4; step++) await trace.wheelZoom(-300);
  await take('gc-zoomed');

  await tab('leak-1.27-nogen2.trace');
  await trace.ready();
  await take('gap');
  await trace.press('n');
  await take('gap-zoomed');

  await tab('http-1.19.trace');
  await trace.ready();
  await take('old-version');

  await tab('badmagic.trace');
  await page.getByRole('region', { name: 'Not readable' }).waitFor();
  await take('error');

  await takeDumps(page, take);

  await page.getByRole('button', { name: 'Start page' }).click();
  await page.getByRole('region', { name: 'Start' }).waitFor();
  await take('start');
  await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
  await take('shortcuts');
}

async function takeDumps(page: Page, take: (name: string) => Promise<void>): Promise<void> {
  await page.getByRole('tab', { name: 'series-1.27' }).click();
  const views = page.getByRole('navigation', { name: 'Views' });
  const show = (view: string) => views.getByRole('button', { name: view }).click();
  await show('Compare');
  await page.getByRole('grid').getByText('leakSend').first().click();
  await page.getByRole('complementary', { name: 'Details' }).getByText('What is wrong').waitFor();
  await take('dumps-compare');
  await show('Groups');
  const groups = page.getByRole('treegrid');
  await groups.getByRole('row').filter({ hasText: 'leakNilRecv' }).first().click();
  await page.keyboard.press('ArrowRight');
  await groups.getByRole('row', { level: 2 }).first().click();
  await page.getByRole('region', { name: /^Goroutine / }).waitFor();
  await take('dumps-goroutine');
  for (const view of ['Report', 'Created by', 'Calls', 'Locks', 'Problems', 'Guide']) {
    await show(view);
    await take(`dumps-${view.toLowerCase().replace(' ', '-')}`);
  }
  const filter = page.getByRole('combobox', { name: 'Filter goroutines' });
  await filter.pressSequentially('(frame:leak or state:"chan');
  await page.getByRole('alert').getByText('(at character').waitFor();
  await take('dumps-filter-wrong');
  await filter.fill('');
  await page.getByRole('button', { name: 'Saved filters' }).click();
  await take('dumps-saved-filters');
  await page.keyboard.press('Escape');
}
