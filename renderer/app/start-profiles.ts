// Starts the worker of a tab of profiles and dresses its messages as ProfileApi.

import type { Remote } from 'comlink';
import type { ProfileApi } from '../../shared/contract/profile-api';
import type { ProfileWorker } from '../models/profile-tab';
import { startReader } from './start-reader';

export function startProfiles(): ProfileWorker {
  const worker = new Worker(new URL('../worker/profile.worker.ts', import.meta.url), { type: 'module' });
  return startReader<ProfileApi>(worker, client);
}

const client = (remote: Remote<ProfileApi>): ProfileApi => ({
  open: (sources) => remote.open(sources),
  add: (source) => remote.add(source),
  cancel: () => void remote.cancel(),
  graphSources: () => remote.graphSources(),
  graph: (request) => remote.graph(request),
  flame: (request) => remote.flame(request),
});
