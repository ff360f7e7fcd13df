// What the workers of dumps and of profiles have in common: how one ends, and how it says that it ended by itself.

import { releaseProxy, wrap } from 'comlink';

/** @param client dresses the worker's messages as the interface that the page asks */
export function startReader<Api>(worker: Worker, client: (remote: ReturnType<typeof wrap<Api>>) => Api) {
  let say = (_message: string): void => {};
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    say(`the reader stopped (${event.message || 'no memory, or its script could not be loaded'})`);
  });
  const remote = wrap<Api>(worker);
  return {
    api: client(remote),
    onDeath(listener: (message: string) => void): void {
      say = listener;
    },
    terminate(): void {
      remote[releaseProxy](); // by hand, for the reason in start-trace.ts
      worker.terminate();
    },
  };
}
