// BrowserWindow and webContents over a page of Chromium.

import { readFileSync } from 'node:fs';
import type { BrowserWindowConstructorOptions, WindowOpenHandlerResponse } from 'electron';
import type { BrowserContext, Frame, Page, Route } from 'playwright';
import { createEmitter, preventable } from './emitter';
import { mapStrings, type Origin } from './origin';
import { EMIT, pageScript } from './page-script';

type OpenHandler = (details: { readonly url: string }) => WindowOpenHandlerResponse;

/** The part of WebFrameMain that main looks at; one object per frame, so that identity can be compared. */
export interface StandInFrame {
  readonly url: string;
}

export function createWindowClass(context: BrowserContext, origin: Origin, onAllClosed: () => void) {
  const windows: StandInWindow[] = [];

  class StandInWindow {
    static getAllWindows = (): readonly StandInWindow[] => [...windows];
    static ofPage = (page: Page): StandInWindow | undefined => windows.find((window) => window.#page === page);

    readonly #events = createEmitter();
    readonly on = this.#events.on;
    readonly once = this.#events.once;
    readonly #opened: Promise<Page>;
    #page: Page | undefined;
    #destroyed = false;
    readonly webContents;

    constructor(options: BrowserWindowConstructorOptions = {}, popup?: Page) {
      this.webContents = createWebContents(this, origin);
      windows.push(this);
      this.#opened = this.#open(options.webPreferences?.preload, popup);
    }

    async #open(preload: string | undefined, popup: Page | undefined): Promise<Page> {
      const page = popup ?? (await context.newPage());
      this.#page = page;
      if (preload !== undefined) await page.addInitScript({ content: pageScript(readFileSync(preload, 'utf8')) });
      page.on('popup', (opened) => {
        // Chromium has opened it already; Electron asks before.
        if (this.webContents.openHandler?.({ url: opened.url() }).action === 'deny') void opened.close();
        else new StandInWindow({}, opened);
      });
      page.on('framenavigated', (frame) => {
        if (frame === page.mainFrame()) this.webContents.fire('did-navigate', {}, origin.toMain(frame.url()));
      });
      page.on('close', () => this.#close());
      return page;
    }

    /** The Chromium page behind this window. */
    get page(): Promise<Page> {
      return this.#opened;
    }

    async loadURL(url: string): Promise<void> {
      const page = await this.#opened;
      this.webContents.loading = origin.toPage(url);
      await page.goto(this.webContents.loading);
      this.#events.fire('ready-to-show');
    }

    frameOf(frame: Frame): StandInFrame {
      if (frame === this.#page?.mainFrame()) return this.webContents.mainFrame;
      return { url: origin.toMain(frame.url()) };
    }

    currentUrl(): string {
      return origin.toMain(this.#page?.url() ?? '');
    }

    isDestroyed = (): boolean => this.#destroyed;
    isMinimized = (): boolean => false;
    show(): void {}
    focus(): void {}
    restore(): void {}
    close(): void {
      void this.#page?.close();
    }

    #close(): void {
      this.#destroyed = true;
      windows.splice(windows.indexOf(this), 1);
      this.#events.fire('closed');
      if (windows.length === 0) onAllClosed();
    }
  }

  return StandInWindow;
}

export type StandInWindowClass = ReturnType<typeof createWindowClass>;
export type StandInWindow = InstanceType<StandInWindowClass>;

function createWebContents(window: { readonly page: Promise<Page>; currentUrl(): string }, origin: Origin) {
  const events = createEmitter();
  return {
    on: events.on,
    once: events.once,
    fire: events.fire,
    mainFrame: {
      get url() {
        return window.currentUrl();
      },
    } as StandInFrame,
    /** URL that loadURL has asked for: the one navigation that main itself wants. */
    loading: undefined as string | undefined,
    openHandler: undefined as OpenHandler | undefined,
    setWindowOpenHandler(handler: OpenHandler): void {
      this.openHandler = handler;
    },
    getURL: () => window.currentUrl(),
    send(channel: string, payload: unknown): void {
      const message = mapStrings(payload, origin.toPage);
      void window.page.then((page) =>
        page.evaluate(
          ({ emit, channel, message }) => {
            const globals = globalThis as unknown as Record<string, (channel: string, message: unknown) => void>;
            globals[emit](channel, message);
          },
          { emit: EMIT, channel, message },
        ),
      );
    },
  };
}

/** Asks main about a navigation that it did not start itself, as Electron does. */
export async function guardNavigation(route: Route, windows: StandInWindowClass, origin: Origin): Promise<void> {
  const request = route.request();
  if (!request.isNavigationRequest()) return route.continue();
  let frame: Frame;
  try {
    frame = request.frame();
  } catch {
    // A popup that has no page yet: its window decides (see `popup`).
    return route.continue();
  }
  const window = windows.ofPage(frame.page());
  if (window === undefined || request.url() === window.webContents.loading) {
    if (window !== undefined) window.webContents.loading = undefined;
    return route.continue();
  }
  const isMainFrame = frame === frame.page().mainFrame();
  const event = preventable({ url: origin.toMain(request.url()), isMainFrame });
  window.webContents.fire('will-frame-navigate', event);
  if (isMainFrame) window.webContents.fire('will-navigate', event, event.url);
  return event.prevented ? route.abort('aborted') : route.continue();
}
