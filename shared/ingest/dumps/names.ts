// What names of dump files tell: which files belong together, and when they were taken.

/** Longer ones are cut before they are looked at. */
const LONGEST_NAME = 500;
const ENDINGS = /\.(?:gz|zst|zstd|txt|log|out|err|stderr|pb|pprof|prof|dump|dmp)$/i;
/** Words that say which listing a file is, not of what or when. */
const FORM_WORDS =
  /(?<![a-z])(?:debug[=_-]?[012]|goroutine[-_.]?leaks?|goroutines?|thread[-_.]?create|runtime[-_.]?stack|stacks?|pprof)(?![a-z])/gi;

export interface DumpName {
  /** '' if there is none. */
  readonly folder: string;
  /** Without folder and endings. */
  readonly base: string;
  /** `base` without the words for the listing: equal for listings of one moment. */
  readonly stem: string;
  readonly timeMs?: number;
}

export function readName(name: string): DumpName {
  const text = name.slice(-LONGEST_NAME);
  const slash = text.lastIndexOf('/');
  const folder = slash < 0 ? '' : text.slice(0, slash);
  let base = text.slice(slash + 1);
  while (ENDINGS.test(base) && base.search(ENDINGS) > 0) base = base.replace(ENDINGS, '');
  const stem = base
    .replace(FORM_WORDS, '')
    .replace(/([\W_])[\W_]+/g, '$1')
    .replace(/^[\W_]|[\W_]$/g, '');
  const timeMs = timeIn(base) ?? timeIn(folder.slice(folder.lastIndexOf('/') + 1));
  return { folder, base, stem, ...(timeMs !== undefined && { timeMs }) };
}

const DATE_TIME =
  /(?<!\d)(20\d\d)([-_.]?)(0[1-9]|1[0-2])\2([0-2]\d|3[01])[-T_ .]?([01]\d|2[0-3])[-:_.h]?([0-5]\d)(?:[-:_.m]?([0-5]\d))?(?:[.,]\d{1,9})?(Z|[+-]\d\d:?\d\d)?(?!\d)/;
/** Seconds or milliseconds since 1970, from 2017 to 2033. */
const EPOCH = /(?<!\d)(1[5-9]\d{8})(\d{3})?(?!\d)/;

/** `20261121-1545`, `2026-11-21T15:45:00Z`, `1795275900`. Without a zone it is taken as UTC, as in logs. A day alone is no time. */
export function timeIn(text: string): number | undefined {
  const match = DATE_TIME.exec(text);
  if (match !== null) {
    const [, year, , month, day, hour, minute, second = '00', zone = 'Z'] = match;
    const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`);
    return Number.isNaN(ms) ? undefined : ms;
  }
  const epoch = EPOCH.exec(text);
  return epoch === null ? undefined : Number(epoch[1]) * 1000 + Number(epoch[2] ?? 0);
}

const collator = new Intl.Collator('en', { numeric: true });
/** snap2 before snap10. */
export const byName = (a: string, b: string): number => collator.compare(a, b);

/**
 * What is different between names, each as short as it can be in whole words: `app-snap0`, `app-snap1` are `snap0`, `snap1`.
 * Names that are equal stay as they are.
 */
export function shortNames(names: readonly string[]): readonly string[] {
  const words = names.map((name) => name.match(/[A-Za-z0-9]+|[^A-Za-z0-9]+/g) ?? []);
  const [first] = words;
  if (first === undefined || new Set(names).size < 2) return names;
  const shortest = Math.min(...words.map(({ length }) => length));
  let front = 0;
  while (front < shortest && words.every((own) => own[front] === first[front])) front++;
  let back = 0;
  while (back < shortest - front && words.every((own) => own.at(-1 - back) === first.at(-1 - back))) back++;
  return words.map((own, i) => {
    const kept = own
      .slice(front, own.length - back)
      .join('')
      .replace(/^[\W_]+|[\W_]+$/g, '');
    return kept === '' ? names[i] : kept;
  });
}
