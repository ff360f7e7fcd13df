// Killing browser, page or worker at any moment of the reading leaves no half-visible trace: the list shows nothing or the
// whole, the next opening shows what a clean run shows, and no chunk stays behind that belongs to nothing.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { generateTrace } from '../bench/generate-trace.mjs';
import { type OwnBrowser, startBrowser } from './own-browser';
import { type Served, serveFiles } from './served-page';
import { type StoredRows, storedRows } from './stored-rows';
import { TracePage } from './trace-page';

const NAME = 'killed.trace';
const POINTS = 10;
const WAYS = ['the browser is killed', 'the page is closed', 'the page is left'] as const;

let folder: string;
let served: Served;
let browser: OwnBrowser;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ghostlight-kill-'));
  // Four generations, so that a trace that is read in parts is killed between parts too.
  generateTrace({ path: join(folder, NAME), bytes: 1_200_000, generationNs: 25e6 });
  served = await serveFiles([]);
  browser = await startBrowser(join(folder, 'profile'));
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
  if (folder) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function startPage(): Promise<Page> {
  const page = await browser.context.newPage();
  await page.goto(served.url);
  await page.getByRole('region', { name: 'Start' }).waitFor();
  return page;
}

async function choose(page: Page): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Open a file…' }).click(),
  ]);
  await chooser.setFiles(join(folder, NAME));
}

/** What the page says of the trace: of the file, of the whole, and of the first goroutines of the table. */
async function shown(page: Page): Promise<readonly string[]> {
  const trace = new TracePage(page);
  await trace.footer.getByText('all of it read').waitFor();
  await trace.ready();
  await trace.details.getByRole('heading', { name: /ghost/ }).waitFor();
  await trace.table.getByRole('row').nth(8).waitFor();
  const footer = (await trace.footer.innerText()).replace('from index\n', '');
  const rows = await trace.table.getByRole('row').allInnerTexts();
  return [footer, await trace.matchCount(), await trace.details.innerText(), ...rows.slice(0, 9)];
}

async function end(page: Page, way: (typeof WAYS)[number]): Promise<void> {
  if (way === 'the page is closed') return page.close();
  if (way === 'the page is left') {
    await page.goto('about:blank');
    return page.close();
  }
  await browser.kill();
  browser = await startBrowser(join(folder, 'profile'));
}

/** Every row of the database belongs to a ready trace. */
const isClean = ({ traces, chunks }: StoredRows): boolean =>
  traces.every(({ name }) => name === NAME) && Object.keys(chunks).every((id) => traces.some((row) => row.id === id));

/** Deletes the database, so that the next point begins from nothing. */
async function forgetAll(page: Page): Promise<void> {
  // A text file of the same origin: a document without the product, which would hold the database open.
  await page.goto(new URL('sources', served.url).href);
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.deleteDatabase('ghostlight');
        request.onsuccess = () => resolve();
        request.onerror = () => reject(request.error);
      }),
  );
  await page.close();
}

test('whatever ends the reading, nothing half-read stays', async () => {
  let page = await startPage();
  const started = performance.now();
  await choose(page);
  const expected = await shown(page);
  const wholeMs = performance.now() - started;
  expect(expected[0]).toContain('go 1.26 trace');
  expect((await storedRows(page)).traces.map(({ name }) => name)).toEqual([NAME]);
  await forgetAll(page);

  let interrupted = 0;
  for (let point = 0; point < POINTS; point++) {
    const way = WAYS[point % WAYS.length] as (typeof WAYS)[number];
    const afterMs = ((point + 0.5) / POINTS) * wholeMs;
    const where = `${way} after ${Math.round(afterMs)} of ${Math.round(wholeMs)} ms`;
    page = await startPage();
    await choose(page);
    await page.waitForTimeout(afterMs);
    await end(page, way);

    page = await startPage();
    const recent = page.getByRole('region', { name: 'Recent' });
    const whole = recent.getByRole('button', { name: new RegExp(`^${NAME.replace('.', '\\.')}`) });
    await whole.or(recent.getByText('Traces that you open are listed here')).waitFor();
    const left = await storedRows(page);
    expect(await whole.count(), where).toBe(left.traces.filter(({ name }) => name !== undefined).length);
    if ((await whole.count()) === 0) interrupted++;
    await choose(page);
    expect(await shown(page), where).toEqual(expected);
    // The lock of a worker that ended may be let go a moment after the list was asked for: the next look sweeps.
    await page.getByRole('button', { name: 'Stored indexes', exact: true }).click();
    await expect.poll(async () => isClean(await storedRows(page)), { message: where }).toBe(true);
    const { traces, chunks } = await storedRows(page);
    expect(traces, where).toHaveLength(1);
    expect(Object.keys(chunks), where).toEqual(traces.map(({ id }) => id));
    await forgetAll(page);
  }
  // Else the points did not lie in the reading, and nothing was tested.
  expect(interrupted).toBeGreaterThanOrEqual(3);
});
