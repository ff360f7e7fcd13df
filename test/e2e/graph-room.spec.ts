// Graphs in little room: a low window, names of many letters; and the keys that all their views share.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { open } from './graph-page';
import { fixture } from './served-page';

test('the drawing keeps 340 px of a low window while the bar of refinements is open', async () => {
  const { graphs, visitor, close } = await open([fixture('traces/http-1.27.trace')], { width: 1024, height: 640 });
  try {
    await graphs.show('Graph');
    await graphs.placed();
    await visitor.page.getByRole('button', { name: 'Refine …' }).click();
    await visitor.page.getByRole('textbox', { name: 'tagignore' }).waitFor();
    expect((await graphs.drawing.boundingBox())?.height).toBeGreaterThanOrEqual(340);
    // What is not in view is scrolled to.
    const reset = visitor.page.getByRole('button', { name: 'Reset' });
    await reset.focus();
    const bar = await visitor.page.locator('.graph-refine').boundingBox();
    const box = await reset.boundingBox();
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual((bar?.y ?? 0) + (bar?.height ?? 0) + 1);
  } finally {
    await close();
  }
});

test('/ goes to the Find of the view that its number opens, Ctrl+F to the filter; the dialog says so', async () => {
  const { visitor, close } = await open([fixture('traces/http-1.27.trace')]);
  const { page } = visitor;
  const focused = () =>
    page.evaluate(
      () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.closest('label')?.innerText,
    );
  try {
    const filter = page.getByRole('combobox', { name: 'Filter goroutines' });
    await filter.waitFor();
    for (const [view, name] of [
      ['3', 'Graph'],
      ['4', 'Flame graph'],
      ['5', 'Top functions'],
    ] as const) {
      await page.keyboard.press(view);
      const region = page.getByRole('region', { name, exact: true });
      await region.locator('.graph-find input').waitFor();
      await page.keyboard.press('/');
      await expect.poll(() => region.locator('.graph-find input:focus').count()).toBe(1);
      await page.keyboard.press('Control+f');
      await expect.poll(focused).toBe('Filter goroutines');
      await filter.blur();
    }
    await page.keyboard.press('1');
    await page.getByRole('region', { name: 'Top functions' }).waitFor({ state: 'detached' });
    await page.keyboard.press('/');
    await expect.poll(focused).toBe('Filter goroutines');
    await filter.blur();
    await page.keyboard.press('?');
    const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    const key = (meaning: string) =>
      dialog.locator('.shortcut').filter({ hasText: meaning }).locator('kbd').allInnerTexts();
    expect(await key('Find in Graph, Flame or Top, else filter goroutines')).toEqual(['/']);
    expect(visitor.faults()).toEqual([]);
  } finally {
    await close();
  }
});

test('a name of 10 kB takes three lines of a list, and all of its letters on a click', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ghostlight-names-'));
  const long = `main.${'Long'.repeat(2500)}`;
  const file = join(folder, 'long.txt');
  await writeFile(
    file,
    `goroutine 1 [select]:\n${long}(...)\n\t/app/main.go:7 +0x1\nmain.main()\n\t/app/main.go:3 +0x1\n`,
  );
  const { graphs, visitor, close } = await open([file]);
  const { page } = visitor;
  try {
    await graphs.show('Graph');
    await graphs.placed();
    const top = page.getByRole('region', { name: 'Top functions' });
    const name = top.locator('.function-name').first();
    const lineHeight = await name.evaluate((element) => Number.parseFloat(getComputedStyle(element).lineHeight));
    const box = await name.boundingBox();
    expect(box?.height).toBeGreaterThan(lineHeight * 2);
    expect(box?.height).toBeLessThanOrEqual(lineHeight * 3 + 2);
    expect((await name.getAttribute('title'))?.length).toBeLessThanOrEqual(400);
    await name.click();
    const selected = page.getByRole('region', { name: 'Selected function' });
    const heading = selected.getByRole('heading', { level: 2 });
    expect((await heading.boundingBox())?.height).toBeLessThan(160);
    await selected.getByRole('button', { name: 'Whole name (10\u00a0005 letters)' }).click();
    expect(await heading.innerText()).toBe(long);
    await selected.getByRole('button', { name: 'Less of the name' }).click();
    expect((await heading.boundingBox())?.height).toBeLessThan(160);
    expect(visitor.faults()).toEqual([]);
  } finally {
    await close();
    await rm(folder, { recursive: true });
  }
});
