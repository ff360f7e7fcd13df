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

/** Names in a file may hold control characters and marks of direction, which a terminal would obey: shown as \x1b, \u{202e}. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (char) => {
    const code = (char.codePointAt(0) ?? 0).toString(16);
    return code.length > 2 ? `\\u{${code}}` : `\\x${code.padStart(2, '0')}`;
  });
}

/** The same, and so short that one name does not push all columns out of sight: its end says most. */
export function shortPrintable(text: string, most: number): string {
  // Cut before it is searched: a name may have megabytes.
  const seen = printable(text.slice(-most));
  return text.length <= most && seen.length <= most ? seen : `…${seen.slice(1 - most)}`;
}

/** Words in lines of at most `width` letters; a longer word has its own. */
export function* wrapped(text: string, width: number): Generator<string> {
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      yield line;
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  if (line !== '') yield line;
}
