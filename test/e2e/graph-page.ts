// The page of a graph as a user handles it, for tests.

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type Served, serveFiles, type Visit, visit } from './served-page';

const SCREENS = join(fileURLToPath(new URL('../..', import.meta.url)), 'test', 'results', 'screens');

export class GraphPage {
  readonly page: Page;
  readonly views: Locator;
  readonly drawing: Locator;
  readonly nodes: Locator;
  readonly status: Locator;
  readonly details: Locator;
  readonly footer: Locator;

  constructor(page: Page) {
    this.page = page;
    this.views = page.getByRole('navigation', { name: 'Views' });
    this.drawing = page.getByRole('region', { name: 'Drawing' });
    this.nodes = this.drawing.locator('.graph-node');
    this.status = page.locator('.graph-status');
    this.details = page.getByRole('complementary', { name: 'Details' });
    this.footer = page.getByRole('contentinfo');
  }

  async show(view: string): Promise<void> {
    await this.views.getByRole('button', { name: view, exact: true }).click();
  }

  /** Resolves when a graph is placed and nothing more is on its way. */
  async placed(): Promise<void> {
    await this.status.filter({ hasText: / placed in / }).waitFor();
  }

  /** Does something that leads to another graph and waits for it: what is drawn is told by its nodes. */
  async changes(act: () => Promise<unknown>): Promise<void> {
    const before = await this.names();
    await act();
    await expect.poll(() => this.names(), { timeout: 20_000 }).not.toEqual(before);
    await this.placed();
  }

  names(): Promise<readonly string[]> {
    return this.nodes.evaluateAll((nodes) => nodes.map((node) => (node as SVGElement).dataset.id ?? ''));
  }

  node(name: string): Locator {
    return this.drawing.locator(`.graph-node[data-id="${name}"]`);
  }

  async choose(label: string, option: string): Promise<void> {
    const radio = this.page.getByRole('radiogroup', { name: label }).getByRole('radio', { name: option, exact: true });
    if ((await radio.count()) > 0) await radio.click();
    else await this.page.getByRole('combobox', { name: label, exact: true }).selectOption({ label: option });
  }

  /** Exports by the dialog and returns the file. */
  async exported(format: string, options: readonly string[] = []): Promise<{ name: string; bytes: Buffer }> {
    await this.page.getByRole('button', { name: 'Export …' }).click();
    const dialog = this.page.getByRole('dialog');
    await dialog.getByRole('radio', { name: format, exact: true }).click();
    for (const option of options) await dialog.getByText(option, { exact: true }).click();
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Save' }).click(),
    ]);
    const bytes = readFileSync(await download.path());
    await dialog.getByRole('button', { name: 'Close' }).click();
    return { name: download.suggestedFilename(), bytes };
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(SCREENS, { recursive: true });
    await this.page.evaluate(() => document.fonts.ready);
    await this.page.mouse.move(0, 0);
    await this.page.waitForTimeout(200);
    await this.page.screenshot({ path: join(SCREENS, `graphs-${name}.png`) });
  }
}

export interface Opened {
  readonly graphs: GraphPage;
  readonly visitor: Visit;
  close(): Promise<void>;
}

/** Serves the files and goes to the page. */
export async function open(files: readonly string[], size: { width?: number; height?: number } = {}): Promise<Opened> {
  const served: Served = await serveFiles(files);
  const visitor = await visit(size);
  await visitor.page.goto(served.url);
  return {
    graphs: new GraphPage(visitor.page),
    visitor,
    async close() {
      await visitor.close();
      await served.close();
    },
  };
}

/** One page for all tests of a block, none of which may leave a fault in it. */
export function onePage(files: readonly string[], given: (opened: Opened) => void): void {
  let opened: Opened | undefined;
  beforeAll(async () => {
    opened = await open(files);
    given(opened);
  });
  afterAll(() => opened?.close());
  afterEach(() => expect(opened?.visitor.faults()).toEqual([]));
}

/** Well-formed, and nothing in it that a viewer would run or fetch. */
export async function svgFacts(page: Page, svg: string) {
  return page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
    const elements = [...parsed.querySelectorAll('*')];
    return {
      wrong: parsed.querySelector('parsererror')?.textContent ?? '',
      names: [...new Set(elements.map(({ localName }) => localName))].sort(),
      active: elements.flatMap(({ attributes }) =>
        [...attributes].filter(({ name }) => /^on|href/i.test(name)).map(({ name }) => name),
      ),
      text: [...parsed.querySelectorAll('text')].map(({ textContent }) => textContent).join('\n'),
    };
  }, svg);
}
/** Elements that a picture has. */
export const DRAWN = ['g', 'path', 'polygon', 'rect', 'svg', 'text', 'title'];
