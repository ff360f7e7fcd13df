// What saved pictures are called and say of their files, that nothing is saved of before while a new graph is made, and how the
// graph of who wakes whom is refined.

import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { type GraphPage, type Opened, open } from './graph-page';
import { fixture } from './served-page';

async function opened(files: readonly string[], use: (graphs: GraphPage, page: Page) => Promise<void>): Promise<void> {
  const { graphs, visitor, close }: Opened = await open(files.map(fixture));
  try {
    await use(graphs, visitor.page);
    expect(visitor.faults()).toEqual([]);
  } finally {
    await close();
  }
}

/** Also behind a dialog, where no pointer comes. @param then what is done before the new graph is there */
const setNodeCount = (page: Page, count: number, then: 'cancel' | 'look'): Promise<readonly string[]> =>
  page.evaluate(
    async ([value, act]) => {
      const seen = new Set<string>();
      const look = (): void => {
        const [status, save] = [
          document.querySelector('dialog [role=status]'),
          document.querySelector('dialog .primary'),
        ];
        if (status?.textContent) seen.add(`${status.textContent}${save?.hasAttribute('disabled') ? ' disabled' : ''}`);
        const button = [...document.querySelectorAll('button')].find((other) => other.textContent === 'Export …');
        if (button?.disabled === true) seen.add(`Export: ${button.title}`);
      };
      const watch = new MutationObserver(look);
      watch.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
      const label = [...document.querySelectorAll('label')].find((other) => other.textContent === 'nodecount');
      const field = label?.querySelector('input') as HTMLInputElement;
      field.valueAsNumber = value;
      field.dispatchEvent(new Event('input', { bubbles: true }));
      field.dispatchEvent(new Event('change', { bubbles: true }));
      if (act === 'cancel') {
        while (document.querySelector('.graph-status.work .link') === null) await new Promise(requestAnimationFrame);
        document.querySelector<HTMLElement>('.graph-status.work .link')?.click();
        await new Promise(requestAnimationFrame);
        await new Promise(requestAnimationFrame);
        seen.clear();
        look();
      } else {
        await new Promise((resolve) => setTimeout(resolve, 100));
        while (document.querySelector('.graph-status.work') !== null) await new Promise(requestAnimationFrame);
      }
      watch.disconnect();
      return [...seen];
    },
    [count, then] as const,
  );

test('what is shown is not saved while another graph is made or was stopped', () =>
  opened(['profiles/1.23/cpu.pb.gz'], async (graphs, page) => {
    await graphs.placed();
    await page.getByRole('button', { name: 'Refine …' }).click();
    expect(await setNodeCount(page, 20, 'look')).toEqual(['Export: The new graph is not there yet.']);
    await graphs.placed();
    const button = page.getByRole('button', { name: 'Export …' });
    await button.click();
    const dialog = page.getByRole('dialog');
    const save = dialog.getByRole('button', { name: 'Save' });
    expect(await setNodeCount(page, 30, 'look')).toContain('The new graph is not there yet. disabled');
    expect(await save.isEnabled()).toBe(true);
    expect(await setNodeCount(page, 40, 'cancel')).toContain(
      'The new graph was stopped before it was done: start it again to export it. disabled',
    );
    await graphs.screenshot('export-stopped');
    await dialog.getByRole('button', { name: 'Close' }).click();
    expect(await button.isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Start again' }).click();
    await graphs.placed();
    expect((await graphs.exported('SVG')).bytes.toString()).toContain('740 ms in all');
  }));

test('pictures of the page have the time of the trace, as those of the command line', () =>
  opened(['traces/http-1.27.trace'], async (graphs) => {
    await graphs.show('Graph');
    await graphs.placed();
    const { bytes } = await graphs.exported('SVG');
    expect(bytes.toString()).toContain('>http-1.27.trace · 2026-11-21 04:59:04 UTC<');
  }));

test('profiles of one name are told apart by their folders: in the lists, the caption and the name of the picture', () =>
  opened(['profiles/1.21/cpu.pb.gz', 'profiles/1.23/cpu.pb.gz'], async (graphs, page) => {
    await graphs.placed();
    const of = page.getByRole('combobox', { name: 'of', exact: true });
    const names = await of.evaluate((select: HTMLSelectElement) => [...select.options].map(({ text }) => text));
    expect(names).toEqual(['1.21/cpu.pb.gz', '1.23/cpu.pb.gz']);
    expect(await of.getAttribute('title')).toMatch(/^1\.23\/cpu\.pb\.gz · [\d-]{10} [\d:]{8} UTC$/);
    await graphs.screenshot('two-profiles');
    const { name, bytes } = await graphs.exported('SVG');
    expect(name).toBe('1.23-cpu.pb.gz minus 1.21-cpu.pb.gz.graph.svg');
    expect(bytes.toString()).toMatch(/>1\.23\/cpu\.pb\.gz · \S+ \S+ UTC minus 1\.21\/cpu\.pb\.gz · \S+ \S+ UTC</);
  }));

test('who wakes whom is refined by the limits, focus and ignore', () =>
  opened(['traces/http-1.27.trace'], async (graphs, page) => {
    await graphs.show('Graph');
    await graphs.placed();
    await graphs.changes(() => graphs.choose('Graph of', 'who creates and who wakes whom'));
    await graphs.status.getByText(/not shown: arrows with \d+ wakes/).waitFor();
    await page.getByRole('button', { name: 'Refine …' }).click();
    const fields = page.locator('.graph-refine label');
    expect(await fields.allInnerTexts()).toEqual(['focus', 'ignore', 'nodecount', 'nodefraction %', 'edgefraction %']);
    for (const label of ['nodecount', 'nodefraction %', 'edgefraction %']) {
      await page.getByRole('spinbutton', { name: label }).fill('0');
      await page.keyboard.press('Enter');
    }
    await graphs.status
      .filter({ hasNotText: 'not shown' })
      .filter({ hasText: / placed in / })
      .waitFor();
    await graphs.screenshot('wakes-refined');
    const all = (await graphs.names()).length;
    await graphs.changes(() => page.getByRole('textbox', { name: 'focus' }).fill('conn.*serve'));
    expect((await graphs.names()).length).toBeLessThan(all);
    await graphs.status.getByText('focus: conn.*serve').waitFor();
    await page.getByRole('button', { name: 'Refine (4) …' }).waitFor();
    await page.getByRole('textbox', { name: 'ignore' }).fill('.');
    await page.getByText('No start function is left by focus and ignore: widen them.').waitFor();
    await graphs.changes(() => page.locator('.graph-refine').getByRole('button', { name: 'Reset' }).click());
    await page.getByRole('button', { name: 'Refine …' }).waitFor();
  }));
