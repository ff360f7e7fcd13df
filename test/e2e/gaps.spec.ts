// A trace whose second generation is damaged: the time that is lost is marked, found by key and by problem, and said.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { fixture, type Served, serveFiles, type Visit, visit } from './served-page';
import { TracePage } from './trace-page';

let served: Served;
let visitor: Visit;
let trace: TracePage;

beforeAll(async () => {
  served = await serveFiles([fixture('broken/leak-1.27-nogen2.trace')]);
  visitor = await visit();
  trace = new TracePage(visitor.page);
  await visitor.page.goto(served.url);
  await trace.ready();
});
afterAll(async () => {
  await visitor?.close();
  await served?.close();
});

test('the key for the next gap shows it; its tooltip says what and when', async () => {
  const whole = await trace.nsPerPx();
  await trace.press('n');
  expect(await trace.nsPerPxOther(whole)).toBeLessThan(whole);
  const box = await trace.timeline.boundingBox();
  const gutter = await trace.page.getByRole('separator', { name: 'Width of the names' }).boundingBox();
  if (box === null || gutter === null) throw new Error('no timeline');
  const lanesLeft = gutter.x + gutter.width / 2;
  const text = await trace.tooltipAt((lanesLeft + box.x + box.width) / 2, box.y + 250);
  expect(text).toMatch(/^not readable\n/);
  expect(text).toMatch(/ from .* to /);
});

test('the problem that made it names its place in the file and shows it', async () => {
  const { page } = visitor;
  await trace.press('0');
  const whole = await trace.nsPerPx();
  await page
    .getByRole('navigation', { name: 'Views' })
    .getByRole('button', { name: /^Problems/ })
    .click();
  const problems = page.getByRole('region', { name: 'Problems' });
  expect(await problems.innerText()).toMatch(/byte [\d\s]+/);
  await problems.getByRole('button', { name: 'Show' }).first().click();
  expect(await trace.nsPerPxOther(whole)).toBeLessThan(whole);
});

test('a range over the gap says how much of it is not readable', async () => {
  const { page } = visitor;
  await trace.press('0');
  const box = await trace.timeline.boundingBox();
  if (box === null) throw new Error('no timeline');
  const ruler = box.y + 77;
  await page.mouse.move(box.x + 330, ruler);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 40, ruler, { steps: 4 });
  await page.mouse.up();
  await trace.details.getByText(/ of .* not readable$/).waitFor();
  expect(visitor.faults()).toEqual([]);
});
