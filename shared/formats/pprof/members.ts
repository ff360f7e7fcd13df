// The members of a profile as numbers and places, as they stand in the file.

import { type Field, readNumbers, walk } from './wire';

/** Calls that are inlined into one: Go's come to some 20. */
const MOST_INLINED = 256;

export interface Place {
  readonly address: number;
  /** Id of the binary; 0 = not told. */
  readonly mapping: number;
  /** Function id and line in turn, innermost first. */
  readonly lines: readonly number[];
}

/** Everything by numbers, as it stands in the file. */
export class Raw {
  readonly strings: string[] = [];
  readonly sampleTypes: number[] = [];
  readonly locations = new Map<number, Place>();
  readonly functions = new Map<number, { readonly name: number; readonly file: number }>();
  /** Id, file, build id. */
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
  let mapping = 0;
  const lines: number[] = [];
  const whole = walk(bytes, field.from, field.to, (part) => {
    if (part.number === 1) id = part.value;
    else if (part.number === 2) mapping = part.value;
    // Where the runtime knows no address, Go writes the one before 0.
    else if (part.number === 3) address = part.value === -1 ? 0 : part.value < 0 ? part.value + 2 ** 64 : part.value;
    else if (part.number === 4 && part.kind === 'bytes') {
      const line = [0, 0, 0];
      if (!numbersOf(bytes, part, line)) return false;
      if (lines.length < 2 * MOST_INLINED) lines.push(line[1], line[2]);
    }
    return true;
  });
  raw.locations.set(id, { address, mapping, lines });
  return whole;
}

/** False if it is broken. */
export function readMember(bytes: Uint8Array, field: Field, raw: Raw, decode: (bytes: Uint8Array) => string): boolean {
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
      raw.mappings.push(numbers[1], numbers[5], numbers[6]);
      return true;
    case 4:
      return readLocation(bytes, field, raw);
    case 5:
      if (!numbersOf(bytes, field, numbers)) return false;
      raw.functions.set(numbers[1], { name: numbers[2], file: numbers[4] });
      return true;
    case 6:
      raw.strings.push(decode(bytes.subarray(field.from, field.to)));
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
