// Tables that are read whole (goroutines, symbols, block infos): cut into chunks by rows, put together again when loaded.
//
// The columns of one table may have different lengths (offsets, flattened lists): chunk n holds the same rows of every column
// that reaches that far. Chunk 0 holds the start of all columns, so even empty ones come back.

import type { Column, Columns } from '../model/tables';
import { columnsBytes } from './owned-columns';
import type { TraceStore, TraceWriter } from './trace-store';

// Near the size that IndexedDB writes fastest. A goroutine table has about 180 bytes a row, the rows of blocks have 20, and there
// may be a million of them: cut at the same number of rows, the latter would make 87 records for a trace of 220 MB.
const CHUNK_BYTES = 1.5 * 1024 * 1024;
const MIN_CHUNK_ROWS = 8192;
/** Reads that are begun before it is known whether the table goes on so far: one wait for 64 Ki rows, not eight. */
const READS_AT_ONCE = 8;

export async function putColumns(writer: TraceWriter, table: string, columns: Columns): Promise<void> {
  const entries = Object.entries(columns);
  const longest = entries.reduce((length, [, column]) => Math.max(length, column.length), 0);
  const rows = Math.max(MIN_CHUNK_ROWS, Math.floor((CHUNK_BYTES * longest) / Math.max(1, columnsBytes(columns))));
  const chunks = Math.max(1, Math.ceil(longest / rows));
  for (let chunk = 0; chunk < chunks; chunk++) {
    const from = chunk * rows;
    const part: Record<string, Column> = {};
    for (const [name, column] of entries) {
      if (chunk === 0 || column.length > from) part[name] = column.slice(from, from + rows);
    }
    await writer.put(table, chunk, part);
  }
}

/** The table as it was put; undefined if the store has none of that name. */
export async function getColumns(store: TraceStore, key: string, table: string): Promise<Columns | undefined> {
  const parts = new Map<string, Column[]>();
  for (let first = 0, more = true; more; first += READS_AT_ONCE) {
    const numbers = Array.from({ length: READS_AT_ONCE }, (_, i) => first + i);
    const chunks = await Promise.all(numbers.map((chunk) => store.get(key, table, chunk)));
    if (first === 0 && chunks[0] === undefined) return undefined;
    for (const columns of chunks) {
      more &&= columns !== undefined;
      if (columns === undefined) break;
      for (const [name, column] of Object.entries(columns)) {
        const list = parts.get(name);
        if (list === undefined) parts.set(name, [column]);
        else list.push(column);
      }
    }
  }
  return Object.fromEntries([...parts].map(([name, list]) => [name, joined(list)]));
}

function joined(parts: readonly Column[]): Column {
  const first = parts[0] as Column;
  if (parts.length === 1) return first;
  if (Array.isArray(first)) return (parts as readonly (readonly string[])[]).flat();
  const arrays = parts as readonly Float64Array[];
  const length = arrays.reduce((sum, part) => sum + part.length, 0);
  const whole = new (first.constructor as new (length: number) => Float64Array)(length);
  let at = 0;
  for (const part of arrays) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
