// Entry of a thread that reads sections for the command line. It has no store: spans, where they are kept, are posted.

import { parentPort } from 'node:worker_threads';
import { createSectionServer, type SectionOrder } from '../../shared/ingest/sections/section-server';

const port = parentPort;
if (port === null) throw new Error('section-worker is started by the command line');
const serve = createSectionServer((message) => port.postMessage(message), undefined);

port.on('message', (order: SectionOrder) => void serve(order));
