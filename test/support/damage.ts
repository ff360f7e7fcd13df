// Reads a file as the product does and says what it keeps; damages a file by a seed; and checks what must be true of every
// file, damaged however: no throw, no end that never comes, no more out of it than can be in it, no loss without a word.

import { DETECT_BYTES, detect } from '../../shared/formats/detect';
import { EVENT_KIND_NAMES, EventKind, type TraceEvent } from '../../shared/model/events';
import type { Problem } from '../../shared/model/problems';
import { GoState } from '../../shared/model/states';
import { seeded } from './seeded';

export interface Reading {
  readonly events: number;
  /** By Go's names; a gap is not Go's. */
  readonly kinds: Readonly<Record<string, number>>;
  /** The states that each goroutine went through, as `from * 16 + to`, in order. */
  readonly paths: ReadonlyMap<number, readonly number[]>;
  readonly gaps: number;
  readonly generations: number;
  readonly problems: readonly Problem[];
  readonly understood: number;
  /** What must not be: see `complaintsOf`. */
  readonly complaints: readonly string[];
}

/** Two bytes are the shortest event; a switch of goroutines is three transitions, and ends of ranges come with a goroutine's. */
const MOST_EVENTS_PER_BYTE = 2;

export function readDamaged(bytes: Uint8Array, chunkSize = bytes.length): Reading {
  const detection = detect(bytes.subarray(0, DETECT_BYTES));
  const kinds: Record<string, number> = {};
  const paths = new Map<number, number[]>();
  const states = new Map<number, number>();
  const complaints: string[] = [];
  let events = 0;
  let gaps = 0;
  let lastNs = Number.NEGATIVE_INFINITY;
  let afterGap = false;
  /** A goroutine's states that do not join: what a damaged file may say, but not without a problem. */
  let jump: string | undefined;
  const look = (event: TraceEvent): void => {
    events++;
    if (events > 1000 + MOST_EVENTS_PER_BYTE * bytes.length) throw new Error('more events than bytes');
    const kind = EVENT_KIND_NAMES[event.kind];
    kinds[kind] = (kinds[kind] ?? 0) + 1;
    if (event.kind === EventKind.Gap) gaps++;
    const say = (complaint: string): void => {
      if (complaints.length < 3) complaints.push(`event ${events}: ${complaint}`);
    };
    // A gap ends when the first event after it happens.
    const rises = event.timeNs > lastNs || (afterGap && event.timeNs === lastNs);
    if (!rises || !Number.isSafeInteger(event.timeNs)) say(`time ${event.timeNs} after ${lastNs}`);
    lastNs = event.timeNs;
    afterGap = event.kind === EventKind.Gap;
    if (afterGap) states.clear();
    if (event.kind !== EventKind.GoTransition) return;
    const before = states.get(event.id);
    states.set(event.id, event.to);
    // Of a goroutine that ended a wrong id can say that it is there: it begins anew.
    const anew = before === GoState.NotExist && event.from === GoState.Undetermined;
    if (before !== undefined && before !== event.from && !anew) {
      jump ??= `goroutine ${event.id} leaves state ${event.from} and was in ${before}, and no word of damage`;
    }
    const path = paths.get(event.id);
    const step = event.from * 16 + event.to;
    if (path === undefined) paths.set(event.id, [step]);
    else path.push(step);
  };
  if (!detection.ok) {
    const problems = [detection.problem];
    return {
      events,
      kinds,
      paths,
      gaps,
      generations: 0,
      problems,
      understood: 0,
      complaints: wellFormed(problems, bytes),
    };
  }
  const { reader } = detection;
  const drain = (): void => {
    while (reader.step(look, 1000));
  };
  try {
    for (let at = 0; at < bytes.length; at += chunkSize) {
      reader.push(bytes.slice(at, at + chunkSize));
      drain();
    }
    reader.end();
    drain();
  } catch (error) {
    complaints.push(`threw: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
  const { problems, bytesUnderstood: understood, generations } = reader;
  const { wallStartMs } = reader;
  if (wallStartMs !== undefined && Number.isNaN(new Date(wallStartMs).getTime()))
    complaints.push(`began at ${wallStartMs} ms`);
  if (understood > bytes.length) complaints.push(`${understood} of ${bytes.length} bytes understood`);
  if (understood < bytes.length && problems.length === 0 && complaints.length === 0) {
    complaints.push(`only ${understood} of ${bytes.length} bytes understood, and no word of it`);
  }
  if (jump !== undefined && problems.length === 0) complaints.push(jump);
  complaints.push(...wellFormed(problems, bytes));
  return { events, kinds, paths, gaps, generations, problems, understood, complaints };
}

/** Problems are sentences, their places lie in the file, and a hostile file does not make thousands of them. */
function wellFormed(problems: readonly Problem[], bytes: Uint8Array): string[] {
  const complaints: string[] = [];
  if (problems.length > 1000) complaints.push(`${problems.length} problems`);
  for (const { message, offset, generation } of problems) {
    if (
      !/^[A-Z0-9][^!]*\.$/.test(message) ||
      /undefined|NaN|null|Infinity|\[object|e\+|\.\.$/.test(message) ||
      message.length > 500
    ) {
      complaints.push(`not a sentence: ${message.slice(0, 600)}`);
    }
    if (offset !== undefined && !(Number.isSafeInteger(offset) && offset >= 0 && offset <= bytes.length)) {
      complaints.push(`offset ${offset} in a file of ${bytes.length} bytes`);
    }
    if (generation !== undefined && !(generation > 0)) complaints.push(`generation ${generation}`);
  }
  return complaints;
}

/** What must hold of the beginning of a file, against the whole of it. */
export function complaintsOfCut(cut: Reading, whole: Reading): string[] {
  const complaints = [...cut.complaints];
  if (cut.events < whole.events && cut.problems.length === 0) complaints.push('events are missing, and no word of it');
  if (cut.events > whole.events) complaints.push(`${cut.events} events of ${whole.events}`);
  // An old trace has no generations: the last batches of all processors are gone, so that its order can only be guessed.
  const guessed = cut.problems.some(({ code }) => code === 'guessed-order');
  for (const [id, path] of guessed ? [] : cut.paths) {
    const wholePath = whole.paths.get(id) ?? [];
    const at = path.findIndex((step, i) => step !== wholePath[i]);
    if (at >= 0) complaints.push(`goroutine ${id}: transition ${at} is not that of the whole file`);
  }
  return complaints.slice(0, 5);
}

/** What must hold of a file with a few wrong bytes, against the right one. */
export function complaintsOfMutation(mutated: Reading, whole: Reading): string[] {
  const complaints = [...mutated.complaints];
  // A longer event turned into shorter ones makes a few more; a gap introduces every goroutine and open range anew.
  const most = whole.events * 1.05 + 64 + mutated.gaps * (whole.paths.size + 64);
  if (mutated.events > most) complaints.push(`${mutated.events} events of ${whole.events}`);
  if (mutated.events < 0.9 * whole.events && mutated.problems.length === 0) {
    complaints.push(`${mutated.events} events of ${whole.events} are left, and no word of it`);
  }
  return complaints;
}

/** A copy of the file with one place damaged; the header stays, most of the time. */
export function mutate(bytes: Uint8Array, seed: number): Uint8Array<ArrayBuffer> {
  const random = seeded(seed);
  const copy = Uint8Array.from(bytes);
  const at = random(20) === 0 ? random(bytes.length) : 16 + random(Math.max(1, bytes.length - 16));
  const run = Math.min(1 + random(64), bytes.length - at);
  switch (random(10)) {
    case 0:
      copy.fill(0, at, at + run);
      return copy;
    case 1:
      for (let i = 0; i < run; i++) copy[at + i] = random(256);
      return copy;
    case 2:
      copy.fill([0x01, 0x7f, 0x80, 0xff][random(4)] as number, at, at + run);
      return copy;
    case 3:
      return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + run)]);
    case 4:
      return Uint8Array.from([...bytes.subarray(0, at + run), ...bytes.subarray(at)]);
    case 5:
    case 6:
      copy[at] = random(256);
      return copy;
    default:
      copy[at] = (copy[at] as number) ^ (1 << random(8));
      return copy;
  }
}

/**
 * Runs `read`; an array that it makes larger than `mostBytes` throws: its length came from the file and nobody checked it.
 * What V8 makes by itself (growing arrays, maps, strings) is not seen: those grow with what is put into them.
 */
export async function guardAllocations<T>(mostBytes: number, read: () => T | Promise<T>): Promise<T> {
  const restore: (() => void)[] = [];
  for (const [name, width] of GUARDED) {
    const original = globalThis[name] as new (...args: unknown[]) => object;
    const guarded: typeof original = new Proxy(original, {
      construct(target, args, newTarget) {
        const [size] = args;
        if (typeof size === 'number' && size * width > mostBytes) throw new Error(`an array of ${size * width} bytes`);
        return Reflect.construct(target, args, newTarget === guarded ? target : newTarget) as object;
      },
    });
    const put = (value: unknown) =>
      Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
    put(guarded);
    restore.push(() => put(original));
  }
  try {
    return await read();
  } finally {
    for (const undo of restore) undo();
  }
}
const GUARDED = [
  ['ArrayBuffer', 1],
  ['Array', 8],
  ['Uint8Array', 1],
  ['Uint16Array', 2],
  ['Uint32Array', 4],
  ['Int8Array', 1],
  ['Int16Array', 2],
  ['Int32Array', 4],
  ['Float32Array', 4],
  ['Float64Array', 8],
] as const;
