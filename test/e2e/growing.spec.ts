// A file that changes while the page has it open: a trace that is still being written, and a picked file that was rewritten.

import { readFileSync } from 'node:fs';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fixture, serveFiles, type Visit, visit } from './served-page';
import { TracePage } from './trace-page';

const LEAK = readFileSync(fixture('traces/leak-1.27.trace'));
/** Within the third of its four generations: what is complete is shown. */
const WRITTEN = Math.round(LEAK.length * 0.8);

let folder: string;
let visitor: Visit;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ghostlight-growing-'));
  visitor = await visit();
});
afterAll(async () => {
  await visitor?.close();
  await rm(folder, { recursive: true });
});

/** Names of the databases' ready traces. */
const storedNames = () =>
  visitor.page.evaluate(
    () =>
      new Promise<readonly string[]>((resolve, reject) => {
        const opening = indexedDB.open('ghostlight');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const database = opening.result;
          const rows = database.transaction('traces').objectStore('traces').getAll();
          rows.onerror = () => reject(rows.error);
          rows.onsuccess = () => {
            database.close();
            resolve(rows.result.map(({ meta }) => `${meta?.name} ${meta?.bytes}`));
          };
        };
      }),
  );

test('a trace that is being written shows what is complete, offers to reload, and shows more after it', async () => {
  const file = join(folder, 'live.trace');
  await writeFile(file, LEAK.subarray(0, WRITTEN));
  const served = await serveFiles([file]);
  try {
    const { page } = visitor;
    const trace = new TracePage(page);
    await page.goto(served.url);
    await trace.ready();
    const eventsOf = async () =>
      Number(/([\d\s]+) events/.exec(await trace.footer.innerText())?.[1]?.replace(/\s/g, ''));
    const before = await eventsOf();
    expect(before).toBeGreaterThan(100);
    expect(before).toBeLessThan(8162);
    const grown = page.getByRole('status').filter({ hasText: 'The file has grown' });
    expect(await grown.count()).toBe(0);
    await trace.filterBy('leak');

    await appendFile(file, LEAK.subarray(WRITTEN));
    await grown.waitFor({ timeout: 10_000 });
    expect(await grown.innerText()).toMatch(/^The file has grown by 11\.\d KB since it was read\./);
    expect(await eventsOf()).toBe(before);

    await grown.getByRole('button', { name: 'Reload' }).click();
    await expect.poll(eventsOf).toBe(8162);
    await trace.footer.getByText('all of it read').waitFor();
    expect(await grown.count()).toBe(0);
    expect(await page.getByRole('tab', { name: 'live.trace' }).count()).toBe(1);
    expect(await trace.filter.inputValue()).toBe('leak');
    // The index of the shorter file is not left behind.
    await expect.poll(storedNames).toEqual([`live.trace ${LEAK.length}`]);
    expect(visitor.faults()).toEqual([]);

    // What was appended before a visit belongs to the first reading.
    await page.reload();
    await trace.ready();
    expect(await eventsOf()).toBe(8162);
  } finally {
    await served.close();
  }
});

test('a picked file that was written to since says so, and can be chosen again', async () => {
  const file = join(folder, 'picked.trace');
  await writeFile(file, LEAK.subarray(0, 10));
  const served = await serveFiles([]);
  try {
    const { page } = visitor;
    const trace = new TracePage(page);
    await page.goto(served.url);
    const pick = async (button: string): Promise<void> => {
      const [chooser] = await Promise.all([
        page.waitForEvent('filechooser'),
        page.getByRole('button', { name: button, exact: true }).click(),
      ]);
      await chooser.setFiles(file);
    };
    await pick('Open a file…');
    await page.getByRole('heading', { name: 'A trace that was cut' }).waitFor();

    await appendFile(file, LEAK.subarray(10));
    await page.getByRole('button', { name: 'Read it again' }).click();
    const failed = page.getByRole('region', { name: 'Failed' });
    expect(await failed.getByRole('alert').innerText()).toMatch(
      /picked\.trace cannot be read any more: the file was changed, moved or removed after it was chosen/,
    );
    await failed.getByRole('button', { name: 'Open a file…' }).waitFor();
    await pick('Open a file…');
    await trace.ready();
    await expect.poll(() => trace.footer.innerText()).toMatch(/8\s162 events/);
  } finally {
    await served.close();
  }
});
