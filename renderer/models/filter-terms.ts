// Splits the text of a filter into its terms, by the same quotes and slashes as the filter language: for chips only.

export interface FilterTerm {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

export function filterTerms(filter: string): readonly FilterTerm[] {
  const terms: FilterTerm[] = [];
  let at = 0;
  while (at < filter.length) {
    if (/\s/.test(filter[at])) {
      at++;
      continue;
    }
    const from = at;
    at = termEnd(filter, from);
    terms.push({ text: filter.slice(from, at), from, to: at });
  }
  return terms;
}

/** The filter without the term at that place in the list. */
export function withoutTerm(filter: string, index: number): string {
  return filterTerms(filter)
    .filter((_, place) => place !== index)
    .map((term) => term.text)
    .join(' ');
}

function termEnd(filter: string, from: number): number {
  let at = from;
  let closing = '';
  while (at < filter.length && (closing !== '' || !/\s/.test(filter[at]))) {
    const char = filter[at];
    if (char === '\\' && closing !== '') at++;
    else if (char === closing) closing = '';
    else if (closing === '' && char === '"') closing = '"';
    // A slash opens an expression only where a value begins: `net/http` is text.
    else if (closing === '' && char === '/' && /^(?:-?(?:\w+:)?)$/.test(filter.slice(from, at))) closing = '/';
    at++;
  }
  return Math.min(at, filter.length);
}
