// Tables that are read whole (goroutines, symbols, block infos): columns packed into chunks, put together again when loaded.
//
// A column stays whole up to DIVIDED_BYTES, so that loading is no more than taking what the store gives: joining the pieces
// of a table of 1.3 million goroutines took 0.2 s, and as much memory again. The columns of one table may have different lengths.

import type { Column, Columns } from '../model/tables';
import { columnsBytes } from './owned-columns';
import type { TraceStore, TraceWriter } from './trace-store';

/** Near the size that IndexedDB writes fastest; larger columns have a chunk of their own. */
const CHUNK_BYTES = 1024 * 1024;
/** Larger ones are divided: a store writes and reads a chunk in one piece of memory. */
const DIVIDED_BYTES = 32 * 1024 * 1024;
/** Reads that are begun before it is known whether the table goes on so far. */
const READS_AT_ONCE = 8;

export async function putColumns(writer: TraceWriter, table: string, columns: Columns): Promise<void> {
  let chunk = 0;
  let part: Record<string, Column> = {};
  let bytes = 0;
  for (const [name, column] of Object.entries(columns)) {
    for (const piece of pieces(column)) {
      if (bytes >= CHUNK_BYTES || part[name] !== undefined) {
        await writer.put(table, chunk++, part);
        part = {};
        bytes = 0;
      }
      part[name] = piece;
      bytes += columnsBytes({ piece });
    }
  }
  await writer.put(table, chunk, part);
}

function pieces(column: Column): readonly Column[] {
  const count = Math.ceil(columnsBytes({ column }) / DIVIDED_BYTES);
  if (count <= 1) return [column];
  const length = Math.ceil(column.length / count);
  return Array.from({ length: count }, (_, i) => column.slice(i * length, (i + 1) * length));
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
