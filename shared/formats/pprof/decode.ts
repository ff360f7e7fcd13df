// Reads a pprof profile (a protocol buffer, unpacked) into columns.
//
// The members come in any order, and Go writes the strings last, so a pass collects numbers and places only, and names are
// looked up at the end. A package (pprof-format) was tried first: a number of 200 KB in a file keeps it busy for 19 s,
// fixed-width fields make it throw, and it keeps an object per sample and all strings twice.

import type { LabelSet } from '../../model/dumps';
import type { NumericLabel, Profile, ValueType } from '../../model/profiles';
import { NO_STACK } from '../../model/stacks';
import { SymbolTableBuilder } from '../../model/symbol-table';
import { type Field, readNumbers, walk } from './wire';

/**
 * Frames that may be made per byte of the file. A location is named by one byte and may stand for many inlined frames, so
 * a made file of 1 MB could ask for 10^10 of them; in the profiles of Go programs it is less than 1.
 */
const FRAMES_PER_BYTE = 4;
const FRAMES_AT_LEAST = 100_000;
/** Calls that are inlined into one: Go's come to some 20. */
const MOST_INLINED = 256;
/** Locations of one address: a table finds frames by their address, and walks over those that share one. */
const MOST_OF_ADDRESS = 16;

export type Decoded =
  | {
      readonly ok: true;
      readonly profile: Profile /** What was lost; undefined = nothing. */;
      readonly damage?: string;
    }
  | { readonly ok: false /** A clause that ends without a stop. */; readonly what: string };

interface Place {
  readonly address: number;
  /** Function id and line in turn, innermost first. */
  readonly lines: readonly number[];
}

/** Everything by numbers, as it stands in the file. */
class Raw {
  readonly strings: string[] = [];
  readonly sampleTypes: number[] = [];
  readonly locations = new Map<number, Place>();
  readonly functions = new Map<number, { readonly name: number; readonly file: number }>();
  readonly mappings: number[] = [];
  readonly comments: number[] = [];
  /** Per sample: where its locations, values and labels begin in the lists below. */
  readonly locationStart: number[] = [];
  readonly locationIds: number[] = [];
  readonly valueStart: number[] = [];
  readonly values: number[] = [];
  readonly labelStart: number[] = [];
  /** Key, string, number, unit of the number. */
  readonly labels: number[] = [];
  readonly scalars = new Map<number, number>();
  periodType: readonly number[] | undefined;
}

/** Numbers of a small message, by field number. */
function numbersOf(bytes: Uint8Array, { from, to }: Field, into: number[]): boolean {
  return walk(bytes, from, to, ({ number, kind, value }) => {
    if (kind === 'number' && number < into.length) into[number] = value;
    return true;
  });
}

function readSample(bytes: Uint8Array, field: Field, raw: Raw): boolean {
  raw.locationStart.push(raw.locationIds.length);
  raw.valueStart.push(raw.values.length);
  raw.labelStart.push(raw.labels.length);
  return walk(bytes, field.from, field.to, (part) => {
    if (part.number === 1) return readNumbers(bytes, part, raw.locationIds);
    if (part.number === 2) return readNumbers(bytes, part, raw.values);
    if (part.number !== 3 || part.kind !== 'bytes') return true;
    const label = [0, 0, 0, 0, 0];
    if (!numbersOf(bytes, part, label)) return false;
    raw.labels.push(label[1], label[2], label[3], label[4]);
    return true;
  });
}

function readLocation(bytes: Uint8Array, field: Field, raw: Raw): boolean {
  let id = 0;
  let address = 0;
  const lines: number[] = [];
  const whole = walk(bytes, field.from, field.to, (part) => {
    if (part.number === 1) id = part.value;
    // Where the runtime knows no address, Go writes the one before 0.
    else if (part.number === 3) address = part.value === -1 ? 0 : part.value < 0 ? part.value + 2 ** 64 : part.value;
    else if (part.number === 4 && part.kind === 'bytes') {
      const line = [0, 0, 0];
      if (!numbersOf(bytes, part, line)) return false;
      if (lines.length < 2 * MOST_INLINED) lines.push(line[1], line[2]);
    }
    return true;
  });
  raw.locations.set(id, { address, lines });
  return whole;
}

function readMember(bytes: Uint8Array, field: Field, raw: Raw, text: TextDecoder): boolean {
  if (field.kind === 'number') {
    if (field.number === 13) raw.comments.push(field.value);
    else raw.scalars.set(field.number, field.value);
    return true;
  }
  if (field.kind !== 'bytes') return true;
  const numbers = [0, 0, 0, 0, 0, 0, 0];
  switch (field.number) {
    case 1:
      if (!numbersOf(bytes, field, numbers)) return false;
      raw.sampleTypes.push(numbers[1], numbers[2]);
      return true;
    case 2:
      return readSample(bytes, field, raw);
    case 3:
      if (!numbersOf(bytes, field, numbers)) return false;
      raw.mappings.push(numbers[5], numbers[6]);
      return true;
    case 4:
      return readLocation(bytes, field, raw);
    case 5:
      if (!numbersOf(bytes, field, numbers)) return false;
      raw.functions.set(numbers[1], { name: numbers[2], file: numbers[4] });
      return true;
    case 6:
      raw.strings.push(text.decode(bytes.subarray(field.from, field.to)));
      return true;
    case 11:
      if (!numbersOf(bytes, field, numbers)) return false;
      raw.periodType = [numbers[1], numbers[2]];
      return true;
    case 13:
      return readNumbers(bytes, field, raw.comments);
    default:
      return true;
  }
}

/** Whether bytes may be a profile: the first members are such as a profile has. Fewer than a whole file may be given. */
export function looksLikeProfile(first: Uint8Array): boolean {
  let members = 0;
  let wrong = false;
  walk(first, 0, first.length, (field) => {
    const isNumber = field.number === 7 || field.number === 8 || field.number === 9 || field.number === 10;
    const expected = isNumber || field.number === 12 || field.number >= 14 ? 'number' : 'bytes';
    wrong ||= field.number > 15 || (field.kind !== expected && field.number !== 13);
    return !wrong && ++members < 100;
  });
  // Text can look like members (a line break is the tag of a sample type, `xx` a number), but has none of the small numbers.
  return !wrong && members >= 2 && first.subarray(0, 256).some((byte) => byte < 9);
}

/** Never throws, whatever the bytes are. */
export function decodeProfile(bytes: Uint8Array): Decoded {
  const raw = new Raw();
  const text = new TextDecoder();
  const whole = walk(bytes, 0, bytes.length, (field) => readMember(bytes, field, raw, text));
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
    ...(timeNs > 0 && { timeMs: timeNs / 1e6 }),
    ...(durationNs > 0 && { durationNs }),
    comments: raw.comments.map(string),
    mappings: raw.mappings.flatMap((file, i) =>
      i % 2 === 0 ? [{ file: string(file), buildId: string(raw.mappings[i + 1]) }] : [],
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
  return [...raw.locations.values()].map(({ address, lines }, place) => {
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
    if (lines.length === 0) add('', '', 0);
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
      } else {
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
