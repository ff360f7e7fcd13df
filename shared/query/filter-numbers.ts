// Comparisons of the filter language: durations of traces, waits and depths of dumps.

import { SyntaxProblem } from './filter-syntax';

type Ordered = '>' | '>=' | '<' | '<=';

/** A comparison in the text of a filter: all of it from … to, the number from valueFrom. */
export interface ComparedNumber {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly comparison: string;
  readonly valueFrom: number;
}

const UNIT_NS: Readonly<Record<string, number>> = { ns: 1, us: 1e3, µs: 1e3, μs: 1e3, ms: 1e6, s: 1e9, m: 60e9 };
const UNIT_MINUTES: Readonly<Record<string, number>> = { s: 1 / 60, m: 1, min: 1, h: 60, d: 1440 };

/** `dur>10ms` */
export function readDuration({ text, from, to, comparison, valueFrom }: ComparedNumber) {
  if (comparison === '=') {
    throw new SyntaxProblem('Durations are compared with >, >=, < or <=.', from, to);
  }
  const value = /^(\d+(?:\.\d+)?|\.\d+)([a-zµμ]*)$/i.exec(text.slice(valueFrom, to));
  if (value === null) {
    throw new SyntaxProblem(`A number with a unit is expected after 'dur${comparison}', for example 10ms.`, from, to);
  }
  const ns = Number(value[1]) * unitOf(UNIT_NS, value[1], value[2], valueFrom, to);
  return { comparison: comparison as Ordered, ns };
}

/** `wait>=5m`: minutes. */
export function readWait({ text, from, to, comparison, valueFrom }: ComparedNumber) {
  const value = /^(\d+(?:\.\d+)?|\.\d+)([a-z]*)$/i.exec(text.slice(valueFrom, to));
  if (value === null) {
    throw new SyntaxProblem(`A number with a unit is expected after 'wait${comparison}', for example 5m.`, from, to);
  }
  const minutes = Number(value[1]) * unitOf(UNIT_MINUTES, value[1], value[2], valueFrom, to);
  return { comparison: comparison as Ordered | '=', value: minutes };
}

/** `minutes>5` */
export const readMinutes = (number: ComparedNumber) => readPlain(number, 'minutes');
/** `depth>7` */
export const readFrames = (number: ComparedNumber) => readPlain(number, 'depth');

function readPlain({ text, from, to, comparison, valueFrom }: ComparedNumber, key: string) {
  const digits = text.slice(valueFrom, to);
  if (!/^\d+$/.test(digits)) {
    throw new SyntaxProblem(`A whole number is expected after '${key}${comparison}', for example 5.`, from, to);
  }
  return { comparison: comparison as Ordered | '=', value: Number(digits) };
}

function unitOf(units: Readonly<Record<string, number>>, number: string, unit: string, from: number, to: number) {
  const known = Object.hasOwn(units, unit.toLowerCase()) ? units[unit.toLowerCase()] : undefined;
  if (known !== undefined) return known;
  const what = unit === '' ? `The number ${number} has no unit` : `Unknown unit '${unit}'`;
  throw new SyntaxProblem(`${what}: known are ${Object.keys(units).join(', ').replace(', μs', '')}.`, from, to);
}
