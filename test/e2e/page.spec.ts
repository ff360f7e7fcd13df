// What a user does, in the built page in a real Chromium: open a trace in every way, zoom, filter, click a span and read
// its stack, come back later, open what is no trace. Answers are compared with those of Go's own reader.

import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type ReferenceFrame, readReference } from '../support/reference';
import { fixture, type Served, serveFiles, type Visit, visit } from './served-page';
import { slowDown } from './slow-proxy';
import { TracePage } from './trace-page';

const HTTP = 'traces/http-1.27.trace';

describe('the page of an HTTP server’s trace', () => {
  let served: Served;
  let visitor: Visit;
  let trace: TracePage;

  beforeAll(async () => {
    served = await serveFiles([fixture(HTTP)]);
    visitor = await visit();
    trace = new TracePage(visitor.page);
    await visitor.page.goto(served.url);
    await trace.ready();
  });
  afterAll(async () => {
    await visitor?.close();
    await served?.close();
  });
  afterEach(() => {
    expect(visitor.faults()).toEqual([]);
  });

  test('opens by its URL and says what it is and that all of it was read', async () => {
    const footer = await trace.footer.innerText();
    expect(footer).toContain('go 1.26 trace');
    expect(footer).toMatch(/3\s210 events/);
    expect(footer).toContain('39.8 ms');
    expect(footer).toContain('all of it read');
    expect(footer).not.toContain('from index');
    expect(await visitor.page.title()).toContain('http-1.27.trace');
    expect(await trace.matchCount()).toBe('104 goroutines');
    expect(await trace.table.getAttribute('aria-rowcount')).toBe('105');
  });

  test('draws the timeline', async () => {
    const colours = await trace.coloursDrawn();
    // Background, lines, text, and at least running, runnable, network, select and sync.
    expect(colours).toBeGreaterThan(8);
  });

  test('zooms with wheel and keys, down to a nanosecond and back', async () => {
    await trace.press('0');
    const whole = await trace.nsPerPx();
    expect(whole).toBeGreaterThan(20_000);

    await trace.wheelZoom(-600);
    const closer = await trace.nsPerPxOther(whole);
    expect(closer).toBeLessThan(whole * 0.8);

    await trace.wheelZoom(600);
    expect(await trace.nsPerPxOther(closer)).toBeGreaterThan(closer);

    await trace.press('0');
    await expect.poll(() => trace.nsPerPx()).toBe(whole);
    await trace.press('w');
    const byKey = await trace.nsPerPxOther(whole);
    expect(byKey).toBeLessThan(whole);
    await trace.press('s');
    expect(await trace.nsPerPxOther(byKey)).toBeGreaterThan(byKey);

    for (let step = 0; step < 60 && (await trace.nsPerPx()) > 1; step++) await trace.wheelZoom(-2000);
    expect(await trace.nsPerPx()).toBe(1);
    await trace.press('0');
    await expect.poll(() => trace.nsPerPx()).toBe(whole);
  });

  test('filters timeline and table together, and says where a filter is wrong', async () => {
    await trace.filterBy('g:50');
    await expect.poll(() => trace.matchCount()).toBe('1 of 104');
    await expect.poll(() => trace.table.getAttribute('aria-rowcount')).toBe('2');

    const { goroutines } = readReference('http-1.27');
    const blocked = goroutines.filter(({ blockNs }) => (blockNs['chan receive'] ?? 0) > 0).length;
    await trace.filterBy('reason:"chan receive"');
    await expect.poll(() => trace.matchCount()).toBe(`${blocked} of 104`);
    await trace.filterBy('-reason:"chan receive"');
    await expect.poll(() => trace.matchCount()).toBe(`${104 - blocked} of 104`);

    await trace.filterBy('dur>10parsecs');
    const alert = visitor.page.getByRole('search').getByRole('alert');
    await alert.waitFor();
    expect(await alert.innerText()).toContain('parsecs');
    expect(await alert.innerText()).toContain('at character');

    await trace.filterBy('');
    await expect.poll(() => trace.matchCount()).toBe('104 goroutines');
  });

  test('a click on a span shows the stack that Go’s own reader gives', async () => {
    const reference = readReference('http-1.27');
    await trace.press('0');
    await trace.filterBy('g:50');
    await expect.poll(() => trace.matchCount()).toBe('1 of 104');
    await trace.table.getByRole('row').nth(1).click();
    await visitor.page.getByRole('region', { name: 'Goroutine 50' }).waitFor();

    await trace.clickSpanOf('g50', /^waiting/);
    const span = await trace.shownSpan();
    const at = reference.firstNs + span.startNs;
    const began = reference.transitions?.find(([time, g]) => g === 50 && Math.abs(time - at) <= 1);
    expect(began, `a transition of g50 at ${at}`).toBeDefined();
    const [, , , state, reason, stack] = began ?? [];
    expect(state).toBe('Waiting');
    expect(span.label).toBe(reason);
    const frames = reference.stacks?.[stack as number] as readonly ReferenceFrame[];
    expect(frames.length).toBeGreaterThan(0);
    expect(span.stack).toEqual(frames.map(({ fn, file, line }) => ({ func: fn, place: `${file}:${line}` })));

    const goroutine = reference.goroutines.find(({ id }) => id === 50);
    const details = await trace.details.innerText();
    expect(details).toContain(`created by`);
    expect(details).toContain(`g${goroutine?.parent}`);
    expect(details).toContain(`${goroutine?.transitions} transitions`);
    for (const label of Object.keys(goroutine?.blockNs ?? {})) expect(details).toContain(label);
    await trace.filterBy('');
  });

  test('the keyboard steps from span to span, and Esc clears', async () => {
    const first = (await trace.shownSpan()).startNs;
    await trace.press('.');
    await expect.poll(async () => (await trace.shownSpan()).startNs).toBeGreaterThan(first);
    await trace.press(',');
    await expect.poll(async () => (await trace.shownSpan()).startNs).toBe(first);
    // However fast the keys come, no step is lost.
    for (const key of [...'......', ...',,,,,,']) await trace.press(key);
    await trace.page.waitForTimeout(300);
    expect((await trace.shownSpan()).startNs).toBe(first);
    await trace.press('Escape');
    await expect.poll(() => trace.details.innerText()).toContain('The whole trace');
  });

  test('sorts the table by every column of the breakdown', async () => {
    for (const name of ['running', 'runnable', 'blocked', 'syscall', 'total', 'id']) {
      await trace.table.getByRole('columnheader').getByRole('button', { name, exact: false }).first().click();
    }
    const ids = await trace.table.getByRole('row').nth(1).innerText();
    expect(ids).toMatch(/^g1\b/);
  });

  test('after a reload it is there at once, from its index', async () => {
    await visitor.page.reload();
    await trace.ready();
    expect(await trace.footer.innerText()).toContain('from index');
    expect(await trace.matchCount()).toBe('104 goroutines');
    expect(await trace.coloursDrawn()).toBeGreaterThan(8);
  });

  test('opens a second file in a tab of its own', async () => {
    const { page } = visitor;
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: /^Open a file/ }).click(),
    ]);
    await chooser.setFiles(fixture('traces/leak-1.27.trace'));
    await page.getByRole('tab', { name: 'leak-1.27.trace' }).waitFor();
    await trace.ready();
    await expect.poll(() => trace.footer.innerText()).toMatch(/8\s162 events/);
    expect(await trace.matchCount()).toBe('287 goroutines');

    await page.getByRole('tab', { name: 'http-1.27.trace' }).click();
    await expect.poll(() => trace.footer.innerText()).toMatch(/3\s210 events/);
    expect(await trace.matchCount()).toBe('104 goroutines');
  });
});

describe('other ways in', () => {
  let served: Served;
  let visitor: Visit;
  let trace: TracePage;

  beforeAll(async () => {
    served = await serveFiles([]);
    visitor = await visit();
    trace = new TracePage(visitor.page);
  });
  afterAll(async () => {
    await visitor?.close();
    await served?.close();
  });
  afterEach(() => {
    expect(visitor.faults()).toEqual([]);
  });

  test('the start page offers a picker, the sample, and later what was open before', async () => {
    const { page } = visitor;
    await page.goto(served.url);
    const start = page.getByRole('region', { name: 'Start' });
    await start.waitFor();
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      start.getByRole('button', { name: 'Open a file…' }).click(),
    ]);
    await chooser.setFiles(fixture(HTTP));
    await trace.ready();
    expect(await trace.matchCount()).toBe('104 goroutines');

    await page.goto(served.url);
    await start.getByRole('button', { name: /^http-1\.27\.trace.*104 goroutines/ }).click();
    await trace.ready();
    expect(await trace.footer.innerText()).toContain('from index');

    await page.goto(served.url);
    await start.getByRole('button', { name: 'Open the sample trace' }).click();
    await trace.ready();
    expect(await trace.matchCount()).toBe('104 goroutines');
  });

  test('a drop opens', async () => {
    const { page } = visitor;
    await page.goto(served.url);
    const bytes = readFileSync(fixture('traces/pingpong-1.27.trace')).toString('base64');
    const dataTransfer = await page.evaluateHandle((base64) => {
      const transfer = new DataTransfer();
      const content = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      transfer.items.add(new File([content], 'pingpong-1.27.trace'));
      return transfer;
    }, bytes);
    await page.dispatchEvent('body', 'dragenter', { dataTransfer });
    await page.dispatchEvent('body', 'dragover', { dataTransfer });
    await page.dispatchEvent('body', 'drop', { dataTransfer });
    await page.getByRole('tab', { name: 'pingpong-1.27.trace' }).waitFor();
    await trace.ready();
    expect(await trace.footer.innerText()).toMatch(/1\s914 events/);
  });
});

test('the ghosts of a leaking program are named and one click away', async () => {
  const served = await serveFiles([fixture('traces/leak-1.27.trace')]);
  const visitor = await visit();
  try {
    await visitor.page.goto(served.url);
    const trace = new TracePage(visitor.page);
    await trace.ready();
    await trace.details.getByRole('heading', { name: '151 ghosts' }).waitFor();
    await trace.details.getByRole('button', { name: 'Show only ghosts' }).click();
    await expect.poll(() => trace.matchCount()).toBe('151 of 287');
    await trace.details.getByRole('button', { name: /leakNilRecv/ }).click();
    await expect.poll(() => trace.matchCount()).toBe('11 of 287');
    // Choosing a ghost shows at once where it waits.
    await trace.table.getByRole('row').nth(1).click();
    await trace.details.getByText('Waits to the end of the trace; nothing woke it.').waitFor();
    await trace.details
      .getByTitle(/chans\.go:\d+$/)
      .first()
      .waitFor();
    expect(visitor.faults()).toEqual([]);
  } finally {
    await visitor.close();
    await served.close();
  }
});

test('G goes to a goroutine and keeps the filter; a selected range shows its numbers', async () => {
  const served = await serveFiles([fixture('traces/http-1.27.trace')]);
  const visitor = await visit();
  try {
    await visitor.page.goto(served.url);
    const trace = new TracePage(visitor.page);
    await trace.ready();
    const box = await trace.timeline.boundingBox();
    if (box === null) throw new Error('no timeline');
    const ruler = box.y + 77;
    await visitor.page.mouse.move(box.x + 500, ruler);
    await visitor.page.mouse.down();
    await visitor.page.mouse.move(box.x + 800, ruler, { steps: 4 });
    await visitor.page.mouse.up();
    await trace.details.getByText('Selected range').waitFor();
    await trace.footer.getByText(/^selection/).waitFor();

    await trace.filterBy('conn');
    await expect.poll(() => trace.matchCount()).toBe('52 of 104');
    await trace.press('g');
    const dialog = visitor.page.getByRole('dialog', { name: 'Go to goroutine' });
    await dialog.getByRole('textbox').fill('9999');
    await dialog.getByRole('textbox').press('Enter');
    await dialog.getByText('There is no g9999 in this trace.').waitFor();
    await dialog.getByRole('textbox').fill('50');
    await dialog.getByRole('textbox').press('Enter');
    await visitor.page.getByRole('region', { name: 'Goroutine 50' }).waitFor();
    expect(await trace.matchCount()).toBe('52 of 104');
    expect(visitor.faults()).toEqual([]);
  } finally {
    await visitor.close();
    await served.close();
  }
});

test('reading can be watched and cancelled, and leaves nothing behind', async () => {
  // 938 KB at 400 KB/s: two seconds each for looking and for reading.
  const served = await slowDown(await serveFiles([fixture('traces/gc-1.27.trace')]), 400_000);
  const visitor = await visit();
  try {
    const { page } = visitor;
    await page.goto(served.url);
    const opening = page.getByRole('region', { name: 'Opening' });
    await opening.getByText(/^Reading/).waitFor();
    await opening.getByText(/KB of 938 KB read/).waitFor();
    expect(await opening.getByRole('progressbar', { name: 'Progress' }).count()).toBe(1);
    await opening.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Reading was cancelled. Nothing of it was kept.').waitFor();
    await page.getByRole('button', { name: 'Start page' }).click();
    await page.getByText('Traces that you open are listed here').waitFor();

    await page.getByRole('tab', { name: 'gc-1.27.trace' }).click();
    await page.getByRole('button', { name: 'Open again' }).click();
    const trace = new TracePage(page);
    await trace.ready();
    expect(await trace.footer.innerText()).toMatch(/139\s292 events/);
    expect(visitor.faults()).toEqual([]);
  } finally {
    await visitor.close();
    await served.close();
  }
});

test('what is no whole trace opens to a page that says so', async () => {
  const unreadable: readonly (readonly [file: string, heading: string, sentence: RegExp])[] = [
    ['empty.trace', 'An empty file', /is empty/],
    ['badmagic.trace', 'Neither a Go trace nor a goroutine dump', /does not begin like/],
    ['shortheader.trace', 'A trace that was cut', /10 bytes/],
    ['headeronly-1.27.trace', 'A trace without events', /header/],
    ['header9.trace', 'A trace of an older Go version', /1\.9/],
    ['header24.trace', 'A trace of an unknown version', /1\.24/],
    ['trace.xz', 'A compressed file', /packed with xz/],
    ['trace.zip', 'A damaged compressed file', /trace\.zip was not read to its end/],
  ];
  const damaged: readonly (readonly [file: string, problem: RegExp])[] = [
    ['future-header.trace', /1\.28/],
    ['http-1.24-trunc50.trace', /ends inside a batch/],
    ['http-1.24-tail.trace', /byte/],
    ['leak-1.27-trunc99.trace', /byte/],
    ['leak-1.27-nostrings.trace', /generation 2/],
  ];
  const folder = await mkdtemp(join(tmpdir(), 'ghostlight-unreadable-'));
  const made = {
    'header9.trace': 'go 1.9 trace\0\0\0\0events',
    'trace.xz': '\xfd7zXZ\0and what it holds',
    'trace.zip': 'PK\x03\x04\x14\0\0\0\x08\0and what it holds',
  };
  for (const [file, content] of Object.entries(made)) await writeFile(join(folder, file), content, 'latin1');
  const paths = [...unreadable, ...damaged].map(([file]) =>
    file in made ? join(folder, file) : fixture(`broken/${file}`),
  );
  const served = await serveFiles(paths);
  const visitor = await visit();
  try {
    const { page } = visitor;
    const trace = new TracePage(page);
    await page.goto(served.url);
    for (const [file, heading, sentence] of unreadable) {
      await page.getByRole('tab', { name: file }).click();
      const told = page.getByRole('region', { name: 'Not readable' });
      await told.getByRole('heading', { name: heading }).waitFor();
      expect(await told.getByRole('alert').innerText()).toMatch(sentence);
      expect(await told.innerText()).toContain('What to do');
    }
    for (const [file, problem] of damaged) {
      await page.getByRole('tab', { name: file }).click();
      await trace.ready();
      expect(await trace.footer.innerText()).toMatch(/read · \d+ problems?/);
      await trace.footer.getByRole('button', { name: /problem/ }).click();
      expect(await page.getByRole('main').innerText()).toMatch(problem);
      await page.getByRole('button', { name: 'Timeline', exact: true }).click();
    }
    expect(visitor.faults()).toEqual([]);
  } finally {
    await visitor.close();
    await served.close();
    await rm(folder, { recursive: true });
  }
});
