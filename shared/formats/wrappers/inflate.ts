// Unpacks deflate (RFC 1951), a bounded piece at a time.
//
// Why not the platform's DecompressionStream: in Chromium it takes a second gzip member (cat a.gz b.gz) for junk and fails,
// and an error throws away what it had unpacked up to there: of 400 KB with one changed byte 131 or 374 KB came out,
// depending on how it was fed. It does not tell where a stream ends either. This one gives out everything before the
// damage, in the page and in Node alike.
//
// Input may end anywhere: each step (a symbol with its distance, a block's header) either finds all of its bits or is taken
// back as if it had not begun, until more bytes are there.

import { type HuffmanTable, huffmanTable } from './huffman';
import { joined } from './unpacker';

/** How far back a match may reach; fixed by the format. */
const WINDOW_BYTES = 32 * 1024;
/** Unpacked at once: large enough that a piece costs little beside its bytes, small beside a reader's generation. */
const PIECE_BYTES = 256 * 1024;
const LONGEST_MATCH = 258;

// biome-ignore format: a table of the format
const LENGTH_BASE = Uint16Array.of(3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258);
// biome-ignore format: a table of the format
const LENGTH_BITS = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0);
// biome-ignore format: a table of the format
const DISTANCE_BASE = Uint16Array.of(1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577);
// biome-ignore format: a table of the format
const DISTANCE_BITS = Uint8Array.of(0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13);
/** Order in which a block says the lengths of the codes for its lengths. */
const LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

const FIXED_LITERALS = huffmanTable(
  Uint8Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8)),
) as HuffmanTable;
const FIXED_DISTANCES = huffmanTable(new Uint8Array(30).fill(5)) as HuffmanTable;

type State = 'header' | 'stored' | 'codes' | 'done';
/** Thrown inside, where a step needs bits that are not there yet. */
const NEED_INPUT = Symbol('need input');

export class Inflate {
  /** Why nothing more can be unpacked. */
  fault: string | undefined;

  private input: Uint8Array = new Uint8Array(0);
  private at = 0;
  private bitBuffer = 0;
  private bitCount = 0;
  /** Bytes of earlier chunks. */
  private before = 0;

  private state: State = 'header';
  private lastBlock = false;
  private storedLeft = 0;
  private literals = FIXED_LITERALS;
  private distances = FIXED_DISTANCES;

  /** The window, then what is not given out yet. */
  private readonly out = new Uint8Array(WINDOW_BYTES + PIECE_BYTES + LONGEST_MATCH);
  private given = 0;
  private end = 0;
  private reach = 0;

  get isDone(): boolean {
    return this.state === 'done';
  }

  /** Packed bytes that were used up, since the beginning of this stream. */
  get packedBytes(): number {
    return this.before + this.at - (this.bitCount >>> 3);
  }

  /** Begins with another stream, in the bytes behind the one that is done. */
  restart(packed: Uint8Array): void {
    this.input = packed;
    this.at = 0;
    this.before = 0;
    this.bitBuffer = 0;
    this.bitCount = 0;
    this.state = 'header';
    this.given = 0;
    this.end = 0;
    this.reach = 0;
  }

  push(chunk: Uint8Array): void {
    this.at -= this.bitCount >>> 3;
    this.bitCount &= 7;
    this.bitBuffer &= (1 << this.bitCount) - 1;
    this.before += this.at;
    this.input = joined(this.input.subarray(this.at), chunk);
    this.at = 0;
  }

  /** Bytes behind the end of the stream; only when it is done. */
  rest(): Uint8Array {
    return this.input.subarray(this.at - (this.bitCount >>> 3));
  }

  /** The next unpacked bytes; undefined = push more, done, or a fault. */
  next(): Uint8Array | undefined {
    while (this.fault === undefined && this.state !== 'done' && this.end - this.given < PIECE_BYTES) {
      if (!this.step()) break;
    }
    return this.take();
  }

  private take(): Uint8Array | undefined {
    if (this.end === this.given) return undefined;
    const piece = this.out.slice(this.given, this.end);
    const keep = Math.min(this.end, WINDOW_BYTES);
    this.out.copyWithin(0, this.end - keep, this.end);
    this.given = keep;
    this.end = keep;
    return piece;
  }

  /** False = more input is needed. */
  private step(): boolean {
    const { at, bitBuffer, bitCount } = this;
    try {
      if (this.state === 'header') this.blockHeader();
      else if (this.state === 'stored') return this.stored();
      else return this.codes();
      return true;
    } catch (error) {
      if (error !== NEED_INPUT) throw error;
      this.at = at;
      this.bitBuffer = bitBuffer;
      this.bitCount = bitCount;
      return false;
    }
  }

  private bits(count: number): number {
    while (this.bitCount < count) {
      if (this.at >= this.input.length) throw NEED_INPUT;
      this.bitBuffer |= this.input[this.at++] << this.bitCount;
      this.bitCount += 8;
    }
    const value = this.bitBuffer & ((1 << count) - 1);
    this.bitBuffer >>>= count;
    this.bitCount -= count;
    return value;
  }

  private symbol({ entry, bits }: HuffmanTable): number {
    for (;;) {
      const found = entry[this.bitBuffer & ((1 << bits) - 1)];
      const length = found & 15;
      // An entry may come from bits that are not there yet: it counts when its length is covered.
      if (length !== 0 && length <= this.bitCount) {
        this.bitBuffer >>>= length;
        this.bitCount -= length;
        return found >>> 4;
      }
      if (this.bitCount >= bits) return -1;
      if (this.at >= this.input.length) throw NEED_INPUT;
      this.bitBuffer |= this.input[this.at++] << this.bitCount;
      this.bitCount += 8;
    }
  }

  private blockHeader(): void {
    const last = this.bits(1) === 1;
    const type = this.bits(2);
    if (type === 0) {
      this.bits(this.bitCount & 7);
      const length = this.bits(16);
      if ((this.bits(16) ^ 0xffff) !== length) {
        this.fault = 'a stored block contradicts its own length';
        return;
      }
      this.storedLeft = length;
      this.state = 'stored';
    } else if (type === 1) {
      this.literals = FIXED_LITERALS;
      this.distances = FIXED_DISTANCES;
      this.state = 'codes';
    } else if (type === 2) {
      if (!this.dynamicCodes()) return;
      this.state = 'codes';
    } else {
      this.fault = 'there is a block of a type that does not exist';
      return;
    }
    this.lastBlock = last;
  }

  private dynamicCodes(): boolean {
    const literalCount = this.bits(5) + 257;
    const distanceCount = this.bits(5) + 1;
    const lengthCount = this.bits(4) + 4;
    const ofLengths = new Uint8Array(19);
    for (let i = 0; i < lengthCount; i++) ofLengths[LENGTH_ORDER[i]] = this.bits(3);
    const code = huffmanTable(ofLengths);
    const lengths = new Uint8Array(literalCount + distanceCount);
    for (let i = 0; code !== undefined && i < lengths.length; ) {
      const symbol = this.symbol(code);
      if (symbol < 0) return this.wrongCodes();
      if (symbol < 16) {
        lengths[i++] = symbol;
        continue;
      }
      if (symbol === 16 && i === 0) return this.wrongCodes();
      const value = symbol === 16 ? lengths[i - 1] : 0;
      const repeat = symbol === 16 ? 3 + this.bits(2) : symbol === 17 ? 3 + this.bits(3) : 11 + this.bits(7);
      if (i + repeat > lengths.length) return this.wrongCodes();
      lengths.fill(value, i, i + repeat);
      i += repeat;
    }
    const literals = huffmanTable(lengths.subarray(0, literalCount));
    const distances = huffmanTable(lengths.subarray(literalCount));
    if (code === undefined || literals === undefined || distances === undefined) return this.wrongCodes();
    this.literals = literals;
    this.distances = distances;
    return true;
  }

  private wrongCodes(): false {
    this.fault = 'the codes of a block contradict each other';
    return false;
  }

  private stored(): boolean {
    // `bits` may have read ahead: those bytes come first.
    this.at -= this.bitCount >>> 3;
    this.bitCount = 0;
    this.bitBuffer = 0;
    const room = WINDOW_BYTES + PIECE_BYTES - this.end;
    const length = Math.min(this.storedLeft, room, this.input.length - this.at);
    this.out.set(this.input.subarray(this.at, this.at + length), this.end);
    this.at += length;
    this.end += length;
    this.reach = Math.min(WINDOW_BYTES, this.reach + length);
    this.storedLeft -= length;
    if (this.storedLeft === 0) this.blockEnd();
    return this.storedLeft === 0 || length > 0;
  }

  private blockEnd(): void {
    this.state = this.lastBlock ? 'done' : 'header';
  }

  /** Symbols until the block or the piece is full. All in local variables, which are faster than fields. */
  private codes(): boolean {
    const { input, out, literals, distances } = this;
    const literalEntry = literals.entry;
    const literalMask = literalEntry.length - 1;
    const distanceEntry = distances.entry;
    const distanceMask = distanceEntry.length - 1;
    const inputEnd = input.length;
    const outEnd = WINDOW_BYTES + PIECE_BYTES;
    const reachStart = this.end - this.reach;
    let { at, bitBuffer, bitCount, end } = this;
    // Where the symbol began that is being read: to go back to if its bits are not all there.
    let startAt = at;
    let startBuffer = bitBuffer;
    let startCount = bitCount;
    let enough = true;
    let fault: string | undefined;

    while (end < outEnd) {
      startAt = at;
      startBuffer = bitBuffer;
      startCount = bitCount;
      // 15 bits at most are needed; at the end of the input fewer may do.
      while (bitCount < 15 && at < inputEnd) {
        bitBuffer |= input[at++] << bitCount;
        bitCount += 8;
      }
      const found = literalEntry[bitBuffer & literalMask];
      const length = found & 15;
      if (length === 0 || length > bitCount) {
        if (bitCount >= 15) fault = 'there is a code that its block does not define';
        enough = false;
        break;
      }
      bitBuffer >>>= length;
      bitCount -= length;
      const symbol = found >>> 4;
      if (symbol < 256) {
        out[end++] = symbol;
        continue;
      }
      if (symbol === 256) {
        this.blockEnd();
        startAt = at;
        startBuffer = bitBuffer;
        startCount = bitCount;
        break;
      }
      if (symbol > 285) {
        fault = 'there is a code that its block does not define';
        break;
      }
      while (bitCount < 20 && at < inputEnd) {
        bitBuffer |= input[at++] << bitCount;
        bitCount += 8;
      }
      const lengthBits = LENGTH_BITS[symbol - 257];
      const matchLength = LENGTH_BASE[symbol - 257] + (bitBuffer & ((1 << lengthBits) - 1));
      bitBuffer >>>= lengthBits;
      bitCount -= lengthBits;
      const foundDistance = distanceEntry[bitBuffer & distanceMask];
      const distanceLength = foundDistance & 15;
      if (bitCount < 0 || distanceLength === 0 || distanceLength > bitCount) {
        if (bitCount >= 15) fault = 'there is a distance that its block does not define';
        enough = false;
        break;
      }
      bitBuffer >>>= distanceLength;
      bitCount -= distanceLength;
      while (bitCount < 13 && at < inputEnd) {
        bitBuffer |= input[at++] << bitCount;
        bitCount += 8;
      }
      const distanceSymbol = foundDistance >>> 4;
      const distanceBits = distanceSymbol < 30 ? DISTANCE_BITS[distanceSymbol] : 0;
      if (distanceBits > bitCount) {
        enough = false;
        break;
      }
      const distance = DISTANCE_BASE[distanceSymbol] + (bitBuffer & ((1 << distanceBits) - 1));
      bitBuffer >>>= distanceBits;
      bitCount -= distanceBits;
      let from = end - distance;
      if (distanceSymbol >= 30 || from < reachStart) {
        fault = 'it refers to bytes before its beginning';
        break;
      }
      const matchEnd = end + matchLength;
      while (end < matchEnd) out[end++] = out[from++];
      startAt = at;
      startBuffer = bitBuffer;
      startCount = bitCount;
    }

    const isWhole = enough && fault === undefined;
    this.at = isWhole ? at : startAt;
    this.bitBuffer = isWhole ? bitBuffer : startBuffer;
    this.bitCount = isWhole ? bitCount : startCount;
    this.reach = Math.min(WINDOW_BYTES, this.reach + end - this.end);
    this.end = end;
    this.fault = fault;
    return isWhole;
  }
}
