// How files are named in captions and lists: the same in the page and on the command line, whatever kind of file it is.

import type { TimeSource } from './dumps';

/** A file that a picture is of, or one of several in it. */
export interface NamedFile {
  /** With as many folders as are known, parts between `/`. */
  readonly name: string;
  /** When it was taken, ms since 1970; absent = not told. */
  readonly timeMs?: number;
}

/** `2026-11-21 04:59:04 UTC`. */
export const utcText = (ms: number): string => `${new Date(ms).toISOString().replace('T', ' ').slice(0, 19)} UTC`;

/** First line of a caption: `http-1.27.trace · 2026-11-21 04:59:04 UTC`, with ` minus ` what it is compared with. */
export const fileLine = (shown: NamedFile, base?: NamedFile): string =>
  [shown, ...(base === undefined ? [] : [base])]
    .map(({ name, timeMs }) => (timeMs === undefined ? name : `${name} · ${utcText(timeMs)}`))
    .join(' minus ');

/** A file's own time tells little of when it was taken: it may be a copy. */
export const takenAt = ({
  timeMs,
  timeSource,
}: {
  readonly timeMs?: number;
  readonly timeSource?: TimeSource;
}): Pick<NamedFile, 'timeMs'> => (timeMs === undefined || timeSource === 'mtime' ? {} : { timeMs });

/** A file beside others. */
export interface ApartFile extends NamedFile {
  /** What tells it from those of its name, short: its folders, its time, else its number. */
  readonly short: string;
}

/** Names without the folders that those of one name have in common. Where even these are equal, times or numbers differ. */
export function tellApart(files: readonly NamedFile[]): readonly ApartFile[] {
  return files.map((file, place) => {
    const base = baseName(file.name);
    const alike = files.filter(({ name }) => baseName(name) === base);
    const name = alike.length === 1 ? base : withoutCommon(file.name, alike);
    const same = alike.filter((other) => other.name === file.name);
    const own = { ...file, name };
    if (same.length === 1) return { ...own, short: name };
    const times = same.map(({ timeMs }) => (timeMs === undefined ? '' : utcText(timeMs)));
    if (file.timeMs === undefined || times.includes('') || new Set(times).size < times.length) {
      const numbered = `${name} (${place + 1})`;
      return { ...own, name: numbered, short: numbered };
    }
    const time = utcText(file.timeMs);
    const days = new Set(times.map((text) => text.slice(0, 10)));
    return { ...own, short: days.size === 1 ? time.slice(11) : time };
  });
}

const baseName = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

function withoutCommon(name: string, alike: readonly NamedFile[]): string {
  const paths = alike.map((file) => file.name.split('/'));
  const parts = name.split('/');
  const deepest = Math.min(...paths.map((path) => path.length)) - 1;
  const differ = parts.findIndex((part, i) => i >= deepest || paths.some((path) => path[i] !== part));
  return parts.slice(differ).join('/');
}
