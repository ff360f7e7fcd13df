// Call graphs of a trace by the count of its events, and of blocked time with and without the runtime's own goroutines.

import { beforeAll, describe, expect, test } from 'vitest';
import { readReference } from '../support/reference';
import { type GraphPage, type Opened, onePage } from './graph-page';
import { fixture } from './served-page';

describe('a trace', () => {
  const reference = readReference('http-1.27');
  let opened: Opened;
  let graphs: GraphPage;
  onePage([fixture('traces/http-1.27.trace')], (it) => {
    opened = it;
    graphs = it.graphs;
  });
  beforeAll(async () => {
    await graphs.show('Graph');
    await graphs.placed();
  });
  const told = (words: RegExp): Promise<void> => graphs.status.filter({ hasText: words }).waitFor();

  test('has its sources under headings', async () => {
    const list = opened.visitor.page.getByRole('combobox', { name: 'Graph of' });
    expect(
      await list.locator('optgroup').evaluateAll((groups) => groups.map((group) => group.getAttribute('label'))),
    ).toEqual(['time', 'how often', 'other graphs']);
  });

  test('by user regions: as many as Go reads, in graph, flame graph, table and file', async () => {
    const begun = (reference.regionEvents ?? []).filter(({ kind }) => kind === 'RegionBegin').length;
    expect(begun).toBeGreaterThan(0);
    await graphs.changes(() => graphs.choose('Graph of', 'user regions begun'));
    await told(new RegExp(`^${begun} in all · `));
    const svg = (await graphs.exported('SVG')).bytes.toString();
    expect(svg).toContain('user regions begun');
    expect(svg).toContain(`${begun} in all`);
    for (const view of ['Flame', 'Top']) {
      await graphs.show(view);
      await told(new RegExp(`${begun} in all`));
    }
    await graphs.show('Graph');
  });

  test('by blocked time leaves the waits of the runtime out, and counts them when asked for', async () => {
    await graphs.changes(() => graphs.choose('Graph of', 'blocked time'));
    await told(/^without [\d.]+ ms of waits of the runtime's own goroutines · /);
    expect(await graphs.names()).not.toContain('runtime.bgsweep');
    const { page } = opened.visitor;
    await page.getByRole('button', { name: 'Refine …' }).click();
    await graphs.changes(() => page.getByText('waits of the runtime', { exact: true }).click());
    await told(/^\d+ ms in all/);
    await page.getByRole('button', { name: 'Refine (1) …' }).waitFor();
  });
});
