// Starts the worker of a tab of profiles and dresses its messages as ProfileApi.

import { type Remote, releaseProxy, wrap } from 'comlink';
import type { ProfileApi } from '../../shared/contract/profile-api';
import type { ProfileWorker } from '../models/profile-tab';

export function startProfiles(): ProfileWorker {
  const worker = new Worker(new URL('../worker/profile.worker.ts', import.meta.url), { type: 'module' });
  let say = (_message: string): void => {};
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    say(`the reader stopped (${event.message || 'no memory, or its script could not be loaded'})`);
  });
  const remote = wrap<ProfileApi>(worker);
  return {
    api: client(remote),
    onDeath(listener) {
      say = listener;
    },
    terminate() {
      remote[releaseProxy](); // by hand, for the reason in start-trace.ts
      worker.terminate();
    },
  };
}

const client = (remote: Remote<ProfileApi>): ProfileApi => ({
  open: (sources) => remote.open(sources),
  add: (source) => remote.add(source),
  cancel: () => void remote.cancel(),
  graphSources: () => remote.graphSources(),
  graph: (request) => remote.graph(request),
  flame: (request) => remote.flame(request),
});
