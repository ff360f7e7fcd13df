// The figures of the page, part by part. A part gets the served file and a profile in which its index is stored.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createProfile, launch, openTrace, withWorkers, workerAsset } from './browser.mjs';
import { askScreens, boxInTheMiddle, noteFrames } from './in-page.mjs';
import { watchMemory } from './processes.mjs';

const WHEEL_STEPS = 120;
const WHEEL_MS = 16;
const NOTCH_PX = 120;
/** One screen, as the budget has it. */
const SCREEN = { rows: 100, widthPx: 1600, places: 5 };
const QUERY_LIMIT_MS = 120_000;

/** Reads the trace into an empty profile. The profile is handed over with the figures: `{paint, open, reply, profile}`. */
export async function indexInto({ url, timeoutMs, workers }) {
  const profile = createProfile();
  try {
    const browser = await launch(profile);
    try {
      const times = await openTrace(browser.page, withWorkers(url, workers), { timeoutMs });
      if (times.reply.fromIndex) throw new Error('an empty profile had an index');
      return { ...times, profile };
    } finally {
      await browser.close();
    }
  } catch (error) {
    profile.remove();
    throw error;
  }
}

/** The same with the memory watched: `{aboveIdleBytes, idleBytes, profile}`. A run of its own, because watching costs time. */
export async function memoryOf({ url, timeoutMs, workers }) {
  const profile = createProfile();
  try {
    const browser = await launch(profile);
    const memory = watchMemory(profile.path);
    try {
      const idleBytes = memory.now();
      await openTrace(browser.page, withWorkers(url, workers), { timeoutMs });
      return { aboveIdleBytes: memory.peak() - idleBytes, idleBytes, profile };
    } finally {
      memory.stop();
      await browser.close();
    }
  } catch (error) {
    profile.remove();
    throw error;
  }
}

/** Seconds until an indexed trace is painted, in a browser that was just started: `{paint, open}` each time. */
export async function reopen({ url, timeoutMs, profile, times }) {
  const runs = [];
  for (let i = 0; i < times; i++) {
    const browser = await launch(profile);
    try {
      const run = await openTrace(browser.page, url, { timeoutMs });
      if (!run.reply.fromIndex) throw new Error('the trace was read anew instead of from its index');
      runs.push(run);
    } finally {
      await browser.close();
    }
  }
  return runs;
}

/** Intervals between frames in ms while the wheel zooms in and out for some seconds. */
export async function zoomFrames({ url, timeoutMs, profile }) {
  const browser = await launch(profile);
  try {
    const { page } = browser;
    await openTrace(page, url, { timeoutMs });
    const box = await page.locator('[role=application]').first().boundingBox();
    await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.5);
    await page.evaluate(noteFrames);
    await page.keyboard.down('Control');
    for (let i = 0; i < WHEEL_STEPS; i++) {
      await page.mouse.wheel(0, i % 60 < 30 ? -NOTCH_PX : NOTCH_PX);
      await page.waitForTimeout(WHEEL_MS);
    }
    await page.keyboard.up('Control');
    return (await page.evaluate(() => window.ghostlightFrames)).slice(5);
  } finally {
    await browser.close();
  }
}

/** Questions of one screen, through the built worker and the stored index: see askScreens. */
export async function queries({ url, profile, key }) {
  // The package's main file is the one that works without modules.
  const comlink = readFileSync(createRequire(import.meta.url).resolve('comlink'), 'utf8');
  const browser = await launch(profile, [comlink]);
  try {
    const script = new URL(`assets/${workerAsset()}`, url).href;
    // The script as a document: the origin of the index, and a page without work of its own.
    await browser.page.goto(script);
    return await browser.page.evaluate(askScreens, { ...SCREEN, script, key, limitMs: QUERY_LIMIT_MS });
  } finally {
    await browser.close();
  }
}

/**
 * Zooms to a single event as a user does: filters for a goroutine, steps from span to span until one is shorter than a
 * microsecond, fits it. Returns its length, its width by the footer's resolution, and the width of the box
 * that the canvas has there. @throws Error where one of these steps leads nowhere.
 */
export async function zoomToEvent({ url, timeoutMs, profile, goroutine }) {
  const browser = await launch(profile);
  try {
    const { page } = browser;
    page.setDefaultTimeout(60_000);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await openTrace(page, url, { timeoutMs });
    await page.getByRole('combobox', { name: 'Filter goroutines' }).fill(`g:${goroutine}`);
    await page.getByRole('combobox', { name: 'Filter goroutines' }).blur();
    await page
      .getByRole('search')
      .getByRole('status')
      .getByText(/^\s*1\s+of/)
      .waitFor();
    // By its name: the table of a million goroutines follows the filter later than the count does.
    await page
      .getByRole('grid', { name: 'Goroutines' })
      .getByRole('row', { name: new RegExp(`^g${goroutine}\\b`) })
      .click();
    const span = page.getByRole('region', { name: 'Span', exact: true }).locator('h3 .sub');
    let ns = Number.NaN;
    let title = '';
    // Waits may be drawn in a grey that is hard to tell from the ground.
    let coloured = false;
    for (let step = 0; step < 500 && !(coloured && ns >= 100 && ns < 1000); step++) {
      await page.keyboard.press('.');
      await page.waitForFunction(
        (before) => {
          const shown = document.querySelector('section[aria-label="Span"] h3 .sub');
          return shown !== null && shown.title !== before;
        },
        title,
        { polling: 'raf' },
      );
      title = (await span.getAttribute('title')) ?? '';
      ns = Number(title.split(', from ')[0].replace(/[^\d]/g, ''));
      coloured = /^(running|runnable|syscall)/.test(await span.innerText());
    }
    if (!(coloured && ns < 1000))
      throw new Error(`no span of g${goroutine} is shorter than a microsecond (the last: ${title})`);
    const before = await resolution(page);
    await page.keyboard.press('f');
    await page.waitForFunction(
      (shown) => document.querySelector('footer')?.innerText.includes(shown) === false,
      before.text,
    );
    await page.waitForTimeout(500);
    const { nsPerPx, text } = await resolution(page);
    const expectedPx = ns / nsPerPx;
    // The footer rounds; a line of the selection may lie on an edge.
    const drawnPx = await page.evaluate(boxInTheMiddle, { least: expectedPx * 0.93 - 4, most: expectedPx * 1.07 + 4 });
    return { ns, resolution: text, expectedPx, drawnPx };
  } finally {
    await browser.close();
  }
}

const UNIT_NS = { ns: 1, µs: 1e3, ms: 1e6, s: 1e9 };

/** Nanoseconds per pixel as the footer says them. */
async function resolution(page) {
  const text = await page.getByRole('contentinfo').getByText('/ px').innerText();
  const [shown, value, unit] = /([\d.\s]+?)\s(ns|µs|ms|s) \/ px/.exec(text) ?? [];
  if (shown === undefined) throw new Error(`no resolution in "${text}"`);
  return { text: shown, nsPerPx: Number(value.replace(/\s/g, '')) * UNIT_NS[unit] };
}
