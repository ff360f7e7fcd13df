// Makes goroutine dumps (debug=2 of Go 1.27) of any size without Go: several hundred distinct stacks of real shapes in varying
// frequency, with arguments, labels, waits and creators. The same seed gives the same bytes.
// `node test/bench/generate-dump.mjs OUT GOROUTINES [SEED]`

import { closeSync, openSync, writeSync } from 'node:fs';
import { argv } from 'node:process';
import { pathToFileURL } from 'node:url';

const STACKS = 400;
const FLUSH_BYTES = 1 << 20;
const GO = '/usr/local/go/src/';

/** [state, frames of the runtime and the library above the program's own: function, arguments, place]. @ = some pointer. */
const WAITS = [
  ['chan receive', []],
  ['chan send', []],
  ['select', []],
  ['select', [['context.(*cancelCtx).propagateCancel.func2', '', 'context/context.go:515 +0x85']]],
  [
    'IO wait',
    [
      ['internal/poll.runtime_pollWait', '@, 0x72', 'runtime/netpoll.go:351 +0x85'],
      ['internal/poll.(*pollDesc).wait', '@?, @?, 0x0', 'internal/poll/fd_poll_runtime.go:84 +0x27'],
      ['internal/poll.(*pollDesc).waitRead', '...', 'internal/poll/fd_poll_runtime.go:89'],
      ['internal/poll.(*FD).Read', '@, {@, 0x1000, 0x1000}', 'internal/poll/fd_unix.go:165 +0x279'],
    ],
  ],
  [
    'sync.Mutex.Lock',
    [
      ['internal/sync.runtime_SemacquireMutex', '0x0?, 0x0?, 0x0?', 'runtime/sema.go:95 +0x25'],
      ['internal/sync.(*Mutex).lockSlow', '@', 'internal/sync/mutex.go:149 +0x15d'],
      ['internal/sync.(*Mutex).Lock', '...', 'internal/sync/mutex.go:70'],
      ['sync.(*Mutex).Lock', '...', 'sync/mutex.go:46'],
    ],
  ],
  [
    'sync.WaitGroup.Wait',
    [
      ['sync.runtime_SemacquireWaitGroup', '@?, 0x0?', 'runtime/sema.go:114 +0x2e'],
      ['sync.(*WaitGroup).Wait', '@', 'sync/waitgroup.go:206 +0x85'],
    ],
  ],
  ['sleep', [['time.Sleep', '0x3b9aca00', 'runtime/time.go:363 +0xf2']]],
];
const PACKAGES = ['orders', 'billing', 'search', 'cart', 'gateway', 'store/pg', 'queue', 'auth', 'cache', 'metrics'];
const TYPES = ['(*Server)', '(*Worker)', '(*Pool)', '(*Client)', '(*Conn)', 'Handler'];
const METHODS = ['serve', 'run', 'loop', 'Process', 'fetch', 'drain', 'watch', 'Handle.func1', 'dispatch.gowrap1'];
const ARGS = ['', '@', '@, {@, 0x18}', '@, 0x1, 0x0', '{@?, @?}, 0x2a', '...'];

function randomFrom(seed) {
  let state = seed >>> 0 || 1;
  return (n) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % n;
  };
}

/** Stacks as text with @ where each goroutine has a pointer of its own. */
function makeStacks(next) {
  const pick = (list) => list[next(list.length)];
  const frame = () => {
    const name = pick(PACKAGES);
    const path = `example.com/shop/${name}`;
    const args = pick(ARGS);
    const line = 20 + next(900);
    const offset = args === '...' ? '' : ` +0x${(16 + next(4000)).toString(16)}`;
    return `${path}.${pick(TYPES)}.${pick(METHODS)}(${args})\n\t/src/shop/${name}/${pick(TYPES).replace(/\W/g, '').toLowerCase()}.go:${line}${offset}\n`;
  };
  return Array.from({ length: STACKS }, () => {
    const [state, library] = pick(WAITS);
    const above = library.map(([func, args, place]) => `${func}(${args})\n\t${GO}${place}\n`).join('');
    const own = Array.from({ length: 1 + (next(3) >> 1) }, frame).join('');
    const [func, place] = frame().split('\n');
    return { state, body: (above + own).split('@'), creator: func.slice(0, func.lastIndexOf('(')), place };
  });
}

/** Writes a dump of that many goroutines to `path`. @returns its size in bytes. */
export function generateDump({ path, goroutines, seed = 1 }) {
  const next = randomFrom(seed);
  const stacks = makeStacks(next);
  const file = openSync(path, 'w');
  let bytes = 0;
  let text = '';
  const flush = () => {
    bytes += writeSync(file, text);
    text = '';
  };
  try {
    for (let i = 0; i < goroutines; i++) {
      // Squared: few stacks are very frequent, many are rare.
      const at = next(STACKS);
      const { state, body, creator, place } = stacks[Math.floor((at * at) / STACKS)];
      const minutes = next(3) > 0 ? `, ${1 + next(40)} minutes` : '';
      const labels = next(3) > 0 ? '' : ` {handler: "/v1/${PACKAGES[next(10)]}", shard: ${next(16)}}`;
      text += `goroutine ${i + 1} [${i === 0 ? 'running' : `${state}${minutes}`}]${labels}:\n`;
      for (let part = 0; part < body.length - 1; part++) text += `${body[part]}0xc${(next(2 ** 30) * 16).toString(16)}`;
      text += body[body.length - 1];
      if (i > 0) text += `created by ${creator} in goroutine ${1 + next(i)}\n${place}\n`;
      if (i < goroutines - 1) text += '\n';
      if (text.length > FLUSH_BYTES) flush();
    }
    flush();
  } finally {
    closeSync(file);
  }
  return bytes;
}

if (argv[1] !== undefined && import.meta.url === pathToFileURL(argv[1]).href) {
  const [, , path, goroutines, seed] = argv;
  if (path === undefined || !(Number(goroutines) > 0)) {
    console.error('usage: node test/bench/generate-dump.mjs OUT GOROUTINES [SEED]');
    process.exit(2);
  }
  console.log(generateDump({ path, goroutines: Number(goroutines), seed: Number(seed ?? 1) }));
}
