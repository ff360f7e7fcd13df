// The lines of a counted profile (debug=1), each by itself.

import type { LabelSet } from '../../model/dumps';
import { readQuoted } from './go-quoted';

export interface Header {
  readonly profile: 'goroutine' | 'goroutineleak' | 'threadcreate';
  readonly total: number;
  /** Place of the word, and the place after the number. */
  readonly from: number;
  readonly to: number;
}

export const HEADER_MARK = ' profile: total ';

/** `goroutine profile: total 12`, anywhere in a line. */
export function readHeader(line: string): Header | undefined {
  const mark = line.indexOf(HEADER_MARK);
  if (mark < 0) return undefined;
  const word = /(?:^|[^\w])(goroutine|goroutineleak|threadcreate)$/.exec(line.slice(Math.max(0, mark - 20), mark))?.[1];
  const digits = /^\d{1,15}/.exec(line.slice(mark + HEADER_MARK.length, mark + HEADER_MARK.length + 15))?.[0];
  if (word === undefined || digits === undefined) return undefined;
  return {
    profile: word as Header['profile'],
    total: Number(digits),
    from: mark - word.length,
    to: mark + HEADER_MARK.length + digits.length,
  };
}

export interface RecordLine {
  readonly count: number;
  readonly addresses: readonly number[];
}

/** `2 @ 0x486fae 0x415b4c`; without an address in a record without frames. */
export function readRecord(line: string): RecordLine | undefined {
  const head = /^(-?\d{1,10}) @(?= 0x|\s*$)/.exec(line.slice(0, 20));
  if (head === null) return undefined;
  const addresses: number[] = [];
  for (const word of line.slice(head[0].length).trim().split(' ')) {
    if (word === '') continue;
    // A word that is no number is the place where a file was cut, or not of a record.
    if (!/^0x[0-9a-f]{0,16}$/.test(word)) return undefined;
    addresses.push(Number.parseInt(word, 16) || 0);
  }
  return { count: Number(head[1]), addresses };
}

const LABELS = '# labels: ';
export const isLabels = (line: string): boolean => line.startsWith(LABELS);

/** `# labels: {"handler":"/v1", "service":"cart"}`. Labels up to where the line is not as it should be. */
export function readLabels(line: string): LabelSet {
  const labels: (readonly [string, string])[] = [];
  let at = line.indexOf('{', LABELS.length - 1) + 1;
  for (;;) {
    const key = readQuoted(line, at);
    if (key === undefined || line[key.end] !== ':') return labels;
    const value = readQuoted(line, key.end + 1);
    if (value === undefined) return labels;
    labels.push([key.value, value.value]);
    if (line[value.end] !== ',') return labels;
    at = value.end + (line[value.end + 1] === ' ' ? 2 : 1);
  }
}

export interface FrameLine {
  readonly address: number;
  /** The address where there is no name. */
  readonly func: string;
  readonly file: string;
  /** 0 = not told. */
  readonly line: number;
}

/** `#<TAB>0x689a5b<TAB>main.leak+0x1b<TAB>/src/main.go:47`, with blanks for tabs where an editor put them. */
export function readFrame(line: string): FrameLine | undefined {
  if (line[0] !== '#' || (line[1] !== '\t' && line[1] !== ' ')) return undefined;
  const text = line.slice(1).trim();
  const addressText = /^0x[0-9a-f]{1,16}(?=\s|$)/.exec(text.slice(0, 20))?.[0];
  if (addressText === undefined) return undefined;
  const address = Number.parseInt(addressText, 16);
  const rest = text.slice(addressText.length).trim();
  if (rest === '') return { address, func: addressText, file: '', line: 0 };
  const separator = rest.includes('\t') ? '\t' : ' ';
  const nameEnd = rest.indexOf(separator);
  const name = nameEnd < 0 ? rest : rest.slice(0, nameEnd);
  const offset = name.lastIndexOf('+0x');
  const place = nameEnd < 0 ? '' : rest.slice(nameEnd).trim();
  const colon = place.lastIndexOf(':');
  const number = /^\d{1,9}$/.exec(place.slice(colon + 1))?.[0];
  return {
    address,
    func: offset < 0 ? name : name.slice(0, offset),
    file: number === undefined ? place : place.slice(0, colon),
    line: number === undefined ? 0 : Number(number),
  };
}

/**
 * Where a line begins behind what a logger put before it, if the header of the profile had such a thing; the length may change
 * from line to line, as a time's does.
 */
export function prefixOf(line: string, headerPrefix: number): number {
  if (headerPrefix === 0) return 0;
  const at = line.search(/#(?:[\t ]|\\t)+0x|# labels: \{|(?<![\w.])-?\d{1,10} @(?: 0x|\s*$|\\n)/);
  return at < 0 ? Math.min(headerPrefix, line.length) : at;
}
