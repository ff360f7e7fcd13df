// Unpacks the blocks of one zstd frame (RFC 8878, 3.1.1.2): literals, and sequences that mix them with what came before.
//
// Why not a package: fzstd checks no length while it copies. A file of 21 bytes that was made for it (a block of 98 303
// sequences of 131 074 bytes each) kept it busy for more than four minutes, and no worker can be asked to stop in that
// time. Here a block ends with the first sequence that leads out of it or beyond the window.

import { BackwardBits, DamagedBlock, type FseTable, fseTable, readFseTable, singleTable } from './fse';
import { type LiteralCode, readLiterals } from './zstd-literals';

interface CodeKind {
  readonly maxLog: number;
  readonly maxSymbol: number;
  readonly usual: FseTable;
}

const LITERAL_LENGTHS: CodeKind = {
  maxLog: 9,
  maxSymbol: 35,
  // biome-ignore format: a table of the format
  usual: fseTable([4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1], 6),
};
const OFFSETS: CodeKind = {
  maxLog: 8,
  maxSymbol: 31,
  // biome-ignore format: a table of the format
  usual: fseTable([1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1], 5),
};
const MATCH_LENGTHS: CodeKind = {
  maxLog: 9,
  maxSymbol: 52,
  // biome-ignore format: a table of the format
  usual: fseTable([1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1], 6),
};

/** Extra bits of the codes from `plain` on; those below stand for themselves. */
function lengths(plain: number, first: number, extra: readonly number[]) {
  const bits = [...new Array<number>(plain).fill(0), ...extra];
  const base: number[] = [];
  for (let code = 0, value = first; code < bits.length; value += 1 << bits[code++]) base.push(value);
  return { bits: Uint8Array.from(bits), base: Uint32Array.from(base) };
}
const LITERALS = lengths(16, 0, [1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
const MATCHES = lengths(32, 3, [1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);

export class ZstdBlocks {
  /** What a match may refer to, then what was unpacked last. */
  private out: Uint8Array = new Uint8Array(0);
  private end = 0;
  private code: LiteralCode | undefined;
  private tables: readonly FseTable[] | undefined;
  private readonly recent = [1, 4, 8];

  /** @param maxBytes that a block may unpack to */
  constructor(
    private readonly windowBytes: number,
    private readonly maxBytes: number,
  ) {}

  stored(bytes: Uint8Array): Uint8Array {
    this.makeRoom(bytes.length);
    this.out.set(bytes, this.end);
    this.end += bytes.length;
    return bytes.slice();
  }

  repeated(byte: number, count: number): Uint8Array {
    return this.stored(new Uint8Array(count).fill(byte));
  }

  /** @throws DamagedBlock */
  packed(block: Uint8Array): Uint8Array {
    this.makeRoom(this.maxBytes);
    const from = this.end;
    const literals = readLiterals(block, this.maxBytes, this.code);
    this.code = literals.code;
    let at = literals.end;
    const head = block[at++] ?? -1;
    if (head < 0 || (head > 127 && at + (head === 255 ? 2 : 1) > block.length)) throw new DamagedBlock();
    let count = head;
    if (head === 255) count = block[at++] + (block[at++] << 8) + 0x7f00;
    else if (head > 127) count = ((head - 128) << 8) + block[at++];
    const used = count === 0 ? 0 : this.sequences(block, at, count, literals.bytes, from + this.maxBytes);
    if (count === 0 && at !== block.length) throw new DamagedBlock();
    const rest = literals.bytes.subarray(used);
    if (this.end + rest.length > from + this.maxBytes) throw new DamagedBlock();
    this.out.set(rest, this.end);
    this.end += rest.length;
    return this.out.slice(from, this.end);
  }

  /** Grows with what is unpacked, whatever window the header asks for; then moves the window to the front. */
  private makeRoom(bytes: number): void {
    if (this.end + bytes <= this.out.length) return;
    // Room for several blocks beside the window, so that it is moved seldom.
    const most = this.windowBytes + Math.max(1 << 20, this.windowBytes >> 2);
    if (this.end + bytes <= most) {
      const grown = new Uint8Array(Math.min(most, Math.max(this.end + bytes, 2 * this.out.length)));
      grown.set(this.out.subarray(0, this.end));
      this.out = grown;
    } else {
      this.out.copyWithin(0, this.end - this.windowBytes, this.end);
      this.end = this.windowBytes;
    }
  }

  /** Returns how many literals the sequences used. */
  private sequences(block: Uint8Array, from: number, count: number, literals: Uint8Array, limit: number): number {
    const { out, windowBytes, recent } = this;
    const { tables, at } = this.readTables(block, from);
    this.tables = tables;
    const [ofLiterals, ofOffsets, ofMatches] = tables;
    const stream = new BackwardBits(block, at, block.length);
    let literalState = stream.read(ofLiterals.log);
    let offsetState = stream.read(ofOffsets.log);
    let matchState = stream.read(ofMatches.log);
    let { end } = this;
    let used = 0;
    for (let left = count; left > 0; left--) {
      const literalCode = ofLiterals.symbol[literalState];
      const offsetCode = ofOffsets.symbol[offsetState];
      const matchCode = ofMatches.symbol[matchState];
      const value = 2 ** offsetCode + stream.read(offsetCode);
      const matchLength = MATCHES.base[matchCode] + stream.read(MATCHES.bits[matchCode]);
      const literalLength = LITERALS.base[literalCode] + stream.read(LITERALS.bits[literalCode]);
      if (left > 1) {
        literalState = ofLiterals.base[literalState] + stream.read(ofLiterals.bits[literalState]);
        matchState = ofMatches.base[matchState] + stream.read(ofMatches.bits[matchState]);
        offsetState = ofOffsets.base[offsetState] + stream.read(ofOffsets.bits[offsetState]);
      }
      const offset = offsetOf(recent, value, literalLength === 0);
      const literalEnd = end + literalLength;
      const matchEnd = literalEnd + matchLength;
      const isWithin = used + literalLength <= literals.length && matchEnd <= limit;
      if (stream.left < 0 || !isWithin || offset <= 0 || offset > windowBytes || offset > literalEnd) {
        throw new DamagedBlock();
      }
      while (end < literalEnd) out[end++] = literals[used++];
      for (let source = end - offset; end < matchEnd; ) out[end++] = out[source++];
    }
    if (stream.left !== 0) throw new DamagedBlock();
    this.end = end;
    return used;
  }

  private readTables(block: Uint8Array, from: number) {
    const modes = block[from] ?? 3;
    if ((modes & 3) !== 0) throw new DamagedBlock();
    let at = from + 1;
    const tables = [LITERAL_LENGTHS, OFFSETS, MATCH_LENGTHS].map(({ maxLog, maxSymbol, usual }, index) => {
      switch ((modes >> (6 - 2 * index)) & 3) {
        case 0:
          return usual;
        case 1: {
          const symbol = block[at++] ?? 255;
          if (symbol > maxSymbol) throw new DamagedBlock();
          return singleTable(symbol);
        }
        case 2: {
          const { table, end } = readFseTable(block, at, maxLog, maxSymbol);
          at = end;
          return table;
        }
        default: {
          const before = this.tables?.[index];
          if (before === undefined) throw new DamagedBlock();
          return before;
        }
      }
    });
    return { tables, at };
  }
}

/** The distance that a sequence means: one of the three last ones, or a new one. Notes it as the last. */
function offsetOf(recent: number[], value: number, noLiterals: boolean): number {
  const place = value > 3 ? 3 : value - 1 + (noLiterals ? 1 : 0);
  const offset = value > 3 ? value - 3 : place < 3 ? recent[place] : recent[0] - 1;
  if (place > 1) recent[2] = recent[1];
  if (place > 0) recent[1] = recent[0];
  recent[0] = offset;
  return offset;
}
