// What the page stores of traces: shown, deleted one by one or all, kept while it is open anywhere, refused when there is
// no room.

import type { Page } from 'playwright';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fixture, type Served, serveFiles, type Visit, visit } from './served-page';
import { storedRows } from './stored-rows';
import { TracePage } from './trace-page';

const HTTP = 'http-1.27.trace';
const LEAK = 'leak-1.27.trace';

describe('stored indexes', () => {
  let served: Served;
  let visitor: Visit;

  beforeEach(async () => {
    served = await serveFiles([]);
    visitor = await visit();
    await visitor.page.goto(served.url);
  });
  afterEach(async () => {
    await visitor?.close();
    await served?.close();
  });

  async function open(page: Page, name: string): Promise<TracePage> {
    const trace = new TracePage(page);
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: /^Open a file \(/ }).click(),
    ]);
    await chooser.setFiles(fixture(`traces/${name}`));
    await page.getByRole('tab', { name, selected: true }).waitFor();
    await trace.ready();
    return trace;
  }

  const dialogOf = async (page: Page) => {
    await page.getByRole('button', { name: 'Stored indexes', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Stored indexes' });
    await dialog.getByText('used on disk').waitFor();
    return dialog;
  };

  test('are listed with their sizes and deleted by keyboard; the one that is shown stays', async () => {
    const { page } = visitor;
    await open(page, HTTP);
    const trace = await open(page, LEAK);
    await page.getByRole('button', { name: `Close ${HTTP}` }).click();

    const dialog = await dialogOf(page);
    await dialog.getByText(/^2 indexes, .* unpacked\.$/).waitFor();
    expect(await dialog.getByRole('meter', { name: 'Storage used' }).getAttribute('max')).toMatch(/^\d{6,}/);
    const row = dialog.getByRole('row').filter({ hasText: HTTP });
    expect(await row.innerText()).toMatch(/35\.3 KB\s+[\d.]+ KB/);
    expect(await dialog.getByRole('button', { name: `${LEAK} is open` }).isDisabled()).toBe(true);

    await dialog.getByRole('button', { name: `Delete ${HTTP}` }).focus();
    await page.keyboard.press('Enter');
    const said = dialog.getByText(`Deleted: the index of ${HTTP}.`);
    await said.waitFor();
    await expect.poll(() => said.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await dialog.getByRole('row').count()).toBe(2);
    expect(await dialog.getByRole('button', { name: 'Delete all…' }).count()).toBe(0);
    expect((await storedRows(page)).traces.map(({ name }) => name)).toEqual([LEAK]);

    await page.keyboard.press('Escape');
    await trace.filterBy('is:ghost');
    await expect.poll(() => trace.matchCount()).toBe('151 of 287');
    expect(visitor.faults()).toEqual([]);
  });

  test('are kept while another tab has them open, and all deleted after a question', async () => {
    const first = visitor.page;
    const trace = await open(first, LEAK);
    const second = await visitor.context.newPage();
    await second.goto(served.url);
    await open(second, HTTP);
    await second.getByRole('button', { name: `Close ${HTTP}` }).click();

    const dialog = await dialogOf(second);
    await dialog.getByRole('button', { name: 'Delete all…' }).press('Enter');
    await dialog.getByText('Delete 2 indexes? Next time').waitFor();
    const keep = dialog.getByRole('button', { name: 'Keep them' });
    expect(await keep.evaluate((button) => button === document.activeElement)).toBe(true);
    await second.keyboard.press('Enter');
    await expect
      .poll(() =>
        dialog.getByRole('button', { name: 'Delete all…' }).evaluate((button) => button === document.activeElement),
      )
      .toBe(true);
    expect((await storedRows(second)).traces).toHaveLength(2);

    await second.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'Delete 2 indexes' }).press('Enter');
    await dialog.getByRole('alert').getByText(`Open in another tab or window, and kept: ${LEAK}.`).waitFor();
    expect((await storedRows(second)).traces.map(({ name }) => name)).toEqual([LEAK]);
    // The first tab knows nothing of all this.
    await trace.filterBy('leakNilRecv');
    await expect.poll(() => trace.matchCount()).toBe('11 of 287');
    await trace.table.getByRole('row').nth(1).click();
    await trace.details.getByText('Waits to the end of the trace; nothing woke it.').waitFor();

    const heldLocks = () => second.evaluate(async () => (await navigator.locks.query()).held?.length ?? 0);
    const before = await heldLocks();
    await first.close();
    // The browser takes the lock of a closed tab back when its worker has ended.
    await expect.poll(heldLocks).toBeLessThan(before);
    await dialog.getByRole('button', { name: 'Delete all…' }).press('Enter');
    await dialog.getByRole('button', { name: 'Delete 1 index' }).press('Enter');
    await dialog.getByText('No index is stored.').waitFor();
    expect(await storedRows(second)).toEqual({ traces: [], chunks: {} });
    expect(visitor.faults()).toEqual([]);
  });

  /** Chromium keeps its count of the free room for a while: a quota must be set before the first write. */
  async function limit({ page, context }: Visit, quotaSize: number): Promise<void> {
    const session = await context.newCDPSession(page);
    await session.send('Storage.overrideQuotaForOrigin', { origin: new URL(served.url).origin, quotaSize });
  }
  const usage = (page: Page) => page.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0);

  test('there is no room for: the trace is shown all the same, with the reason, and nothing is left', async () => {
    const { page } = visitor;
    await limit(visitor, 100_000);
    const trace = await open(page, 'gc-1.27.trace');
    const notice = trace.footer.getByRole('button', { name: /^index not saved: The browser's storage is full/ });
    await notice.waitFor();
    expect(await notice.isVisible()).toBe(true);
    expect(await trace.coloursDrawn()).toBeGreaterThan(8);
    expect(await storedRows(page)).toEqual({ traces: [], chunks: {} });
    await notice.click();
    await page.getByRole('dialog', { name: 'Stored indexes' }).getByText('No index is stored.').waitFor();
    expect(visitor.faults()).toEqual([]);
  });

  test('give way, the oldest first, when the storage is full', async () => {
    await open(visitor.page, 'many100k-1.26.trace');
    const one = await usage(visitor.page);
    await open(visitor.page, 'gc-1.27.trace');
    const both = await usage(visitor.page);
    const other = await visit();
    try {
      const { page } = other;
      await page.goto(served.url);
      // Room for either, not for both.
      await limit(other, one + (both - one) / 2);
      await open(page, 'many100k-1.26.trace');
      await page.getByRole('button', { name: 'Close many100k-1.26.trace' }).click();
      // Its worker lets go of it a moment later: what is open anywhere does not give way.
      await expect.poll(() => page.evaluate(async () => (await navigator.locks.query()).held?.length)).toBe(0);
      const trace = await open(page, 'gc-1.27.trace');
      // It is shown before its index is written to the end.
      const names = async () => (await storedRows(page)).traces.map(({ name }) => name);
      await expect.poll(names).toEqual(['gc-1.27.trace']);
      expect(await trace.footer.innerText()).not.toContain('not saved');
      expect(other.faults()).toEqual([]);
    } finally {
      await other.close();
    }
  });
});
