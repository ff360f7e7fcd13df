// The flame graph as a user handles it: by keyboard, its way back, its search, differences, time.

import type { Locator, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { fixture, type Served, serveFiles, type Visit, visit } from './served-page';

interface Flame {
  readonly page: Page;
  readonly canvas: Locator;
  /** The way to what is zoomed to. */
  readonly path: Locator;
  readonly words: Locator;
  readonly found: Locator;
  faults(): readonly string[];
  close(): Promise<void>;
}

async function openFlame(files: readonly string[]): Promise<Flame> {
  const served: Served = await serveFiles(files);
  const visitor: Visit = await visit();
  const { page } = visitor;
  await page.goto(served.url);
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Flame', exact: true }).click();
  const region = page.getByRole('region', { name: 'Flame graph', exact: true });
  const canvas = region.getByRole('application', { name: /^Flame graph: / });
  await canvas.waitFor();
  return {
    page,
    // Its name becomes that of the box.
    canvas: region.getByRole('application').last(),
    path: region.getByRole('navigation', { name: 'Zoomed to' }).last(),
    words: page.locator('.graph-words'),
    found: page.locator('.graph-found'),
    faults: visitor.faults,
    async close() {
      await visitor.close();
      await served.close();
    },
  };
}

const steps = (path: Locator): Promise<readonly string[]> => path.getByRole('button').allInnerTexts();
/** No-break spaces and line ends are spaces. */
const plain = (text: string): string => text.replace(/\s+/g, ' ').trim();

describe('a profile', () => {
  let flame: Flame;
  beforeAll(async () => {
    flame = await openFlame([fixture('profiles/1.23/cpu.pb.gz')]);
  });
  afterEach(() => expect(flame.faults()).toEqual([]));
  afterAll(() => flame.close());

  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await flame.page.keyboard.press(key);
  };
  const says = (text: string | RegExp): Promise<void> => flame.words.filter({ hasText: text }).waitFor();
  const way = (...names: readonly string[]) =>
    expect.poll(async () => (await steps(flame.path)).map((text) => plain(text).split(' ')[0])).toEqual(names);

  test('the hue tells whose code a function is; the legend names what occurs', async () => {
    const legend = flame.page.getByRole('list', { name: 'Colours' });
    await expect.poll(() => legend.getByRole('listitem').allInnerTexts()).toContain('orange, yellow: the program');
    expect(await flame.words.innerText()).toContain('colour: kind of code, shade: package');
  });

  test('keys walk from box to box, zoom, and lead back the way that was taken', async () => {
    await flame.canvas.focus();
    await press('ArrowDown');
    await says(/^runtime\.main, 480\sms \(64\.9\s%\), own/);
    await press('ArrowRight');
    await says(/^main\.gcProg\.func1, /);
    await press('Enter');
    await way('All', 'main.gcProg.func1');
    expect(plain((await steps(flame.path))[0])).toBe('All 740 ms');
    await flame.page.getByText('Esc: back, 0: all').waitFor();
    await press('ArrowDown', 'ArrowDown', 'Enter');
    await way('All', 'main.gcProg.func1', 'main.tree', 'main.tree');
    await press('Escape');
    await way('All', 'main.gcProg.func1');
    await press('Escape');
    await way('All');
    await press('ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowUp');
    await says(/^all: CPU profile/);
  });

  test('the path and the rows above lead out again', async () => {
    await flame.canvas.click({ position: { x: 60, y: 81 } });
    await way('All', 'main.main', 'main.profiles', 'pprof.Do');
    await flame.path.getByRole('button', { name: 'main.main' }).click();
    await way('All', 'runtime.main', 'main.main');
    // The keys go on from there.
    expect(await flame.page.evaluate(() => document.activeElement?.className)).toBe('flame');
    // Row 1 is runtime.main, over the whole width.
    await flame.canvas.click({ position: { x: 900, y: 27 } });
    await way('All', 'runtime.main');
    await flame.path.getByRole('button', { name: 'All' }).click();
    await way('All');
  });

  test('Find goes from one to the next and back, and brings it into view', async () => {
    await flame.canvas.focus();
    await press('/');
    await flame.page.keyboard.type('mallocgc');
    await expect
      .poll(async () => plain(await flame.found.innerText()))
      .toMatch(/^\d boxes, in [\d.]+ % of the weight$/);
    const count = Number((await flame.found.innerText())[0]);
    await press('Enter');
    await flame.found.filter({ hasText: `1 of ${count}` }).waitFor();
    await says(/^runtime\.mallocgc, /);
    await press('Enter');
    await flame.found.filter({ hasText: `2 of ${count}` }).waitFor();
    await press('Shift+Enter', 'Shift+Enter');
    await flame.found.filter({ hasText: `${count} of ${count}` }).waitFor();
    await press('Escape');
    await expect.poll(() => flame.found.count()).toBe(0);
  });

  test('a name that is not found', async () => {
    const field = flame.page.getByPlaceholder('Find');
    await field.fill('no such function');
    await flame.found.filter({ hasText: 'not found' }).waitFor();
    await field.press('Enter');
    await field.press('Escape');
  });

  test('S shows callers and callees, Escape leaves them', async () => {
    await flame.canvas.focus();
    await press('0', 'ArrowDown', 's');
    await flame.page.getByText('What calls it, nearest first').waitFor();
    // Before that what is shown, and what is chosen in it, is of all stacks.
    await flame.page.locator('.flame-area.outdated').waitFor({ state: 'detached' });
    // Not what was said of the box in the picture before.
    await says(/^around runtime\.main · /);
    await flame.canvas.focus();
    await press('Escape');
    await flame.page.getByText('What calls it, nearest first').waitFor({ state: 'detached' });
  });

  test('the dialog of shortcuts has the keys', async () => {
    await flame.canvas.focus();
    await press('?');
    const dialog = flame.page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    const keys = dialog.locator('section').filter({ hasText: 'Flame graphs, while the drawing has the focus' });
    await keys.getByText('Zoom to the box').waitFor();
    await keys.getByText('Find; Enter goes to the next, Shift+Enter to the one before').waitFor();
    await press('Escape');
  });
});

test('a difference has a scale, and says each change with its sign', async () => {
  const flame = await openFlame([fixture('profiles/1.21/cpu.pb.gz'), fixture('profiles/1.23/cpu.pb.gz')]);
  try {
    await expect.poll(async () => plain(await flame.page.locator('.flame-scale').innerText())).toBe('− less + more');
    expect(plain((await steps(flame.path))[0])).toBe('All +80.0 ms');
    await flame.canvas.focus();
    await flame.page.keyboard.press('ArrowDown');
    await flame.words.filter({ hasText: /^runtime\.main, 490\sms → 480\sms \(-10\.0\sms\)/ }).waitFor();
    expect(flame.faults()).toEqual([]);
  } finally {
    await flame.close();
  }
});

test('samples of a trace in order of time: when is said at the axis and of each box', async () => {
  const flame = await openFlame([fixture('traces/cpu-1.27.trace')]);
  try {
    const { page } = flame;
    await page.getByRole('radio', { name: 'time' }).click();
    const labels = async () => (await page.locator('.flame-axis span').allInnerTexts()).map(plain);
    await expect.poll(async () => (await labels()).at(-1)).toMatch(/^last [\d.]+ ms$/);
    expect((await labels())[0]).toMatch(/^first [\d.]+ ms$/);
    await flame.canvas.hover({ position: { x: 60, y: 27 } });
    await page
      .getByRole('tooltip')
      .filter({ hasText: /first at [\d.]+\sms, last at [\d.]+\sms/ })
      .waitFor();
    await flame.canvas.focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
    await expect.poll(async () => (await labels()).at(-1)).toMatch(/^[\d.]+ ms$/);
    expect(flame.faults()).toEqual([]);
  } finally {
    await flame.close();
  }
});
