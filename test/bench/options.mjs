// The command line of the bench.

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

export const PARTS = [
  'reference',
  'cli',
  'page',
  'one',
  'memory',
  'reopen',
  'frames',
  'query',
  'zoom',
  'dumps',
  'graphs',
];

export const USAGE = `npm run bench -- [options] [FILE…]

Measures Ghostlight beside Go's own reader. Without a FILE it makes its traces, once, and keeps them.

  --sizes 6,60,220,1000   megabytes of the traces that it makes
  --only PARTS            ${PARTS.join(',')}: all but what is named is left out
  --repeat N              rounds of timed runs (else 3, and 1 above 400 MB); the median counts
  --folder DIR            where traces and Go programs are kept (else ghostlight-bench in the temp folder)
  --generator             traces by the bundled generator even where Go is
  --workers N             ask the page for N workers (else 2)
  --timeout S             seconds that opening a trace may take (else 1800)
  --json FILE             all figures and their runs as JSON
  --strict                exit code 1 if a figure misses what it must reach
  --no-build              measure the build that is there

reference: readall. cli: info --json. page: full index, first paint, index size. one: the page with one worker.
dumps: goroutine dumps of 100 000 and a million goroutines, parsed and grouped; needs no build and no trace.
graphs: call graphs of 20 to 1 000 nodes and a flame graph of a million samples in the page; needs no trace.
memory: peak of the page, in a run of its own. reopen, frames, query, zoom: need an index, and make one if "page" did not.`;

/** @throws Error with a sentence for the user. */
export function readOptions(args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      sizes: { type: 'string', default: '6,60,220,1000' },
      only: { type: 'string' },
      repeat: { type: 'string' },
      folder: { type: 'string', default: join(tmpdir(), 'ghostlight-bench') },
      generator: { type: 'boolean', default: false },
      workers: { type: 'string', default: '2' },
      timeout: { type: 'string', default: '1800' },
      json: { type: 'string' },
      strict: { type: 'boolean', default: false },
      'no-build': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const number = (name) => {
    const value = Number(values[name]);
    if (!(value > 0)) throw new Error(`--${name} wants a number above 0, not "${values[name]}"`);
    return value;
  };
  const sizes = values.sizes.split(',').map(Number);
  if (!sizes.every((size) => size > 0)) throw new Error(`--sizes wants megabytes such as 6,60, not "${values.sizes}"`);
  const only = values.only?.split(',') ?? PARTS;
  const strange = only.find((part) => !PARTS.includes(part));
  if (strange !== undefined) throw new Error(`--only knows ${PARTS.join(', ')}, not "${strange}"`);
  return {
    ...values,
    files: positionals,
    sizes,
    parts: new Set(only),
    repeat: values.repeat === undefined ? undefined : number('repeat'),
    workers: number('workers'),
    timeoutMs: number('timeout') * 1000,
    build: !values['no-build'],
  };
}
