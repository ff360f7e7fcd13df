// The part `graphs`: how long it takes until a call graph of so many nodes stands on the page, and how smooth it and a flame
// graph of a million samples can be zoomed. In the built page, with synthetic profiles.

import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createProfile, launch, serve } from './browser.mjs';
import { flameProfile, graphProfile } from './generate-profile.mjs';
import { quantile } from './report.mjs';

export const GRAPH_NODES = [20, 80, 300, 1000];
const FLAME_SAMPLES = 1_000_000;
const FRAMES = 100;

export async function measureGraphs(report, { folder, timeoutMs }) {
  mkdirSync(folder, { recursive: true });
  for (const nodes of GRAPH_NODES) {
    await onPage(report, { folder, timeoutMs, name: `graph-${nodes}.pb`, bytes: graphProfile(nodes) }, async (page) => {
      const runs = [];
      for (const round of [0, 1, 2]) runs.push(await placeAnew(page, nodes, round));
      report.figure(
        'graphPlaced',
        runs.map(({ placedMs }) => placedMs),
        `${nodes} nodes, ${runs[0].edges} edges`,
      );
      report.figure(
        'graphShown',
        runs.map(({ shownMs }) => shownMs),
        'from the wish to the painted picture',
      );
      const frames = await zoomFrames(page, '.graph');
      report.figure('graphFrames', quantile(frames, 0.95), `${frames.length} frames`);
    });
  }
  await onPage(
    report,
    { folder, timeoutMs, name: `flame-${FLAME_SAMPLES}.pb`, bytes: flameProfile(FLAME_SAMPLES) },
    async (page) => {
      await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Flame', exact: true }).click();
      const start = performance.now();
      await page.waitForFunction(
        () => document.querySelector('.flame')?.getAttribute('aria-label')?.includes(':'),
        undefined,
        {
          timeout: timeoutMs,
        },
      );
      report.figure('flameShown', performance.now() - start);
      const frames = await zoomFrames(page, '.flame', true);
      report.figure('flameFrames', quantile(frames, 0.95), `${frames.length} frames`);
      report.figure('flameFramesLongest', Math.max(...frames));
    },
  );
}

async function onPage(report, { folder, timeoutMs, name, bytes }, measure) {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  report.begin({ name, bytes: statSync(path).size, by: 'made by the generator' });
  const server = await serve(path);
  const profile = createProfile();
  try {
    const { page, close } = await launch(profile);
    try {
      page.setDefaultTimeout(timeoutMs);
      await page.goto(server.url);
      await page
        .locator('.graph-status')
        .filter({ hasText: / placed in / })
        .waitFor();
      await measure(page);
    } finally {
      await close();
    }
  } catch (error) {
    report.failed('graphShown', error);
  } finally {
    profile.remove();
    await server.close();
  }
}

/** Shows all nodes by the fields of the page; the last change is what is timed. */
async function placeAnew(page, nodes, round) {
  if (round === 0) {
    await page.getByRole('button', { name: /^Refine/ }).click();
    await page.getByRole('checkbox', { name: 'fold chains' }).uncheck();
    for (const field of ['nodefraction %', 'edgefraction %']) await fill(page, field, 0);
  }
  await fill(page, 'nodecount', 3);
  await page
    .locator('.graph-status')
    .filter({ hasText: / 3 functions .* placed in / })
    .waitFor();
  const field = page.getByRole('spinbutton', { name: 'nodecount' });
  await field.fill(String(nodes));
  // Both times are taken in the page: from the key to the frame after the nodes are there.
  const shown = page.evaluate(
    (wanted) =>
      new Promise((resolve) => {
        let start = 0;
        addEventListener('keydown', () => (start = performance.now()), { once: true, capture: true });
        const root = document.querySelector('.graph-root');
        const look = new MutationObserver(() => {
          if (root.querySelectorAll('.graph-node').length !== wanted) return;
          look.disconnect();
          requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
        });
        look.observe(root, { childList: true });
      }),
    nodes,
  );
  await field.press('Enter');
  const shownMs = await shown;
  const status = await page
    .locator('.graph-status')
    .filter({ hasText: new RegExp(` ${String(nodes).replace(/\B(?=(\d{3})+$)/g, '\\s')} functions .* placed in `) })
    .innerText();
  const [, amount, unit] = /placed in ([\d.]+)\s(ms|s)\b/.exec(status) ?? [];
  return {
    shownMs,
    placedMs: Number(amount) * (unit === 's' ? 1000 : 1),
    edges: await page.locator('.graph-edge').count(),
  };
}

async function fill(page, name, value) {
  const field = page.getByRole('spinbutton', { name });
  await field.fill(String(value));
  await field.press('Enter');
}

/** Milliseconds between frames while the wheel turns with every frame. */
function zoomFrames(page, selector, ctrlKey = false) {
  return page.evaluate(
    ({ selector, ctrlKey, frames }) =>
      new Promise((resolve) => {
        const element = document.querySelector(selector);
        const box = element.getBoundingClientRect();
        const times = [];
        let last;
        const turn = (now) => {
          if (last !== undefined) times.push(now - last);
          last = now;
          if (times.length >= frames) return resolve(times);
          element.dispatchEvent(
            new WheelEvent('wheel', {
              ...{ bubbles: true, cancelable: true, ctrlKey },
              clientX: box.left + box.width * 0.4,
              clientY: box.top + box.height * 0.4,
              deltaY: times.length % 50 < 25 ? -60 : 60,
            }),
          );
          requestAnimationFrame(turn);
        };
        requestAnimationFrame(turn);
      }),
    { selector, ctrlKey, frames: FRAMES },
  );
}
