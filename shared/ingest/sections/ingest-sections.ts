// Reads a trace by its sections: splits the bytes, hands sections to the pool, stitches what comes back in order.
//
// Memory holds the section that is being collected, those in the pool, and what they said that could not be stitched yet. A
// section is given out only when a reader is free, and bytes are read only when the section before was given out.

import { createSectionSplitter, sectionBaseTime } from '../../formats/sectioned-trace';
import type { Section, SectionSplitter } from '../../formats/sections';
import { StorageError } from '../../store/storage-error';
import type { TraceParts } from '../trace-parts';
import type { FailedMessage, SectionJob, SectionMessage } from './messages';
import type { SectionPool, SectionRun } from './section-pool';
import { PREFIX_EVENTS, type Stitcher } from './stitcher';

/**
 * Events of the first section that come one by one: they are on the screen while the rest of it is read. More of them make
 * the first sight wait (200 000: 0.6 s), fewer say less.
 */
const FIRST_EVENTS = 50_000;

/** While all readers are busy, so much of the next section is read ahead: the rest takes about 100 ms when one is free. */
const AHEAD_BYTES = 8 * 1024 * 1024;

/** One section, from its reader to the stitcher. */
interface Flight {
  readonly section: Section;
  readonly run: SectionRun;
  messages: SectionMessage[];
  /** Bytes and events so far, for progress. */
  bytes: number;
  events: number;
  wake: () => void;
  /** Its times hold: it will not be read again. */
  holds: boolean;
  /** All of it was said. */
  ended: boolean;
}

export interface SectionIngest {
  readonly bytesIndexed: number;
  readonly events: number;
  readonly splitter: SectionSplitter;
  /** Gives out what `push` completed. Resolves when the next bytes may come. Rejects if the store refused, or for a defect. */
  push(chunk: Uint8Array): Promise<void>;
  /** Resolves when all is stitched. */
  end(): Promise<void>;
}

export interface SectionIngestOptions {
  /** Header number by whose rules the trace is read. */
  readonly format: number;
  readonly pool: SectionPool;
  readonly parts: TraceParts;
  readonly stitcher: Stitcher;
  /** Takes chunks of spans from readers that have no store of their own; undefined = spans are not kept. */
  readonly put: ((table: string, chunk: number, columns: { readonly bytes: Uint8Array }) => Promise<void>) | undefined;
  /** Between two pieces of work: lets others work. */
  readonly turn: () => Promise<void>;
  /** More was stitched and can be shown. */
  readonly more: () => Promise<void>;
}

export function createSectionIngest(options: SectionIngestOptions): SectionIngest {
  const { format, pool, stitcher, put } = options;
  const splitter = createSectionSplitter(format);
  const flights: Flight[] = [];
  let free = pool.size;
  /** Something of the first section can be seen. */
  let shown = false;
  let baseTime: number | undefined;
  let failure: Error | undefined;
  let waiting: (() => void)[] = [];
  let puts: Promise<void>[] = [];
  let doneBytes = 0;
  let doneEvents = 0;
  let stitching: Promise<void> | undefined;
  /** All sections are given out. */
  let isLast = false;

  function changed(): void {
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  }
  const change = (): Promise<void> => new Promise((resolve) => waiting.push(resolve));

  function fail(error: Error): void {
    failure ??= error;
    for (const flight of flights) flight.wake();
    changed();
  }

  function take(flight: Flight, message: SectionMessage): void {
    if (message.type === 'chunk') {
      const written = put?.(message.table, message.chunk, { bytes: message.bytes });
      written?.catch(fail);
      if (written !== undefined) puts.push(written);
      return;
    }
    if (message.type === 'progress') {
      flight.bytes = message.bytes;
      flight.events = message.events;
      return;
    }
    if (message.type === 'failed') {
      fail(failed(message));
      return;
    }
    flight.messages.push(message);
    if (message.type === 'end') {
      flight.ended = true;
      landed(flight);
    }
    flight.wake();
  }

  /** Its reader may take the next section, while what it said is still being stitched. */
  function landed(flight: Flight): void {
    if (!flight.ended || !flight.holds) return;
    flight.run.release();
    free++;
    changed();
  }

  function start(section: Section): void {
    baseTime ??= sectionBaseTime(section, format);
    const job: SectionJob = {
      section,
      format,
      baseTime,
      prefixEvents: section.index === 0 ? FIRST_EVENTS : PREFIX_EVENTS,
      floorNs: undefined,
      spans: put !== undefined,
    };
    // Messages may come before `read` returns.
    const early: SectionMessage[] = [];
    let receive = (message: SectionMessage): void => void early.push(message);
    const run = pool.read(job, (message) => receive(message));
    const flight: Flight = {
      section,
      run,
      messages: [],
      bytes: 0,
      events: 0,
      wake: () => {},
      holds: false,
      ended: false,
    };
    receive = (message) => take(flight, message);
    early.forEach(receive);
    flights.push(flight);
    stitching ??= stitchAll().finally(() => {
      stitching = undefined;
    });
  }

  async function giveOut(): Promise<void> {
    for (let section = splitter.next(); section !== undefined; section = splitter.next()) {
      // The second section waits until something of the first is on the screen: two cores are busy with that.
      while ((free === 0 || (section.index > 0 && !shown)) && failure === undefined) await change();
      if (failure !== undefined) throw failure;
      free--;
      start(section);
    }
    const written = puts;
    puts = [];
    await Promise.all(written);
    if (failure !== undefined) throw failure;
  }

  /** Stitches flights in order until none is left; rejections are kept in `failure`. */
  async function stitchAll(): Promise<void> {
    try {
      for (let flight = flights[0]; flight !== undefined && failure === undefined; flight = flights[0]) {
        await stitch(flight);
        flights.shift();
        doneBytes += flight.section.byteLength;
        doneEvents += flight.events;
        // After the last section the whole comes at once; a part would be shown, and its questions wait for that.
        if (!isLast || flights.length > 0) await options.more();
        await options.turn();
      }
    } catch (error) {
      fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** The rest of a section is shown when its flight has landed. */
  async function show(ended: boolean): Promise<void> {
    if (!ended) await options.more();
    if (shown) return;
    shown = true;
    changed();
  }

  async function stitch(flight: Flight): Promise<void> {
    const more = (): Promise<void> =>
      new Promise((resolve) => {
        flight.wake = resolve;
      });
    // The prefix says whether the section's times hold.
    const prefix = () => flight.messages.find(({ type }) => type === 'prefix-end' || type === 'end');
    while (prefix() === undefined && failure === undefined) await more();
    const ends = prefix();
    let floored = false;
    if (ends?.type === 'prefix-end' && ends.timeNs < stitcher.lastNs + ends.ordinal) {
      floored = true;
      while (!flight.ended && failure === undefined) await more();
      flight.messages = [];
      flight.ended = false;
      flight.run.again(stitcher.lastNs);
    }
    flight.holds = true;
    landed(flight);
    stitcher.begin(flight.section, floored);
    for (let ended = false; !ended && failure === undefined; ) {
      const messages = flight.messages;
      flight.messages = [];
      for (const message of messages) {
        stitcher.take(message);
        if (message.type === 'log') await options.turn();
        if (message.type === 'prefix-end' || message.type === 'end') await show(message.type === 'end');
        if (message.type === 'end') {
          ended = true;
          flight.events = message.events;
        }
      }
      // What came while this was stitched has woken nobody.
      if (!ended && flight.messages.length === 0) await more();
    }
  }

  return {
    splitter,
    get bytesIndexed() {
      return flights.reduce((bytes, flight) => bytes + flight.bytes, doneBytes);
    },
    get events() {
      return flights.reduce((events, flight) => events + flight.events, doneEvents);
    },
    async push(chunk) {
      splitter.push(chunk);
      await giveOut();
      while (free === 0 && splitter.heldBytes > AHEAD_BYTES && failure === undefined) await change();
    },
    async end() {
      splitter.end();
      await giveOut();
      isLast = true;
      pool.finish();
      while (stitching !== undefined) await stitching;
      await giveOut();
    },
  };
}

function failed({ message, storage, error }: FailedMessage): Error {
  if (error instanceof Error) return error;
  return storage ? new StorageError(message) : new Error(message);
}
