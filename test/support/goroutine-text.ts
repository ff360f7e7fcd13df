// Reads text dumps for tests: rows as objects, in pieces of any size.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readGoroutineText } from '../../shared/formats/goroutine-detail';
import { createGoroutineTextReader } from '../../shared/formats/goroutine-text/reader';
import { DumpSymbols, GoroutineFlag, type GoroutineText, type LabelSet, type Snapshot } from '../../shared/model/dumps';
import type { Problem } from '../../shared/model/problems';

const FIXTURES = join(import.meta.dirname, '..', 'fixtures');
export const readFixture = (path: string): Uint8Array => new Uint8Array(readFileSync(join(FIXTURES, path)));

export interface ReadText {
  readonly symbols: DumpSymbols;
  readonly snapshots: readonly Snapshot[];
  readonly problems: readonly Problem[];
  readonly bytes: Uint8Array;
}

/** @param pieces sizes of the pieces that the bytes come in, over and over; none = all at once. */
export function readText(
  text: string | Uint8Array,
  {
    pieces = [],
    modifiedMs,
    name = 'dump.txt',
  }: { pieces?: readonly number[]; modifiedMs?: number; name?: string } = {},
): ReadText {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const symbols = new DumpSymbols();
  const reader = createGoroutineTextReader({ symbols, file: 0, name, ...(modifiedMs !== undefined && { modifiedMs }) });
  let from = 0;
  for (let piece = 0; from < bytes.length; piece++) {
    const to = pieces.length === 0 ? bytes.length : from + pieces[piece % pieces.length];
    // What was pushed may be used again by who pushed it.
    const chunk = bytes.slice(from, to);
    reader.push(chunk);
    chunk.fill(0x21);
    from = to;
  }
  const snapshots = reader.end();
  return { symbols, snapshots, problems: reader.problems, bytes };
}

const FLAG_NAMES = Object.entries(GoroutineFlag);

export interface Row {
  readonly id: number;
  readonly state: string;
  readonly minutes: number;
  readonly flags: readonly string[];
  /** `func file:line`, leaf first. */
  readonly stack: readonly string[];
  readonly creator: string | undefined;
  readonly parent: number;
  readonly labels: LabelSet;
  readonly bubble: number;
  readonly waitsFor: number;
  readonly argsHash: number;
  readonly exactHash: number;
  readonly raw: string;
  readonly detail: GoroutineText;
}

export function rowsOf({ symbols, bytes }: ReadText, { columns, length }: Snapshot): readonly Row[] {
  const { table } = symbols;
  const place = ({ func, file, line }: { func: string; file: string; line: number }): string =>
    `${func} ${file}:${line}`;
  return Array.from({ length }, (_, row) => {
    const raw = bytes.subarray(columns.rawFrom[row], columns.rawTo[row]);
    const creator = columns.creator[row];
    return {
      id: columns.id[row],
      state: table.string(columns.state[row]),
      minutes: columns.minutes[row],
      flags: FLAG_NAMES.filter(([, flag]) => (columns.flags[row] & flag) !== 0).map(([name]) => name),
      stack: table.frames(columns.stack[row]).map(place),
      creator: creator < 0 ? undefined : place(table.frames(symbols.stack([creator]))[0]),
      parent: columns.parent[row],
      labels: symbols.labelSets[columns.labels[row]],
      bubble: columns.bubble[row],
      waitsFor: columns.waitsFor[row],
      argsHash: columns.argsHash[row],
      exactHash: columns.exactHash[row],
      raw: new TextDecoder().decode(raw),
      detail: readGoroutineText(raw),
    };
  });
}

/** Rows of all dumps in a text, in order. */
export const allRows = (read: ReadText): readonly Row[] => read.snapshots.flatMap((snapshot) => rowsOf(read, snapshot));

/** Everything that was read, for comparing two readings. */
export const factsOf = (read: ReadText): unknown => ({
  problems: read.problems,
  snapshots: read.snapshots.map((snapshot) => ({ ...snapshot, columns: undefined, rows: rowsOf(read, snapshot) })),
});
