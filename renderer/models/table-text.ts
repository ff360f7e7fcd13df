// The goroutine table as text: tab-separated for the clipboard, CSV for a file. Exact numbers in ns, empty = not known.

import { GOROUTINE_COLUMNS } from '../../shared/model/requests';
import type { TableCells } from './goroutine-table';

/** The columns of the table, then what 'at end' shows beside the state: reason of the last wait, and 1 for a ghost. */
const COLUMNS = [...GOROUTINE_COLUMNS, 'finalReason', 'ghost'] as const;

export function tableTsv(rows: readonly TableCells[]): string {
  return lines(rows, '\t', (text) => text.replace(/[\t\r\n]/g, ' '));
}

/** RFC 4180, with a header line. */
export function tableCsv(rows: readonly TableCells[]): string {
  return lines(rows, ',', (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text));
}

function lines(rows: readonly TableCells[], separator: string, quote: (text: string) => string): string {
  const header = COLUMNS.join(separator);
  const body = rows.map((row) => COLUMNS.map((column) => quote(plain(row[column]))).join(separator));
  return [header, ...body, ''].join('\n');
}

function plain(value: number | string): string {
  return typeof value === 'number' && Number.isNaN(value) ? '' : String(value);
}
