// Makes valid Go execution traces (format v2, header 1.26) of any size without Go, by simulating a scheduler. The same
// seed gives the same bytes. `node test/bench/generate-trace.mjs OUT BYTES [SEED]`

import { argv } from 'node:process';
import { pathToFileURL } from 'node:url';
import { createCatalogue } from './generate/catalogue.mjs';
import { createProgram, PROGRAM_TEXTS, START_FUNCTIONS } from './generate/program.mjs';
import { createScheduler } from './generate/scheduler.mjs';
import { createTraceWriter, TICK_NS, TICKS_PER_SECOND } from './generate/trace-writer.mjs';

/** Goroutines that are there from the start; short-lived ones come on top, some ten thousand a second. */
const CROWD = { pairs: 16, workers: 8, spawners: 4, readers: 4, allocators: 4, orders: 6, ghosts: 60 };
/** An arbitrary time since boot. */
const START_TICK = 20 * 3600 * TICKS_PER_SECOND;

/** Random numbers below n (xorshift32): the same on every machine. */
function randomFrom(seed) {
  let state = seed >>> 0 || 1;
  return (n) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % n;
  };
}

/** Types and meaning: generate-trace.d.mts. */
export function generateTrace({ path, bytes, seed = 1, procs = 4, generationNs = 1e9, observe }) {
  const next = randomFrom(seed);
  const catalogue = createCatalogue(START_FUNCTIONS, PROGRAM_TEXTS, next);
  const writer = createTraceWriter(path);
  try {
    const watch = observe && ((id, state, tick) => observe(id, state, (tick - START_TICK) * TICK_NS));
    const scheduler = createScheduler({ writer, catalogue, procs, observe: watch, startTick: START_TICK });
    const program = createProgram({ scheduler, catalogue, next });
    program.populate(CROWD);
    let generations = 0;
    while (writer.bytes() < bytes) {
      generations = scheduler.beginGeneration();
      const endTick = scheduler.tick + generationNs / TICK_NS;
      while (scheduler.tick < endTick && writer.bytes() < bytes) program.step(generations);
      scheduler.endGeneration();
    }
    const { goroutines, transitions, events } = scheduler.totals;
    const spanNs = (scheduler.tick - START_TICK) * TICK_NS;
    return { goroutines, transitions, events, generations, spanNs, bytes: writer.bytes() };
  } finally {
    writer.close();
  }
}

if (argv[1] !== undefined && import.meta.url === pathToFileURL(argv[1]).href) {
  const [, , path, bytes, seed] = argv;
  if (path === undefined || !(Number(bytes) > 0)) {
    console.error('usage: node test/bench/generate-trace.mjs OUT BYTES [SEED]');
    process.exit(2);
  }
  console.log(JSON.stringify(generateTrace({ path, bytes: Number(bytes), seed: Number(seed ?? 1) })));
}
