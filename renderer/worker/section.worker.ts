// Entry of a worker that reads sections for the trace worker and puts their spans into the same store.

import { createSectionServer, type SectionOrder } from '../../shared/ingest/sections/section-server';
import { openStore } from './open-store';

const { join } = openStore();
const serve = createSectionServer((message) => self.postMessage(message), join);

self.onmessage = ({ data }: MessageEvent<SectionOrder>) => void serve(data);
