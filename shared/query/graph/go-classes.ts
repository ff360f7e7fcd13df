// The classes of characters that Go's expressions know by name, written for the language's own engine.

type Range = readonly [from: number, to: number];

/** As regexp/syntax has them. */
const POSIX: Readonly<Record<string, string>> = {
  alnum: '09AZaz',
  alpha: 'AZaz',
  ascii: '\0\x7f',
  blank: '\t\t  ',
  cntrl: '\0\x1f\x7f\x7f',
  digit: '09',
  graph: '!~',
  lower: 'az',
  print: ' ~',
  punct: '!/:@[`{~',
  space: '\t\r  ',
  upper: 'AZ',
  word: '09AZ__az',
  xdigit: '09AFaf',
};

/** White space of Go's `\s`: the language's own has more. */
export const GO_SPACE = '\\t\\n\\f\\r ';
export const NO_GO_SPACE = classText(complement(rangesOf('\t\n\f\r  ')));

/**
 * @param anyCase letter case is ignored where the class stands: what it leaves out must then be told of all cases.
 * @returns what stands between brackets for `[:name:]` or `[:^name:]`; undefined: there is no such class.
 */
export function posixClass(name: string, negative: boolean, anyCase: boolean): string | undefined {
  if (!Object.hasOwn(POSIX, name)) return undefined;
  if (!negative) return classText(rangesOf(POSIX[name]));
  if (!anyCase) return classText(complement(rangesOf(POSIX[name])));
  const ofBoth = rangesOf(POSIX[name === 'lower' || name === 'upper' ? 'alpha' : name]);
  // Of the letters of ASCII these two have a third case: ſ and K (the sign of kelvin).
  const third = ofBoth.some(([from, to]) => from <= 0x73 && to >= 0x73) ? rangesOf('\u017f\u017f\u212a\u212a') : [];
  return classText(complement([...ofBoth, ...third]));
}

/** @returns the name as `\p{…}` has it, for Go's `\p{name}`: a category or a script; undefined: there is none. */
export function unicodeProperty(name: string): string | undefined {
  if (!/^\w+$/.test(name)) return undefined;
  return [`gc=${name}`, `sc=${name}`, ...(/^(?:Any|ASCII)$/.test(name) ? [name] : [])].find((property) => {
    try {
      return new RegExp(`\\p{${property}}`, 'u') !== undefined;
    } catch {
      return false;
    }
  });
}

/** A character that stands for itself, within brackets too. */
export const literal = (character: string): string =>
  /^[\p{L}\p{N}_]$/u.test(character) ? character : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;

function rangesOf(ends: string): readonly Range[] {
  const codes = Array.from(ends, (end) => end.charCodeAt(0));
  return codes.flatMap((code, i) => (i % 2 === 0 ? [[code, codes[i + 1]] as const] : []));
}

/** @param ranges rising. */
function complement(ranges: readonly Range[]): readonly Range[] {
  const bounds = [-1, ...ranges.flat(), 0x110000];
  return bounds.flatMap((bound, i) =>
    i % 2 === 0 && bound + 1 < bounds[i + 1] ? [[bound + 1, bounds[i + 1] - 1] as const] : [],
  );
}

function classText(ranges: readonly Range[]): string {
  return ranges.map((range) => range.map((code) => `\\u{${code.toString(16)}}`).join('-')).join('');
}
