// Stands for Electron where its binary cannot be had: gives our built main and preload bundles the part of Electron's API
// that they use, on a real Chromium. Typed against Electron's own declarations (ElectronPart).
//
// What a test on it proves: that main registers its schemes, protocols, IPC handlers, menu, permission and navigation
// handlers, that they answer as they should, that the preload bundle exposes the bridge, and that the page, its worker
// and its storage work with all of that.
// What it does not prove: anything that is Electron's own. Page and preload share one world (no contextIsolation), the
// sandbox is Chromium's, app:// and trace:// are places on one http origin (so neither the privileges of a scheme, nor
// CORS between the two, nor `trace:` in the policy are seen), native dialogs and menus are objects, and a permission is
// asked for notifications alone. A second instance is the same bundle loaded again in the same process.

import type { App, Dialog, IpcMain, MenuItemConstructorOptions, Menu as MenuType, Protocol, Session } from 'electron';
import type { BrowserContext } from 'playwright';
import { createEmitter } from './emitter';
import { mapStrings, startOrigin } from './origin';
import { INVOKE, PERMISSION } from './page-script';
import { createWindowClass, guardNavigation, type StandInFrame, type StandInWindow } from './window';

type MainEvents = 'on' | 'once';
type SessionPart = Pick<
  Session,
  'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'
>;

/** What main/electron uses. Anything else is undefined on the stand-in, and the spec that needs it fails. */
export interface ElectronPart {
  readonly app: Pick<App, MainEvents | 'requestSingleInstanceLock' | 'quit' | 'whenReady' | 'isReady' | 'isPackaged'>;
  readonly BrowserWindow: ReturnType<typeof createWindowClass>;
  readonly ipcMain: Pick<IpcMain, 'handle'>;
  readonly protocol: Pick<Protocol, 'registerSchemesAsPrivileged' | 'handle'>;
  readonly dialog: Pick<Dialog, 'showOpenDialog' | 'showSaveDialog' | 'showErrorBox'>;
  readonly Menu: {
    buildFromTemplate(template: MenuItemConstructorOptions[]): StandInMenu;
    setApplicationMenu(menu: StandInMenu | null): void;
    getApplicationMenu(): StandInMenu | null;
  };
  readonly session: { readonly defaultSession: SessionPart };
}

interface StandInMenuItem {
  readonly id: string | undefined;
  click(): void;
}
interface StandInMenu {
  getMenuItemById: (id: string) => StandInMenuItem | ReturnType<MenuType['getMenuItemById']>;
}

type InvokeHandler = (event: { sender: unknown; senderFrame: StandInFrame | null }, ...args: unknown[]) => unknown;

export interface StandIn {
  readonly electron: ElectronPart;
  /** Electron as a second instance sees it: it does not get the lock, and the first one hears of it. */
  readonly secondInstance: ElectronPart;
  /** Main has loaded: `ready` is next. */
  becomeReady(): void;
  /** URL that main knows (app:, trace:) -> the one that the page can ask for. */
  readonly pageUrl: (url: string) => string;
  close(): Promise<void>;
}

export async function createStandIn(context: BrowserContext): Promise<StandIn> {
  const origin = await startOrigin();
  const appEvents = createEmitter();
  let ready = false;
  let announceReady: () => void = () => undefined;
  const whenReady = new Promise<void>((resolve) => {
    announceReady = resolve;
  });

  const BrowserWindow = createWindowClass(context, origin, () => appEvents.fire('window-all-closed'));
  const invokeHandlers = new Map<string, InvokeHandler>();
  const permission: { handler: Parameters<SessionPart['setPermissionRequestHandler']>[0] } = { handler: null };
  let applicationMenu: StandInMenu | null = null;

  await context.exposeBinding(INVOKE, async ({ page, frame }, channel: string, args: readonly unknown[]) => {
    const window = BrowserWindow.ofPage(page);
    const handler = invokeHandlers.get(channel);
    if (window === undefined || handler === undefined) return { error: `No handler registered for '${channel}'` };
    try {
      const event = { sender: window.webContents, senderFrame: window.frameOf(frame) };
      const main = args.map((arg) => mapStrings(arg, origin.toMain));
      return { value: mapStrings(await handler(event, ...main), origin.toPage) };
    } catch (error) {
      return { error: String(error) };
    }
  });
  await context.exposeBinding(PERMISSION, async ({ page }, name: string) => {
    const contents = BrowserWindow.ofPage(page)?.webContents;
    // Electron grants everything to a session without a handler.
    const { handler } = permission;
    if (handler === null) return true;
    return new Promise<boolean>((resolve) => handler(contents as never, name as never, resolve, {} as never));
  });
  await context.route('**/*', (route) => guardNavigation(route, BrowserWindow, origin));

  const electron: ElectronPart = {
    app: {
      on: appEvents.on,
      once: appEvents.once,
      isPackaged: false,
      isReady: () => ready,
      whenReady: () => whenReady,
      requestSingleInstanceLock: () => true,
      quit() {
        for (const window of BrowserWindow.getAllWindows()) window.close();
      },
    },
    BrowserWindow,
    ipcMain: {
      handle(channel, listener) {
        if (invokeHandlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
        invokeHandlers.set(channel, listener as unknown as InvokeHandler);
      },
    },
    protocol: {
      registerSchemesAsPrivileged() {
        if (ready) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
      },
      handle(scheme, handler) {
        if (!ready) throw new Error('protocol.handle should be called after app is ready');
        origin.handlers.set(scheme, handler as unknown as (request: Request) => Response | Promise<Response>);
      },
    },
    dialog: {
      showOpenDialog: async () => ({ canceled: true, filePaths: [] }),
      showSaveDialog: async () => ({ canceled: true, filePath: '' }),
      showErrorBox: () => undefined,
    },
    Menu: {
      buildFromTemplate: (template) => ({ getMenuItemById: (id) => findItem(template, id) ?? null }),
      setApplicationMenu(menu) {
        applicationMenu = menu;
      },
      getApplicationMenu: () => applicationMenu,
    },
    session: {
      defaultSession: {
        setPermissionRequestHandler(handler) {
          permission.handler = handler;
        },
        setPermissionCheckHandler: () => undefined,
        setDevicePermissionHandler: () => undefined,
      },
    },
  };

  return {
    electron,
    secondInstance: {
      ...electron,
      app: {
        ...electron.app,
        on: createEmitter().on,
        once: createEmitter().once,
        quit: () => undefined,
        requestSingleInstanceLock(data) {
          // It crosses a process: only what can be cloned arrives.
          appEvents.fire('second-instance', {}, [], '', structuredClone(data));
          return false;
        },
      },
    },
    becomeReady() {
      ready = true;
      announceReady();
    },
    pageUrl: origin.toPage,
    async close() {
      await Promise.all(
        BrowserWindow.getAllWindows().map(async (window: StandInWindow) => (await window.page).close()),
      );
      await origin.close();
    },
  };
}

function findItem(template: readonly MenuItemConstructorOptions[], id: string): StandInMenuItem | undefined {
  for (const item of template) {
    if (item.id === id) return { id, click: () => item.click?.(undefined as never, undefined, undefined as never) };
    const inner = Array.isArray(item.submenu) ? findItem(item.submenu, id) : undefined;
    if (inner !== undefined) return inner;
  }
  return undefined;
}
