// What runs in the page before anything else: the preload bundle, with the part of `electron` that it requires, over two
// functions of Playwright. Page and preload share one world here; in Electron they do not.

export const INVOKE = '__standInInvoke';
export const PERMISSION = '__standInPermission';
export const EMIT = '__standInEmit';

type Invoke = (
  channel: string,
  args: readonly unknown[],
) => Promise<{ readonly value?: unknown; readonly error?: string }>;
type Listener = (event: object, payload: unknown) => void;

/** Serialized into the page: must not use anything of this file. */
function install(globals: Record<string, unknown>, names: readonly [invoke: string, permission: string, emit: string]) {
  const [invokeName, permissionName, emitName] = names;
  const listeners = new Map<string, Set<Listener>>();
  globals[emitName] = (channel: string, payload: unknown) => {
    for (const listener of listeners.get(channel) ?? []) listener({}, payload);
  };
  if ('Notification' in globals) {
    const ask = globals[permissionName] as (permission: string) => Promise<boolean>;
    const notification = globals.Notification as { requestPermission: unknown };
    notification.requestPermission = async () => ((await ask('notifications')) ? 'granted' : 'denied');
  }
  const electron = {
    contextBridge: {
      exposeInMainWorld(name: string, api: unknown) {
        Object.defineProperty(globals, name, { value: api });
      },
    },
    ipcRenderer: {
      async invoke(channel: string, ...args: readonly unknown[]) {
        const { value, error } = await (globals[invokeName] as Invoke)(channel, args);
        if (error !== undefined) throw new Error(`Error invoking remote method '${channel}': ${error}`);
        return value;
      },
      on(channel: string, listener: Listener) {
        const known = listeners.get(channel) ?? new Set();
        listeners.set(channel, known.add(listener));
      },
      off(channel: string, listener: Listener) {
        listeners.get(channel)?.delete(listener);
      },
    },
  };
  return (name: string) => {
    if (name !== 'electron') throw new Error(`The sandboxed preload requires ${name}`);
    return electron;
  };
}

/** Script for Page.addInitScript: runs the preload bundle in the main frame. */
export function pageScript(preloadBundle: string): string {
  const names = JSON.stringify([INVOKE, PERMISSION, EMIT]);
  // The bundle is a CommonJS module: a function of its own, so that nothing of it becomes global.
  return `if (window === window.top) (function (require) {
    const module = { exports: {} };
    (function (exports) {\n${preloadBundle}\n}).call(module.exports, module.exports);
  })((${install.toString()})(window, ${names}));`;
}
