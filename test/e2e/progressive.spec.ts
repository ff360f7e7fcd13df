// A trace on a slow way: what was read of it is on screen and can be worked with while the rest arrives, and nothing that
// the user did is lost when more comes. The file has three generations; each is shown when the next one has begun.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { fixture, type Served, serveFiles, type Visit, visit } from './served-page';
import { slowDown } from './slow-proxy';
import { TracePage } from './trace-page';

/** 57 KB: some five seconds each for looking and for reading. */
const BYTES_PER_SECOND = 12_000;

let served: Served;
let visitor: Visit;
let trace: TracePage;

beforeEach(async () => {
  served = await slowDown(await serveFiles([fixture('traces/leak-1.27.trace')]), BYTES_PER_SECOND);
  visitor = await visit();
  trace = new TracePage(visitor.page);
  await visitor.page.goto(served.url);
  await reading().waitFor();
});
afterEach(async () => {
  const faults = visitor?.faults();
  await visitor?.close();
  await served?.close();
  expect(faults).toEqual([]);
});

const reading = () => visitor.page.getByRole('region', { name: 'Reading' });
const allRead = () => trace.footer.getByText('all of it read').waitFor({ timeout: 60_000 });

test('what was read is shown, marked as a part, and grows with the window on it until all is there', async () => {
  await trace.ready();
  expect(await reading().getByRole('progressbar', { name: 'Progress' }).count()).toBe(1);
  expect(await reading().innerText()).toMatch(/^Reading: \d+ %/);
  expect(await trace.footer.innerText()).toContain('so far');
  expect(await trace.matchCount()).toMatch(/so far$/);
  const details = await trace.details.innerText();
  expect(details).toContain('Read so far');
  expect(details).not.toMatch(/\d ghosts?\b/);
  expect(await trace.coloursDrawn()).toBeGreaterThan(6);
  const first = await trace.nsPerPx();

  await allRead();
  expect(await reading().count()).toBe(0);
  expect(await trace.nsPerPx()).toBeGreaterThan(first);
  await expect.poll(() => trace.matchCount()).toBe('287 goroutines');
  await trace.details.getByRole('heading', { name: '151 ghosts' }).waitFor();
  const whole = await trace.nsPerPx();
  await trace.press('0');
  await visitor.page.waitForTimeout(300);
  expect(await trace.nsPerPx()).toBe(whole);
});

test('zoom, filter, selection and focus stay while more is read', async () => {
  const { page } = visitor;
  await trace.ready();
  const first = await trace.nsPerPx();
  await trace.wheelZoom(-600);
  const zoomed = await trace.nsPerPxOther(first);
  await trace.table.getByRole('row').nth(1).click();
  const chosen = page.getByRole('region', { name: /^Goroutine \d+$/ });
  await chosen.waitFor();
  const name = await chosen.getAttribute('aria-label');
  await trace.filter.focus();
  await page.keyboard.type('main');
  expect(await reading().count(), 'still reading').toBe(1);

  await allRead();
  expect(await trace.nsPerPx()).toBe(zoomed);
  expect(await chosen.getAttribute('aria-label')).toBe(name);
  expect(await trace.filter.inputValue()).toBe('main');
  expect(await trace.filter.evaluate((input) => input === document.activeElement)).toBe(true);
  await expect.poll(() => trace.matchCount()).toMatch(/^\d+ of 287$/);
});

test('a cancel while a part is shown leaves nothing behind', async () => {
  const { page } = visitor;
  await trace.ready();
  await reading().getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('Reading was cancelled. Nothing of it was kept.').waitFor();
  await page.getByRole('button', { name: 'Start page' }).click();
  await page.getByText('Traces that you open are listed here').waitFor();
});
