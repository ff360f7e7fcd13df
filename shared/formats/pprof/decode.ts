// Reads a pprof profile (a protocol buffer, unpacked) into columns.
//
// The members come in any order, and Go writes the strings last, so a pass collects numbers and places only, and names are
// looked up at the end. A package (pprof-format) was tried first: a number of 200 KB in a file keeps it busy for 19 s,
// fixed-width fields make it throw, and it keeps an object per sample and all strings twice.

import type { LabelSet } from '../../model/dumps';
import type { NumericLabel, Profile, ValueType } from '../../model/profiles';
import { NO_STACK } from '../../model/stacks';
import { SymbolTableBuilder } from '../../model/symbol-table';
import { Raw, readMember } from './members';
import { walk } from './wire';

/**
 * Frames that may be made per byte of the file. A location is named by one byte and may stand for many inlined frames, so
 * a made file of 1 MB could ask for 10^10 of them; in the profiles of Go programs it is less than 1.
 */
const FRAMES_PER_BYTE = 4;
const FRAMES_AT_LEAST = 100_000;
/** Locations of one address: a table finds frames by their address, and walks over those that share one. */
const MOST_OF_ADDRESS = 16;

export type Decoded =
  | {
      readonly ok: true;
      readonly profile: Profile /** What was lost; undefined = nothing. */;
      readonly damage?: string;
    }
  | { readonly ok: false /** A clause that ends without a stop. */; readonly what: string };

/** Never throws, whatever the bytes are. */
export function decodeProfile(bytes: Uint8Array): Decoded {
  const raw = new Raw();
  const utf8 = new TextDecoder();
  const decode = (text: Uint8Array): string => utf8.decode(text);
  const whole = walk(bytes, 0, bytes.length, (field) => readMember(bytes, field, raw, decode));
  if (raw.sampleTypes.length === 0) return { ok: false, what: 'it says of no value what it counts' };
  const string = (index: number): string => raw.strings[index] ?? '';
  const valueType = (type: number, unit: number): ValueType => ({ type: string(type), unit: string(unit) });
  const sampleTypes: ValueType[] = [];
  for (let i = 0; i < raw.sampleTypes.length; i += 2) {
    sampleTypes.push(valueType(raw.sampleTypes[i], raw.sampleTypes[i + 1]));
  }
  if (sampleTypes.every(({ type }) => type === '')) {
    return {
      ok: false,
      what: whole ? 'it has no table of names' : 'it ends before its table of names, which stands last',
    };
  }
  // Samples of a cut file may lack values; a broken sample is the last one that was begun.
  const length = raw.locationStart.length;
  const stacks = buildStacks(raw, length, bytes.length);
  if (stacks === undefined)
    return { ok: false, what: 'its stacks stand for more frames than a file of its size can hold' };
  const values = sampleTypes.map((_, type) => {
    const column = new Float64Array(length);
    for (let i = 0; i < length; i++) {
      const from = raw.valueStart[i];
      column[i] = from + type < (raw.valueStart[i + 1] ?? raw.values.length) ? raw.values[from + type] : 0;
    }
    return column;
  });
  const defaultName = string(raw.scalars.get(14) ?? 0);
  const defaultType = sampleTypes.findIndex(({ type }) => type === defaultName && defaultName !== '');
  const period = raw.scalars.get(12) ?? 0;
  const timeNs = raw.scalars.get(9) ?? 0;
  const durationNs = raw.scalars.get(10) ?? 0;
  const profile: Profile = {
    sampleTypes,
    defaultType: defaultType < 0 ? sampleTypes.length - 1 : defaultType,
    ...(raw.periodType !== undefined && { periodType: valueType(raw.periodType[0], raw.periodType[1]) }),
    ...(period > 0 && { period }),
    ...(timeNs > 0 && { timeMs: Math.round(timeNs / 1e6) }),
    ...(durationNs > 0 && { durationNs }),
    comments: raw.comments.map(string),
    mappings: raw.mappings.flatMap((file, i) =>
      i % 3 === 1 ? [{ file: string(file), buildId: string(raw.mappings[i + 1]) }] : [],
    ),
    symbols: stacks.symbols,
    length,
    stack: stacks.stack,
    values,
    ...buildLabels(raw, length, string),
  };
  return whole ? { ok: true, profile } : { ok: true, profile, damage: 'it is cut or damaged' };
}

/** Undefined if they would be too many. */
function buildStacks(raw: Raw, length: number, bytes: number) {
  const symbols = new SymbolTableBuilder();
  const stack = new Int32Array(length);
  const frames = buildFrames(raw, symbols);
  const placeOf = new Map([...raw.locations.keys()].map((id, place) => [id, place]));
  /** Stack by the callers' stack and the location on top of it, so that what was expanded once is not again. */
  const known = new Map<number, number>();
  let left = Math.max(FRAMES_AT_LEAST, FRAMES_PER_BYTE * bytes);
  for (let i = 0; i < length; i++) {
    let node = NO_STACK;
    for (let at = (raw.locationStart[i + 1] ?? raw.locationIds.length) - 1; at >= raw.locationStart[i]; at--) {
      const place = placeOf.get(raw.locationIds[at]);
      if (place === undefined) continue;
      const key = (node + 1) * frames.length + place;
      const before = known.get(key);
      if (before !== undefined) {
        node = before;
        continue;
      }
      left -= frames[place].length;
      if (left < 0) return undefined;
      for (const frame of frames[place]) node = symbols.internStack(node, frame);
      known.set(key, node);
    }
    stack[i] = node;
  }
  return { symbols, stack };
}

/** Frames of each location, the outermost first. */
function buildFrames(raw: Raw, symbols: SymbolTableBuilder): readonly (readonly number[])[] {
  const ofAddress = new Map<number, number>();
  const binaries = new Map<number, string>();
  for (let at = 0; at < raw.mappings.length; at += 3) {
    const name = (raw.strings[raw.mappings[at + 1]] ?? '').split('/').at(-1) ?? '';
    if (name !== '') binaries.set(raw.mappings[at], `[${name}]`);
  }
  return [...raw.locations.values()].map(({ address, mapping, lines }, place) => {
    const others = ofAddress.get(address) ?? 0;
    ofAddress.set(address, others + 1);
    const pc = address === 0 || others >= MOST_OF_ADDRESS ? -1 - place : address;
    const frames: number[] = [];
    const add = (name: string, file: string, line: number): void => {
      // A frame without a name is named by its address, as Go's own tools do.
      const func = symbols.internString(name === '' ? `0x${address.toString(16)}` : name);
      const number = Math.max(0, Math.min(line, 2 ** 31 - 1));
      const frame = symbols.internFrame(pc, func, symbols.internString(file), number);
      if (frame >= 0) frames.push(frame);
    };
    if (lines.length === 0) add('', binaries.get(mapping) ?? '', 0);
    for (let line = lines.length - 2; line >= 0; line -= 2) {
      const called = raw.functions.get(lines[line]);
      add(raw.strings[called?.name ?? 0] ?? '', raw.strings[called?.file ?? 0] ?? '', lines[line + 1]);
    }
    return frames;
  });
}

/** Label sets are found by the places of their strings: the strings themselves may be long and named often. */
function buildLabels(raw: Raw, length: number, string: (index: number) => string) {
  const labels = new Int32Array(length);
  const numericLabels = new Int32Array(length);
  const labelSets: LabelSet[] = [[]];
  const numericLabelSets: (readonly NumericLabel[])[] = [[]];
  const texts = new Map<string, number>([['', 0]]);
  const numbers = new Map<string, number>([['', 0]]);
  for (let i = 0; i < length; i++) {
    const own: (readonly [string, string])[] = [];
    const ownNumbers: NumericLabel[] = [];
    const textKeys: number[] = [];
    const numberKeys: number[] = [];
    const end = raw.labelStart[i + 1] ?? raw.labels.length;
    for (let at = raw.labelStart[i]; at < end; at += 4) {
      const [key, value, number, unit] = raw.labels.slice(at, at + 4);
      if (value !== 0) {
        own.push([string(key), string(value)]);
        textKeys.push(key, value);
      } else if (number !== 0 || unit !== 0) {
        ownNumbers.push({ key: string(key), value: number, unit: string(unit) });
        numberKeys.push(key, number, unit);
      }
    }
    labels[i] = indexOf(texts, textKeys.join(), labelSets, own);
    numericLabels[i] = indexOf(numbers, numberKeys.join(), numericLabelSets, ownNumbers);
  }
  return { labels, labelSets, numericLabels, numericLabelSets };
}

function indexOf<T>(known: Map<string, number>, key: string, sets: T[], set: T): number {
  const before = known.get(key);
  if (before !== undefined) return before;
  known.set(key, sets.length);
  return sets.push(set) - 1;
}
