// Entry of the worker: one per open series of goroutine dumps. The page talks to it over comlink.

import * as Comlink from 'comlink';
import { createDumpServer } from './dump-server';
import { keepAsBlob } from './kept-blob';
import { fetchSource } from './source-access';
import { createYieldTurn } from './yield-turn';

Comlink.expose(createDumpServer({ openSource: fetchSource, keep: keepAsBlob, yieldTurn: createYieldTurn() }));
