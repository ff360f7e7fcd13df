// Lines of dumps become rows. One goroutine is open at a time; what its lines said is written into columns when the next one
// begins, and it is decided then whether that one still belongs to the same dump.

import { type DumpSymbols, GoroutineFlag, type Snapshot, SnapshotRows } from '../../model/dumps';
import type { Problem } from '../../model/problems';
import { KnownText, wideHash } from './frames';
import { headerBracket, headerId, looksLikeGoroutine } from './header';
import type { LineSink } from './line-sink';
import { OpenGoroutine } from './open-goroutine';

export class DumpRows implements LineSink {
  readonly snapshots: Snapshot[] = [];
  readonly problems: Problem[] = [];
  private rows = new SnapshotRows();
  private readonly known: KnownText;
  private readonly current: OpenGoroutine;
  private isOpen = false;

  constructor(
    symbols: DumpSymbols,
    private readonly file: number,
  ) {
    this.known = new KnownText(symbols);
    this.current = new OpenGoroutine(this.known);
  }

  line(bytes: Uint8Array, from: number, to: number, rawFrom: number, rawTo: number): boolean {
    if (from === to) {
      this.close();
      return true;
    }
    if (looksLikeGoroutine(bytes, from, to)) {
      this.close();
      this.open(bytes, from, to, rawFrom, rawTo);
      return true;
    }
    if (!this.isOpen || !this.current.line(bytes, from, to)) return false;
    this.current.rawTo = rawTo;
    return true;
  }

  frames(bytes: Uint8Array, from: number, to: number, rawFrom: number): number {
    if (!this.isOpen) return from;
    let at = from;
    for (let next = from; next >= 0; next = this.current.takeGuess(bytes, at, to)) at = next;
    if (at > from) this.current.rawTo = rawFrom + (at - from);
    return at;
  }

  text(): void {}

  beside(): void {}

  keep(): void {
    if (this.isOpen) this.current.keep();
  }

  end(): void {
    this.close();
    const { rows } = this;
    if (rows.length === 0) return;
    this.snapshots.push({
      form: 'goroutines',
      profile: 'goroutine',
      format: 'goroutine-text',
      file: this.file,
      from: rows.columns.rawFrom[0],
      to: rows.columns.rawTo[rows.length - 1],
      preamble: [],
      truncated: false,
      length: rows.length,
      columns: rows.columns,
    });
  }

  get length(): number {
    return this.rows.length;
  }

  private open(bytes: Uint8Array, from: number, to: number, rawFrom: number, rawTo: number): void {
    this.known.makeRoom();
    const bracket = headerBracket(bytes, from, to);
    const header = bracket < 0 ? undefined : this.known.header(bytes, bracket, to);
    this.current.begin(headerId(bytes, from, to), header, this.known.headerLabels, rawFrom, rawTo);
    this.isOpen = true;
  }

  private close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    const { current, known, rows } = this;
    current.settle();
    const row = rows.add();
    const { columns } = rows;
    const { header } = current;
    columns.id[row] = current.id;
    if (header !== undefined) {
      columns.state[row] = header.state;
      columns.minutes[row] = header.minutes;
      columns.labels[row] = current.labels;
      columns.bubble[row] = header.bubble;
    }
    columns.flags[row] = current.flags | (row === 0 ? GoroutineFlag.First : 0);
    columns.stack[row] = known.stack(current.entries, current.count);
    columns.exactHash[row] = known.exactHash;
    columns.creator[row] = current.creator < 0 ? -1 : known.frameOf(current.creator);
    columns.parent[row] = current.parent;
    columns.waitsFor[row] = current.waitsFor;
    columns.argsHash[row] = wideHash(current.args.a, current.args.b);
    columns.rawFrom[row] = current.rawFrom;
    columns.rawTo[row] = current.rawTo;
  }
}
