// Cuts a Go 1.22+ trace into its generations by walking from batch header to batch header: the data between them is not
// looked at, so that a file of any size is cut at the speed it arrives.
//
// Damage: where no batch can begin, the search for the next place where batches follow each other begins inside the batch
// before, since its length may be what is wrong. If batches of the same generation go on behind it and only that batch is
// damaged, it gets the length that leads there, and what it tells ends where its events do. If a batch may be missing, what
// follows cannot be put in order any more and is left out, except for the tables, without which what came before would have
// no names. A later generation begins a new section. Every byte is searched at most once, at a cost that does not depend on
// what it is.

import { groupDigits } from '../../base/format';
import type { Problem, ProblemCode } from '../../model/problems';
import type { Section, SectionSplitter } from '../sections';
import { BatchHeaders, Chain, Look, MAX_GENERATION_STEP } from './batch-headers';
import { ChunkQueue } from './chunk-queue';
import { HEADER_BYTES, KNOWN_MINORS, MAX_BATCH_BYTES, NEWEST_MINOR } from './wire';

/** A hostile file has a damaged place every few bytes; so many are told apart, the others are counted. */
const MAX_PROBLEMS = 100;

/** Bytes that are searched before those behind are let go. */
const DROP_BYTES = 65_536;

/** `minor`: the header's number NN of `go 1.NN`. One that is not known is read by the newest rules. */
export function createSectionSplitter(minor: number): SectionSplitter {
  return new V2SectionSplitter(KNOWN_MINORS.includes(minor) ? minor : NEWEST_MINOR);
}

/** The generation whose batches are being walked over. */
interface OpenSection {
  readonly generation: number;
  readonly offset: number;
  readonly afterGap: boolean;
  /** Where its last batch begins, and where its size number and data stand. */
  last: { readonly at: number; readonly sizeAt: number; readonly dataAt: number };
  /** Its bytes up to a batch whose length was put right, that batch included. */
  readonly mended: Uint8Array[];
  /** From the first damage on that could not be mended: what was kept. */
  broken: Broken | undefined;
}

interface Broken {
  /** Where reading it stopped, for good. */
  readonly at: number;
  readonly found: string;
  readonly pieces: Uint8Array[];
  /** The damage is inside its last batch. */
  readonly inside: boolean;
  /** Batches were found behind the damage, and tables of this generation among them. */
  landed: boolean;
  tables: boolean;
}

interface Damage {
  /** Where no batch can begin, or where the file ends. */
  readonly offset: number;
  readonly found: string;
  /** The file ends inside a batch: damage only if other batches are found inside that one. */
  readonly atEnd: boolean;
}

const STARVED = 'starved';
const GO_ON = 'go on';
type Step = Section | typeof STARVED | typeof GO_ON;

class V2SectionSplitter implements SectionSplitter {
  readonly problems: Problem[] = [];

  private readonly queue = new ChunkQueue();
  private readonly headers: BatchHeaders;
  private ended = false;
  private finished = false;
  /** File offset of the next batch header: may lie beyond what was pushed. */
  private at = HEADER_BYTES;
  private open: OpenSection | undefined;
  /** Newest generation that was seen; 0 = none. */
  private newest = 0;
  private afterGap = false;
  /** The damage behind which batches are being searched, and from where on. */
  private damage: Damage | undefined;
  private searchAt = 0;
  /** Behind the last end mark that ended nothing. */
  private strayAt = 0;
  private count = 0;
  private unlisted = 0;

  constructor(private readonly minor: number) {
    this.headers = new BatchHeaders(this.queue, minor);
  }

  get heldBytes(): number {
    const pieces = this.open?.broken?.pieces ?? this.open?.mended;
    const kept = pieces?.reduce((bytes, piece) => bytes + piece.length, 0) ?? 0;
    return this.queue.end - this.queue.start + kept;
  }

  push(chunk: Uint8Array): void {
    this.queue.push(chunk);
    this.queue.drop(Math.min(HEADER_BYTES, this.queue.end));
  }

  end(): void {
    this.ended = true;
  }

  next(): Section | undefined {
    while (!this.finished) {
      const step = this.damage === undefined ? this.walk() : this.search(this.damage);
      if (step === STARVED) return undefined;
      if (step !== GO_ON) return step;
    }
    return undefined;
  }

  // --- walking ----------------------------------------------------------------------------------------------------

  private walk(): Step {
    const { open, headers, queue, at } = this;
    // Not at every step: dropping makes a new view of the chunk.
    const passed = at - queue.start > DROP_BYTES || at >= queue.end;
    if (passed && (open === undefined || open.broken !== undefined)) queue.drop(at);
    switch (headers.look(at)) {
      case Look.Short:
        return this.ended ? this.fileEnds() : STARVED;
      case Look.Bad:
        return this.damaged(headers.found);
      case Look.EndOfGeneration:
        this.at = at + 1;
        return open === undefined ? this.strayEnd(at) : this.close(open, at, true, false, 1);
      case Look.Batch:
        if (open === undefined || headers.generation !== open.generation) return this.beginGeneration();
        if (open.broken !== undefined) return this.salvage(open.broken);
        open.last = { at, sizeAt: headers.sizeAt, dataAt: headers.dataAt };
        this.at = headers.end;
        return GO_ON;
    }
  }

  /** An end mark without a generation; of a run of them the first is told. */
  private strayEnd(at: number): Step {
    if (at !== this.strayAt) {
      this.problem(
        'garbage',
        `At byte ${groupDigits(at)} a generation ends that has no batches: it is missing, or the mark is one too many.`,
        at,
      );
    }
    this.strayAt = at + 1;
    return GO_ON;
  }

  /** At the header of a batch whose generation is not the one that is open. */
  private beginGeneration(): Step {
    const { at, open, headers, newest } = this;
    const { generation } = headers;
    const found = `a batch of generation ${generation} ${open === undefined ? 'after' : 'in the middle of'} generation ${newest}`;
    if (newest > 0 && (generation <= newest || generation > newest + MAX_GENERATION_STEP)) return this.damaged(found);
    const { believable } = headers;
    const chain = headers.chain(at, this.ended);
    if (chain === Chain.Short) return STARVED;
    const expected = newest === 0 || generation === newest + 1;
    if (chain === Chain.Backwards || (chain === Chain.Breaks && !(expected && believable))) return this.damaged(found);
    // Another generation has begun: the one before was written to its end.
    if (open !== undefined) {
      if (this.minor >= 26 && open.broken === undefined) {
        this.problem(
          'broken-batch',
          `Generation ${open.generation} lacks its end mark; generation ${generation} begins at byte ${groupDigits(at)}, and both were read.`,
          at,
          open.generation,
        );
      }
      return this.close(open, at, true, false);
    }
    if (!expected && !this.afterGap) {
      this.afterGap = true;
      this.missing(newest + 1, generation, at);
    }
    headers.look(at);
    this.queue.drop(at);
    this.open = {
      generation,
      offset: at,
      afterGap: this.afterGap,
      last: { at, sizeAt: headers.sizeAt, dataAt: headers.dataAt },
      mended: [],
      broken: undefined,
    };
    // Half of it: in old formats the first batch carries the time of its generation's end.
    if (newest === 0) headers.leastTime = headers.time / 2;
    this.newest = generation;
    this.afterGap = false;
    this.at = headers.end;
    return GO_ON;
  }

  /** At a batch of a generation that is broken: kept if it is a table. */
  private salvage(broken: Broken): Step {
    const { headers, queue } = this;
    const known = queue.end >= headers.end || this.ended;
    if (!known) return STARVED;
    if (headers.isTable) {
      queue.drop(this.at);
      broken.pieces.push(...queue.take(Math.min(headers.end, queue.end)));
      broken.tables = true;
    }
    this.at = headers.end;
    return GO_ON;
  }

  /** No more bytes will come, and there is no whole header at `at`. */
  private fileEnds(): Step {
    const { at, open, queue } = this;
    if (open === undefined) {
      if (at < queue.end) this.truncated(at, undefined);
      this.finished = true;
      return GO_ON;
    }
    if (at === queue.end || open.broken !== undefined) {
      this.finished = true;
      return this.close(open, queue.end, this.minor < 26, false);
    }
    this.damage = { offset: queue.end, found: '', atEnd: true };
    this.searchAt = open.last.at + 1;
    return GO_ON;
  }

  // --- damage -----------------------------------------------------------------------------------------------------

  private damaged(found: string): Step {
    const { at, open } = this;
    this.damage = { offset: at, found, atEnd: false };
    this.searchAt = open === undefined || open.broken !== undefined ? at + 1 : open.last.at + 1;
    return GO_ON;
  }

  /** Goes on from byte to byte until batches follow each other again. */
  private search(damage: Damage): Step {
    const { headers, queue, open } = this;
    for (;;) {
      if (open !== undefined && open.broken === undefined && this.searchAt > mendableTo(open, damage)) {
        this.breakOff(open, damage.offset, damage);
      }
      const at = headers.findType(this.searchAt);
      // Not at every step: dropping makes a new view of the chunk.
      if (at - queue.start > DROP_BYTES || at >= queue.end) this.forget(damage, at);
      this.searchAt = at;
      if (at >= queue.end) return this.ended ? this.nothingFound(damage) : STARVED;
      const look = headers.look(at);
      if (look === Look.Short && !this.ended) return STARVED;
      if (look === Look.Batch && headers.believable && this.canFollow(headers.generation)) {
        const { generation } = headers;
        const chain = headers.chain(at, this.ended);
        if (chain === Chain.Short) return STARVED;
        if (chain === Chain.Holds) return this.land(damage, at, generation);
      }
      this.searchAt = at + 1;
    }
  }

  private canFollow(generation: number): boolean {
    const { newest, open } = this;
    if (newest === 0) return true;
    return generation <= newest + MAX_GENERATION_STEP && generation >= (open === undefined ? newest + 1 : newest);
  }

  /** Bytes that were searched are not needed any more, if they lie behind what is kept of the open generation. */
  private forget(damage: Damage, at: number): void {
    const { open } = this;
    if (open !== undefined && open.broken === undefined) {
      if (at <= mendableTo(open, damage)) return;
      this.breakOff(open, damage.offset, damage);
    }
    this.queue.drop(at);
  }

  /** Batches begin again at `at`. */
  private land(damage: Damage, at: number, generation: number): Step {
    const { open } = this;
    this.damage = undefined;
    this.at = at;
    if (open === undefined) {
      this.skipped(damage, at);
      this.afterGap = true;
      return GO_ON;
    }
    if (generation === open.generation && open.broken === undefined && this.mend(open, at, damage)) return GO_ON;
    const broken = open.broken ?? this.breakOff(open, Math.min(at, damage.offset), damage);
    broken.landed = true;
    return generation === open.generation ? GO_ON : this.close(open, at, false, true);
  }

  /** The file ends, and no batch was found. */
  private nothingFound(damage: Damage): Step {
    const { open, queue } = this;
    this.damage = undefined;
    this.finished = true;
    if (open !== undefined) {
      if (!damage.atEnd && open.broken === undefined) this.breakOff(open, damage.offset, damage);
      if (damage.atEnd) this.truncated(this.at < queue.end ? this.at : open.last.at, open.generation);
      return this.close(open, queue.end, false, damage.atEnd);
    }
    this.skipped(damage, queue.end);
    return GO_ON;
  }

  /**
   * The batches of the open generation go on at `at`. True if the damage is inside its last batch alone: that gets the length
   * which leads there, and no other batch is missing. Where its events break off, whoever decodes them sees. False if what
   * stands between may have been a batch of its own: of which thread, nobody knows.
   */
  private mend(open: OpenSection, at: number, damage: Damage): boolean {
    const { headers, queue } = this;
    const { last } = open;
    if (at <= last.dataAt || at - last.dataAt > MAX_BATCH_BYTES) return false;
    if (at > damage.offset) {
      headers.look(last.at);
      if (!headers.isTimed) return false;
      const data = new Uint8Array(damage.offset - last.dataAt);
      queue.copy(last.dataAt, data);
      if (headers.areEvents(data)) return false;
    }
    open.mended.push(...this.takeResized(open, at));
    this.problem(
      'broken-batch',
      `The batch at byte ${groupDigits(last.at)} of generation ${open.generation} has a length that cannot be right; the next one begins at byte ${groupDigits(at)}, and reading went on there.`,
      last.at,
      open.generation,
    );
    return true;
  }

  /** All of the open generation before `at`, where its last batch is made to end. */
  private takeResized({ last }: OpenSection, at: number): Uint8Array[] {
    const { queue } = this;
    const before = queue.take(last.at);
    const header = new Uint8Array(last.sizeAt - last.at);
    queue.copy(last.at, header);
    queue.drop(last.dataAt);
    return [...before, Uint8Array.of(...header, ...uvarintBytes(at - last.dataAt)), ...queue.take(at)];
  }

  /** The open generation ends at `at`. If that is inside its last batch, the length of that batch was wrong. */
  private breakOff(open: OpenSection, at: number, damage: Damage): Broken {
    const { last } = open;
    const inside = at < damage.offset;
    const pieces = inside && at > last.dataAt ? this.takeResized(open, at) : this.queue.take(inside ? last.at : at);
    open.broken = {
      at: inside ? last.at : damage.offset,
      found: inside ? 'a batch whose length cannot be right' : damage.found,
      pieces: [...open.mended, ...pieces],
      inside,
      landed: false,
      tables: false,
    };
    return open.broken;
  }

  // --- what comes out ---------------------------------------------------------------------------------------------

  /** The open generation ends before the file offset `end`, where `endBytes` bytes say so. */
  private close(open: OpenSection, end: number, complete: boolean, cut: boolean, endBytes = 0): Step {
    const { broken } = open;
    this.open = undefined;
    const pieces = broken?.pieces ?? [...open.mended, ...this.queue.take(end)];
    if (broken !== undefined) {
      this.afterGap = true;
      this.reportBroken(open.generation, broken, end);
    }
    const byteLength = pieces.reduce((bytes, piece) => bytes + piece.length, 0);
    if (byteLength === 0) return GO_ON;
    return {
      index: this.count++,
      generation: open.generation,
      offset: open.offset,
      byteLength,
      pieces,
      complete: complete && broken === undefined,
      endBytes,
      // An old format has no end mark: bytes that are no batches, to the end of the file, may follow a whole generation.
      cut: cut || (broken !== undefined && (this.minor >= 26 || broken.landed || broken.inside)),
      afterGap: open.afterGap,
    };
  }

  private reportBroken(generation: number, broken: Broken, end: number): void {
    const names = broken.tables ? ', except for the tables of its names' : '';
    const after = end >= this.queue.end && this.ended ? 'the file ends there' : 'the next generation begins there';
    this.problem(
      broken.landed || this.minor >= 26 ? 'broken-batch' : 'garbage',
      `At byte ${groupDigits(broken.at)} generation ${generation} has ${broken.found}. What came before it was kept; what follows, up to byte ${groupDigits(end)}, was left out${names} (${bytes(end - broken.at)}); ${after}.`,
      broken.at,
      generation,
    );
  }

  private skipped(damage: Damage, end: number): void {
    const after = end >= this.queue.end && this.ended ? 'to the end of the file' : `up to byte ${groupDigits(end)}`;
    this.problem(
      'garbage',
      `At byte ${groupDigits(damage.offset)} the file has ${damage.found}; ${bytes(end - damage.offset)} ${after} could not be read and were skipped.`,
      damage.offset,
    );
  }

  private truncated(at: number, generation: number | undefined): void {
    this.problem(
      'truncated',
      `The file ends inside a batch that begins at byte ${groupDigits(at)}; everything before it was kept.`,
      at,
      generation,
    );
  }

  private missing(from: number, next: number, at: number): void {
    const which = next === from + 1 ? `Generation ${from} is` : `Generations ${from} to ${next - 1} are`;
    this.problem(
      'incomplete-generation',
      `${which} missing from the file; at byte ${groupDigits(at)} generation ${next} follows, which was read.`,
      at,
      from,
    );
  }

  private problem(code: ProblemCode, message: string, offset: number, generation?: number): void {
    const { problems } = this;
    if (problems.length < MAX_PROBLEMS) {
      problems.push({ code, message, offset, ...(generation === undefined ? {} : { generation }) });
      return;
    }
    const last = problems[MAX_PROBLEMS - 1] as Problem;
    this.unlisted++;
    problems[MAX_PROBLEMS - 1] = {
      code: 'garbage',
      message: `From byte ${groupDigits(last.offset ?? offset)} on there are ${groupDigits(this.unlisted + 1)} more places with damage; what could be read between them was read.`,
      offset: last.offset ?? offset,
    };
  }
}

/** As far as the last batch could reach if its length were another. */
const mendableTo = ({ last }: OpenSection, { offset }: Damage): number =>
  Math.max(offset, last.dataAt + MAX_BATCH_BYTES);

const bytes = (count: number): string => (count === 1 ? '1 byte' : `${groupDigits(count)} bytes`);

function uvarintBytes(value: number): number[] {
  const encoded: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...encoded, rest];
    encoded.push((rest % 128) | 0x80);
  }
}
