// Strings as Go's strconv.Quote writes them.

const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};
const DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** The string whose opening quote stands at `at`, and the place after its closing one; undefined if it does not end. */
export function readQuoted(text: string, at: number): { readonly value: string; readonly end: number } | undefined {
  if (text[at] !== '"') return undefined;
  let value = '';
  for (let i = at + 1; i < text.length; ) {
    const char = text[i];
    if (char === '"') return { value, end: i + 1 };
    if (char !== '\\') {
      const next = nextSpecial(text, i);
      value += text.slice(i, next);
      i = next;
      continue;
    }
    const kind = text[i + 1] ?? '';
    const digits = DIGITS[kind];
    if (digits === undefined) {
      value += SIMPLE[kind] ?? kind;
      i += 2;
      continue;
    }
    const code = Number.parseInt(text.slice(i + 2, i + 2 + digits), 16);
    // \xNN is a byte that belongs to no character.
    value += kind === 'x' || !(code <= 0x10ffff) ? '\ufffd' : String.fromCodePoint(code);
    i += 2 + digits;
  }
  return undefined;
}

function nextSpecial(text: string, from: number): number {
  for (let i = from; i < text.length; i++) if (text[i] === '"' || text[i] === '\\') return i;
  return text.length;
}
