// The traces that are measured: made once by size and kept in a folder. By a real Go program where Go is, else by the
// generator beside this file.

import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { generateTrace } from './generate-trace.mjs';
import { measureCommand } from './processes.mjs';

const MEGABYTE = 1e6;
/** The corpus program looks at the size every 5 ms and then still writes what is buffered: large traces come out larger. */
const NEAR = { least: 0.9, most: 1.15 };
const ATTEMPTS = 3;

/** `{path, by}` of the trace of about that many megabytes. `corpus`: the Go program, or undefined. */
export async function traceOfSize(megabytes, { folder, corpus, say }) {
  mkdirSync(folder, { recursive: true });
  const by = corpus === undefined ? 'generator' : 'corpus';
  const path = join(folder, `${by}-${megabytes}.trace`);
  if (existsSync(path)) return { path, by };
  say(`making ${path}`);
  const part = `${path}.part-${process.pid}`;
  try {
    if (corpus === undefined) generateTrace({ path: part, bytes: megabytes * MEGABYTE });
    else await runCorpus(corpus, part, megabytes * MEGABYTE);
    renameSync(part, path);
  } finally {
    for (const name of readdirSync(folder)) {
      if (name.includes(`.part-${process.pid}`)) rmSync(join(folder, name), { force: true });
    }
  }
  return { path, by };
}

/** Asks for less when it came out too large, and keeps what came nearest. */
async function runCorpus(corpus, path, bytes) {
  let ask = bytes;
  let nearest = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const next = `${path}-${attempt}`;
    await measureCommand(corpus, ['big', next, String(Math.round(ask))]);
    const made = statSync(next).size / bytes;
    if (Math.abs(Math.log(made)) < Math.abs(Math.log(nearest))) {
      nearest = made;
      renameSync(next, path);
    } else rmSync(next);
    if (made >= NEAR.least && made <= NEAR.most) return;
    ask /= made;
  }
}
