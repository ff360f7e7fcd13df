// The page of an open trace as a user handles it: what it shows in words, and what hands do on the canvas.

import type { Locator, Page } from 'playwright';
import { expect } from 'vitest';

export interface ShownSpan {
  /** `network`, `running`. */
  readonly label: string;
  readonly startNs: number;
  readonly durationNs: number;
  readonly stack: readonly { readonly func: string; readonly place: string }[];
}

const UNIT_NS: Readonly<Record<string, number>> = { ns: 1, µs: 1e3, ms: 1e6, s: 1e9 };

/** Takes the groups of three out of a printed number. */
const number = (text: string): number => Number(text.replace(/\s/g, ''));

export class TracePage {
  readonly page: Page;
  readonly footer: Locator;
  readonly timeline: Locator;
  readonly table: Locator;
  readonly details: Locator;
  readonly filter: Locator;

  constructor(page: Page) {
    this.page = page;
    this.footer = page.getByRole('contentinfo');
    this.timeline = page.getByRole('region', { name: 'Timeline', exact: true });
    this.table = page.getByRole('grid', { name: 'Goroutines' });
    this.details = page.getByRole('complementary', { name: 'Details' });
    this.filter = page.getByRole('combobox', { name: 'Filter goroutines' });
  }

  /** Resolves when a trace is shown and its resolution is known. */
  async ready(): Promise<void> {
    await this.footer.getByText('/ px').waitFor();
    await this.page.getByRole('search').getByRole('status').waitFor();
  }

  /** Nanoseconds per pixel, as the footer prints them. */
  async nsPerPx(): Promise<number> {
    const text = await this.footer.getByText('/ px').innerText();
    const [, value, unit] = /([\d.\s]+?)\s(ns|µs|ms|s) \/ px/.exec(text) ?? [];
    if (value === undefined || unit === undefined) throw new Error(`no resolution in "${text}"`);
    return number(value) * (UNIT_NS[unit] as number);
  }

  /** The resolution as soon as it is another one and has come to rest. */
  async nsPerPxOther(than: number): Promise<number> {
    await expect.poll(() => this.nsPerPx()).not.toBe(than);
    let before = Number.NaN;
    for (let now = await this.nsPerPx(); now !== before; now = await this.nsPerPx()) {
      before = now;
      await this.page.waitForTimeout(100);
    }
    return before;
  }

  /** `104 goroutines`, or `1 of 104` while a filter is on. */
  async matchCount(): Promise<string> {
    const text = await this.page.getByRole('search').getByRole('status').innerText();
    return text.replace(/\s+/g, ' ').trim();
  }

  async filterBy(text: string): Promise<void> {
    await this.filter.fill(text);
    await this.filter.blur();
  }

  async press(key: string): Promise<void> {
    await this.page.keyboard.press(key);
  }

  /** Ctrl + wheel in the middle of the lanes; negative = closer. */
  async wheelZoom(delta: number): Promise<void> {
    const box = await this.lanesBox();
    await this.page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.5);
    await this.page.keyboard.down('Control');
    await this.page.mouse.wheel(0, delta);
    await this.page.keyboard.up('Control');
  }

  /** How many different colours the lanes show: an empty canvas has one. */
  async coloursDrawn(): Promise<number> {
    await this.page.waitForTimeout(300);
    const canvases = this.timeline.locator('canvas');
    const counts = await canvases.evaluateAll((elements) =>
      elements.map((element) => {
        const canvas = element as HTMLCanvasElement;
        if (canvas.width === 0 || canvas.height === 0) return 0;
        const copy = new OffscreenCanvas(canvas.width, canvas.height);
        const context = copy.getContext('2d');
        context?.drawImage(canvas, 0, 0);
        const pixels = new Uint32Array(
          context?.getImageData(0, 0, canvas.width, canvas.height).data.buffer ?? new ArrayBuffer(0),
        );
        return new Set(pixels).size;
      }),
    );
    return Math.max(0, ...counts);
  }

  /** Looks for a span of a goroutine with the pointer, by what the tooltip says, and clicks it. */
  async clickSpanOf(goroutine: string, title: RegExp): Promise<void> {
    const box = await this.lanesBox();
    const columns = Array.from({ length: 40 }, (_, index) => box.x + box.width * (0.3 + index * 0.0165));
    // Where most goroutines live first: each look takes two frames.
    for (const firstX of [0.58, 0.75, 0.45, 0.9, 0.32].map((share) => box.x + box.width * share)) {
      for (let y = box.y + 30; y < box.y + box.height; y += 7) {
        if (!(await this.tooltipAt(firstX, y)).includes(`${goroutine} `)) continue;
        for (const x of columns) {
          const text = await this.tooltipAt(x, y);
          if (!text.includes(`${goroutine} `) || !title.test(text)) continue;
          await this.page.mouse.click(x, y);
          return;
        }
      }
    }
    throw new Error(`no span of ${goroutine} found whose tooltip matches ${title}`);
  }

  /** What the tooltip says at a point of the window; '' where there is none. */
  async tooltipAt(x: number, y: number): Promise<string> {
    await this.page.mouse.move(x, y);
    return this.page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          requestAnimationFrame(() =>
            requestAnimationFrame(() => {
              const tooltip = document.querySelector<HTMLElement>('[role=tooltip]');
              resolve(tooltip === null || tooltip.hidden ? '' : tooltip.innerText);
            }),
          );
        }),
    );
  }

  /** What the details panel says of the selected span, with the exact times of its tooltip. */
  async shownSpan(): Promise<ShownSpan> {
    const section = this.page.getByRole('region', { name: 'Span', exact: true });
    const heading = section.locator('h3 .sub');
    const [duration, start] = ((await heading.getAttribute('title')) ?? '').split(', from ');
    return {
      label: (await heading.innerText()).split(' · ')[0] as string,
      durationNs: number((duration ?? '').replace(/ns$/, '')),
      startNs: number((start ?? '').replace(/ns$/, '')),
      stack: await section.locator('ol.stack > li').evaluateAll((lines) =>
        lines.map((line) => ({
          func: line.querySelector('.function-name')?.getAttribute('title') ?? '',
          place: line.querySelector('.place')?.getAttribute('title') ?? '',
        })),
      ),
    };
  }

  /** The largest canvas of the timeline: names, ruler and lanes. */
  private async lanesBox(): Promise<{ x: number; y: number; width: number; height: number }> {
    const boxes = await Promise.all(
      (await this.timeline.locator('canvas').all()).map((canvas) => canvas.boundingBox()),
    );
    const largest = boxes.filter((box) => box !== null).sort((a, b) => b.width * b.height - a.width * a.height)[0];
    if (largest === undefined) throw new Error('the timeline has no canvas');
    return largest;
  }
}
