// Entry of the worker: one per tab of pprof profiles. The page talks to it over comlink.

import * as Comlink from 'comlink';
import { createProfileServer } from './profile-server';
import { fetchSource } from './source-access';

Comlink.expose(createProfileServer({ openSource: fetchSource }));
