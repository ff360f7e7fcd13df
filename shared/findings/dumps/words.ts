// Numbers and places in sentences.

import { groupDigits } from '../../base/format';
import { shortName } from '../../base/function-name';
import type { Frame } from '../../model/stacks';

/** `1 goroutine`, `12 345 goroutines`. */
export const plural = (value: number, noun: string): string => `${groupDigits(value)} ${noun}${value === 1 ? '' : 's'}`;

/** `0xc000012345`, as tracebacks write addresses. */
export const hex = (address: number): string => `0x${address.toString(16)}`;

export const baseName = (file: string): string =>
  file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);

/** Names of files may be of any length; nobody reads more than this in a sentence. */
const MAX_WORDS = 300;

export const clip = (text: string): string => (text.length <= MAX_WORDS ? text : `${text.slice(0, MAX_WORDS)}…`);

/** `orders.(*Store).Load (store.go:42)` */
export function place({ func, file, line }: Frame): string {
  const at = file === '' ? '' : line > 0 ? ` (${clip(baseName(file))}:${line})` : ` (${clip(baseName(file))})`;
  return `${clip(shortName(func))}${at}`;
}

const PANICS = [
  'panic',
  'runtime.gopanic',
  'runtime.sigpanic',
  'runtime.panicmem',
  'runtime.goPanicIndex',
  'runtime.throw',
];

/** Where a goroutine panicked first: below the last `panic` of its stack. Above it stands what ran afterwards. */
export function panicOrigin(frames: readonly Frame[]): Frame | undefined {
  const last = frames.findLastIndex(({ func }) => PANICS.includes(func));
  return last < 0 ? undefined : frames.slice(last + 1).find(({ func }) => !func.startsWith('runtime.'));
}
