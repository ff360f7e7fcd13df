// Events with the shape of Electron's: many overloads of on(), which one general signature satisfies.

type Listener = (...args: never[]) => void;

export interface Emitter {
  on(event: string, listener: Listener): never;
  once(event: string, listener: Listener): never;
  off(event: string, listener: Listener): never;
  /** Calls the listeners of an event; returns whether there were any. */
  fire(event: string, ...args: readonly unknown[]): boolean;
}

export function createEmitter(): Emitter {
  const listeners = new Map<string, Listener[]>();
  const add = (event: string, listener: Listener) => listeners.set(event, [...(listeners.get(event) ?? []), listener]);
  const remove = (event: string, listener: Listener) =>
    listeners.set(
      event,
      (listeners.get(event) ?? []).filter((kept) => kept !== listener),
    );
  // Electron returns the emitter itself, typed as its own class; nothing here chains.
  const emitter: Emitter = {
    on(event, listener) {
      add(event, listener);
      return undefined as never;
    },
    once(event, listener) {
      const once: Listener = (...args) => {
        remove(event, once);
        listener(...args);
      };
      add(event, once);
      return undefined as never;
    },
    off(event, listener) {
      remove(event, listener);
      return undefined as never;
    },
    fire(event, ...args) {
      const called = listeners.get(event) ?? [];
      for (const listener of called) listener(...(args as never[]));
      return called.length > 0;
    },
  };
  return emitter;
}

/** Event object that a listener may prevent. */
export function preventable<T extends object>(details: T): T & { preventDefault(): void; readonly prevented: boolean } {
  let prevented = false;
  return {
    ...details,
    preventDefault() {
      prevented = true;
    },
    get prevented() {
      return prevented;
    },
  };
}
