// Aligned tables for a terminal.

export interface TextColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
}

const BOLD = '\x1b[1m';
const RESET = '\x1b[0m';

/** Lines of a table, each ending in a newline; columns are as wide as their widest cell and two spaces apart. */
export function* textTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly string[])[],
  colour: boolean,
): Generator<string> {
  const widths = columns.map(({ title }, index) =>
    rows.reduce((widest, row) => Math.max(widest, (row[index] ?? '').length), title.length),
  );
  const line = (cells: readonly string[]) =>
    columns
      .map(({ align }, index) => {
        const cell = cells[index] ?? '';
        const width = widths[index] as number;
        return align === 'right' ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  const head = line(columns.map(({ title }) => title));
  yield colour ? `${BOLD}${head}${RESET}\n` : `${head}\n`;
  for (const row of rows) yield `${line(row)}\n`;
}

/** Names in a file may hold control characters, which a terminal would obey: shown as \x1b. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
