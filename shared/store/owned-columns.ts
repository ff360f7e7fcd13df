// What a store keeps must not drag along, nor share, the larger buffer that a column is a view of.

import type { Column, Columns } from '../model/tables';

const isStrings = (column: Column): column is readonly string[] => Array.isArray(column);

/** The same columns, each typed array on a buffer of exactly its size: a stored view would keep (and clone) its whole buffer. */
export function ownedColumns(columns: Columns): Columns {
  const owned: Record<string, Column> = {};
  for (const [name, column] of Object.entries(columns)) {
    owned[name] = isStrings(column) || column.byteLength === column.buffer.byteLength ? column : column.slice();
  }
  return owned;
}

/** Bytes that the columns take: strings count two per UTF-16 unit, as the engines store them at most. */
export function columnsBytes(columns: Columns): number {
  let bytes = 0;
  for (const column of Object.values(columns)) {
    if (isStrings(column)) for (const text of column) bytes += 2 * text.length;
    else bytes += column.byteLength;
  }
  return bytes;
}
