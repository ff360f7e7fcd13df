// Goroutine dumps as a user handles them, in the built page in a real Chromium: opened in every way, filtered, a group taken
// apart to one goroutine and back, further dumps added, and names that were made to do harm.

import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { zipSync } from 'fflate';
import type { FileChooser, Locator, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { fixture, type Served, serveFiles, type Visit, visit } from './served-page';

const SERIES = fixture('dumps/series-1.27');
const FILES = readdirSync(SERIES).sort();
const SCREENS = join(fileURLToPath(new URL('../..', import.meta.url)), 'test', 'results', 'screens');

class DumpPage {
  readonly footer: Locator;
  readonly filter: Locator;
  readonly views: Locator;
  readonly details: Locator;
  readonly groups: Locator;
  readonly matched: Locator;
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    this.footer = page.getByRole('contentinfo');
    this.filter = page.getByRole('combobox', { name: 'Filter goroutines' });
    this.views = page.getByRole('navigation', { name: 'Views' });
    this.details = page.getByRole('complementary', { name: 'Details' });
    this.groups = page.getByRole('treegrid', { name: /^Groups/ });
    this.matched = page.getByRole('search').getByRole('status');
  }

  /** Resolves when the dumps are shown and counted. */
  async ready(count: string): Promise<void> {
    await this.matched.filter({ hasText: count }).waitFor();
  }

  async show(view: string): Promise<void> {
    // Problems are counted in the name.
    await this.views.getByRole('button', { name: new RegExp(`^${view}\\s*\\d*$`) }).click();
  }

  row(name: string): Locator {
    return this.groups.getByRole('row').filter({ hasText: name });
  }

  async choose(button: Locator): Promise<FileChooser> {
    const [chooser] = await Promise.all([this.page.waitForEvent('filechooser'), button.click()]);
    return chooser;
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(SCREENS, { recursive: true });
    await this.page.evaluate(() => document.fonts.ready);
    await this.page.mouse.move(0, 0);
    await this.page.waitForTimeout(200);
    await this.page.screenshot({ path: join(SCREENS, `dumps-${name}.png`) });
  }
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ghostlight-dumps-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('a folder of dumps on the command line', () => {
  let served: Served;
  let visitor: Visit;
  let dumps: DumpPage;

  beforeAll(async () => {
    served = await serveFiles([SERIES]);
    visitor = await visit();
    dumps = new DumpPage(visitor.page);
    await visitor.page.goto(served.url);
    await dumps.ready('324 goroutines');
  });
  afterAll(async () => {
    await visitor?.close();
    await served?.close();
  });
  afterEach(() => {
    expect(visitor.faults()).toEqual([]);
  });

  test('is one series, with what it is and how much of it was read', async () => {
    expect(await visitor.page.title()).toContain('series-1.27 · 6 dumps');
    const footer = await dumps.footer.innerText();
    expect(footer).toContain('6 dumps · debug=2 + debug=1 · labels');
    expect(footer).toContain('all of it read');
    await dumps.show('Report');
    await visitor.page.getByRole('region', { name: 'Report' }).getByText('324 goroutines').first().waitFor();
    await dumps.screenshot('report');
  });

  test('a series begins with the comparison: what grows, by how much, and that it is one process', async () => {
    const { page } = visitor;
    await dumps.show('Compare');
    const compare = page.getByRole('region', { name: 'Comparison of the dumps' });
    const row = compare.getByRole('row').filter({ hasText: 'leakSend' });
    await row.getByText('GROWING').waitFor();
    for (const count of ['4', '9', '15', '22', '30', '39']) {
      expect(await row.getByRole('gridcell', { name: count }).count(), count).toBeGreaterThan(0);
    }
    expect(await compare.getByRole('row').filter({ hasText: 'leakNilRecv' }).getByText('CERTAIN').count()).toBe(1);
    await dumps.footer.getByText('same process: ids continue').waitFor();
    await row.getByText('leakSend').first().click();
    await dumps.details.getByRole('region', { name: /^Group .*leakSend/ }).waitFor();
    await dumps.screenshot('compare');
  });

  test('in a narrow window what the dumps come to is in view; the name of a dump asks for its time', async () => {
    const { page } = visitor;
    const before = page.viewportSize();
    await dumps.show('Compare');
    const compare = page.getByRole('region', { name: 'Comparison of the dumps' });
    await compare.getByText('press its name above its column').waitFor();
    await page.setViewportSize({ width: 1024, height: 640 });
    for (const name of ['Δ', 'survivors']) {
      const place = await compare.getByRole('columnheader', { name, exact: true }).boundingBox();
      expect((place?.x ?? 1024) + (place?.width ?? 0), name).toBeLessThanOrEqual(1024);
    }
    await compare.getByRole('columnheader').getByRole('button').first().click();
    const field = page.getByRole('dialog', { name: 'When was this dump taken?' }).getByLabel(/^Time on/);
    expect(await field.evaluate((input) => document.activeElement === input)).toBe(true);
    await page.keyboard.press('Escape');
    if (before !== null) await page.setViewportSize(before);
  });

  test('groups open to goroutines, a goroutine to its stack and text, and Alt+Left goes back', async () => {
    const { page } = visitor;
    await dumps.show('Groups');
    await dumps.row('leakNilRecv').click();
    await dumps.details.getByRole('region', { name: /^Group .*leakNilRecv/ }).waitFor();
    await page.keyboard.press('ArrowRight');
    const member = dumps.groups.getByRole('row', { level: 2 }).first();
    await member.click();
    const goroutine = dumps.details.getByRole('region', { name: /^Goroutine \d+/ });
    await goroutine.waitFor();
    await goroutine.getByText('main.leakNilRecv').first().waitFor();
    const name = await goroutine.getAttribute('aria-label');
    await dumps.screenshot('goroutine');
    // Its creator is one click further.
    await goroutine.getByRole('button', { name: /^g1$/ }).first().click();
    await dumps.details.getByRole('region', { name: 'Goroutine 1', exact: true }).waitFor();
    await page.keyboard.press('Alt+ArrowLeft');
    await dumps.details.getByRole('region', { name: name ?? '', exact: true }).waitFor();
    await page.keyboard.press('Alt+ArrowLeft');
    await dumps.details.getByRole('region', { name: /^Group .*leakNilRecv/ }).waitFor();
    await dumps.details.getByRole('button', { name: 'Forward (Alt+Right)' }).click();
    await dumps.details.getByRole('region', { name: name ?? '', exact: true }).waitFor();
  });

  test('G goes to a goroutine by its id, or says that there is none', async () => {
    const { page } = visitor;
    await page.keyboard.press('g');
    await page.getByRole('dialog', { name: 'Go to goroutine' }).getByRole('textbox').fill('g1');
    await page.keyboard.press('Enter');
    await dumps.details.getByRole('region', { name: 'Goroutine 1', exact: true }).waitFor();
    await page.keyboard.press('g');
    await page.getByRole('dialog', { name: 'Go to goroutine' }).getByRole('textbox').fill('999999');
    await page.keyboard.press('Enter');
    await page.getByText('There is no goroutine 999999 in this dump').waitFor();
    await page.getByRole('button', { name: 'Dismiss' }).click();
  });

  test('the filter completes names, counts, and says where it is wrong', async () => {
    const { page } = visitor;
    await dumps.show('Groups');
    await dumps.filter.pressSequentially('frame:leakSe');
    const options = page.getByRole('listbox', { name: 'Completions' }).getByRole('option');
    await options.filter({ hasText: 'main.leakSend' }).waitFor();
    expect(await dumps.filter.getAttribute('aria-expanded')).toBe('true');
    expect(await dumps.filter.getAttribute('aria-activedescendant')).toBeNull();
    await dumps.filter.press('ArrowDown');
    const active = await dumps.filter.getAttribute('aria-activedescendant');
    expect(await options.and(page.getByRole('option', { selected: true })).getAttribute('id')).toBe(active);
    await dumps.screenshot('completion');
    await dumps.filter.press('Enter');
    expect(await dumps.filter.inputValue()).toMatch(/^frame:main\.leakSe/);
    await dumps.filter.fill('frame:main.leakSend');
    await dumps.ready('39 of 324 · 1 stack');
    await expect.poll(() => dumps.groups.getByRole('row', { level: 1 }).count()).toBe(1);

    await dumps.filter.fill('(frame:main.leakSend or state:"chan');
    await page.getByRole('alert').getByText('(at character').waitFor();
    // The rows stay those of the filter before, and say so.
    expect(await dumps.matched.innerText()).toBe('not applied; shown with frame:main.leakSend');
    expect(await dumps.groups.getByRole('row', { level: 1 }).count()).toBe(1);
    await dumps.filter.fill('(frame:main.leakSend or state:"chan receive (nil chan)") not g:1');
    await dumps.ready('52 of 324');
  });

  test('Escape closes the offers, then leaves the box; Enter goes to the rows; keys show the views', async () => {
    const { page } = visitor;
    const typed = await dumps.filter.inputValue();
    await dumps.filter.focus();
    await dumps.filter.press('End');
    await dumps.filter.pressSequentially(' st');
    await page.getByRole('listbox', { name: 'Completions' }).getByRole('option').first().waitFor();
    await dumps.filter.press('Escape');
    await expect.poll(() => dumps.filter.getAttribute('aria-expanded')).toBe('false');
    expect(await dumps.filter.evaluate((input) => document.activeElement === input)).toBe(true);
    await dumps.filter.press('Escape');
    expect(await dumps.filter.evaluate((input) => document.activeElement === input)).toBe(false);
    expect(await dumps.filter.inputValue()).toBe(`${typed} st`);

    await dumps.filter.fill(typed);
    await dumps.ready('52 of 324');
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('role') ?? '');
    await dumps.filter.press('Escape');
    await dumps.filter.press('Enter');
    await expect.poll(focused).toBe('treegrid');
    await page.keyboard.press('3');
    await page.getByRole('region', { name: 'Comparison of the dumps' }).waitFor();
    await dumps.filter.focus();
    await page.keyboard.press('F6');
    await expect.poll(focused).toBe('grid');
    await page.keyboard.press('5');
    await page.getByRole('region', { name: 'Calls' }).waitFor();
    await page.keyboard.press('2');
    await dumps.groups.waitFor();
  });

  test('a filter can be saved under a name and taken again', async () => {
    const { page } = visitor;
    const saved = page.getByRole('dialog', { name: 'Saved filters' });
    await page.getByRole('button', { name: 'Saved filters' }).click();
    await saved.getByRole('textbox').fill('blocked channels');
    await saved.getByRole('button', { name: 'Save' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await dumps.ready('324 goroutines');
    await page.getByRole('button', { name: 'Saved filters' }).click();
    await saved.getByRole('button', { name: /^blocked channels/ }).click();
    await dumps.ready('52 of 324');
    // Enter with nothing chosen leaves the box; the terms are chips that can be removed.
    await dumps.filter.fill('');
    await dumps.filter.press('Escape');
    await dumps.ready('324 goroutines');
  });

  test('created-by and call trees, locks, problems and help are there', async () => {
    const { page } = visitor;
    await dumps.show('Created by');
    await page.getByRole('region', { name: 'Created by' }).getByText('leakStep').first().waitFor();
    await dumps.screenshot('created');
    await dumps.show('Calls');
    await page.getByRole('region', { name: 'Calls' }).getByRole('tree').getByRole('treeitem').first().waitFor();
    await dumps.screenshot('calls');
    await dumps.show('Locks');
    await page.getByRole('region', { name: 'Locks' }).getByText('goroutines').first().waitFor();
    await dumps.show('Problems');
    await page.getByRole('region', { name: 'Problems' }).getByText('snap0.debug2.txt').first().waitFor();
    await dumps.show('Guide');
    await page.getByRole('region', { name: 'Guide' }).getByText('debug=2').first().waitFor();
    await page.getByRole('button', { name: 'Thresholds…' }).click();
    await page.getByRole('dialog', { name: /^Thresholds/ }).waitFor();
    await page.keyboard.press('Escape');
  });
});

describe('opening', () => {
  let served: Served;
  let visitor: Visit;
  let dumps: DumpPage;

  beforeAll(async () => {
    served = await serveFiles([]);
    visitor = await visit();
    dumps = new DumpPage(visitor.page);
  });
  afterAll(async () => {
    await visitor?.close();
    await served?.close();
  });
  afterEach(() => {
    expect(visitor.faults()).toEqual([]);
  });

  const tabs = async (): Promise<readonly string[]> =>
    visitor.page.getByRole('tablist', { name: 'Open files' }).getByRole('tab').allInnerTexts();
  const start = (name: string): Locator =>
    visitor.page.getByRole('region', { name: 'Start' }).getByRole('button', { name });

  test('a zip by the chooser', async () => {
    const zip = join(folder, 'bundle.zip');
    await writeFile(zip, zipSync(Object.fromEntries(FILES.map((name) => [name, readFileSync(join(SERIES, name))]))));
    await visitor.page.goto(served.url);
    await (await dumps.choose(start('Open a file…'))).setFiles(zip);
    await dumps.ready('324 goroutines');
    expect(await visitor.page.title()).toContain('bundle.zip · 6 dumps');
    // The text of a goroutine comes out of what was unpacked.
    await dumps.show('Groups');
    await dumps.row('leakNilSend').click();
    await visitor.page.keyboard.press('ArrowRight');
    await dumps.groups.getByRole('row', { level: 2 }).first().click();
    await dumps.details
      .getByText(/^goroutine \d+ .*\[chan send \(nil chan\)/)
      .first()
      .waitFor();
  });

  test('a folder by the chooser', async () => {
    await visitor.page.goto(served.url);
    await (await dumps.choose(start('Open a folder…'))).setFiles(SERIES);
    await dumps.ready('324 goroutines');
    expect(await visitor.page.title()).toContain('series-1.27 · 6 dumps');
  });

  test('a trace and dumps together: a tab for the trace, one for the dumps', async () => {
    await visitor.page.goto(served.url);
    const chooser = await dumps.choose(start('Open a file…'));
    await chooser.setFiles([
      join(SERIES, 'snap0.debug2.txt'),
      fixture('traces/pingpong-1.27.trace'),
      join(SERIES, 'snap5.debug2.txt'),
    ]);
    await dumps.ready('324 goroutines');
    const [trace, series] = await tabs();
    expect(trace).toContain('pingpong');
    expect(series).toContain('2 dumps');
  });

  test('further dumps are added to the series', async () => {
    await visitor.page.goto(served.url);
    await (await dumps.choose(start('Open a file…'))).setFiles(join(SERIES, 'snap0.debug2.txt'));
    await dumps.ready('33 goroutines');
    expect(await dumps.views.getByRole('button', { name: 'Compare' }).count()).toBe(0);
    const add = visitor.page.getByRole('button', { name: 'Add to this series…' });
    await (await dumps.choose(add)).setFiles(join(SERIES, 'snap5.debug2.txt'));
    await dumps.footer.getByText('2 dumps').waitFor();
    await dumps.views.getByRole('button', { name: 'Compare' }).waitFor();
    expect(await tabs()).toHaveLength(1);
    // What was shown stays shown.
    await dumps.ready('33 goroutines');
    const notes = join(folder, 'notes.txt');
    await writeFile(notes, 'nothing to see here');
    await (await dumps.choose(add)).setFiles(notes);
    await visitor.page.getByRole('tab', { name: 'notes.txt' }).waitFor();
    await visitor.page.getByRole('region', { name: 'Not readable' }).waitFor();
  });

  test('dropped files are one series', async () => {
    const { page } = visitor;
    await page.goto(served.url);
    const files = ['snap0.debug2.txt', 'snap1.debug2.txt'].map((name) => ({
      name,
      text: readFileSync(join(SERIES, name), 'utf8'),
    }));
    const dataTransfer = await page.evaluateHandle((contents) => {
      const transfer = new DataTransfer();
      for (const { name, text } of contents) transfer.items.add(new File([text], name));
      return transfer;
    }, files);
    await page.dispatchEvent('body', 'dragover', { dataTransfer });
    await page.dispatchEvent('body', 'drop', { dataTransfer });
    await dumps.ready('74 goroutines');
    expect(await tabs()).toHaveLength(1);
  });

  test('names that were made to do harm are shown as text', async () => {
    const { page } = visitor;
    const evil = '<img/src=x/onerror=document.title=666>';
    const dump = [
      `goroutine 1 [chan receive, 7 minutes, labels: {"${evil}": "</script><b>bold\\u0007"}]:`,
      `main.${evil}.func1(0xc000010000)`,
      `\t/srv/${evil}.go:7 +0x1d`,
      `created by main.${evil} in goroutine 7`,
      `\t/srv/${evil}.go:9 +0x2d`,
      '',
      'goroutine 2 [<script>alert(1)</script>]:',
      'main.\u202eevil(0x1)',
      '\t/srv/main.go:1 +0x1',
      '',
    ].join('\n');
    const path = join(folder, '<b>evil<img src=x>.txt');
    await writeFile(path, dump);
    let dialogs = 0;
    page.on('dialog', (dialog) => {
      dialogs++;
      void dialog.dismiss();
    });
    await page.goto(served.url);
    await (await dumps.choose(start('Open a file…'))).setFiles(path);
    await dumps.ready('2 goroutines');
    await dumps.show('Groups');
    await dumps.row('onerror').first().click();
    await dumps.details.getByText('onerror').first().waitFor();
    for (const view of ['Report', 'Created by', 'Calls', 'Locks', 'Problems']) {
      await dumps.show(view);
      await page.waitForTimeout(100);
    }
    expect(await page.locator('img, b, script:not([src])').count()).toBe(0);
    expect(await page.title()).toContain(basename(path));
    expect(dialogs).toBe(0);
  });
});
