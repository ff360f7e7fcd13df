// Arguments as the runtime prints them: `0xc000012345, {0x1, 0x2?}, _, ...`.

import type { DumpArgument } from '../../model/dumps';
import { hexDigit, SPACE } from './bytes';

const ZERO = 48;
const X = 120;
const COMMA = 44;
/** Values from 512 KiB on are pointers (panicparse's rule); addresses have 48 bits. */
const POINTER_DIGITS = 5;
const MAX_POINTER_DIGITS = 12;

/** Two running hashes over the arguments of a goroutine's frames. */
export class ArgumentsHash {
  a = 0;
  b = 0;

  reset(): void {
    this.a = 0x811c9dc5;
    this.b = 0x2545f491;
  }

  /** Adds the arguments that open at `open` and end before `to`; pointers count as pointers, whatever they point to. */
  add(bytes: Uint8Array, open: number, to: number): void {
    for (let i = open + 1; i < to; i++) {
      const byte = bytes[i];
      if (byte === COMMA || byte === SPACE) continue;
      if (byte !== ZERO || bytes[i + 1] !== X) {
        this.mix(byte);
        continue;
      }
      let at = i + 2;
      while (bytes[at] === ZERO) at++;
      const first = at;
      let low = 0;
      for (let digit = hexDigit(bytes[at]); digit >= 0 && at < to; digit = hexDigit(bytes[++at]))
        low = (low << 4) | digit;
      const digits = at - first;
      const pointer =
        digits <= MAX_POINTER_DIGITS &&
        (digits > POINTER_DIGITS || (digits === POINTER_DIGITS && hexDigit(bytes[first]) >= 8));
      this.mix(pointer ? 0x5bd1e995 : low);
      i = at - 1;
    }
  }

  private mix(value: number): void {
    this.a = Math.imul(this.a ^ value, 0x01000193);
    this.b = Math.imul(this.b ^ value, 0x85ebca6b) ^ (this.b >>> 13);
  }
}

/** `{…}` inside of each other: Go prints five levels. */
const MAX_DEPTH = 32;

/**
 * Reads what stands between the brackets of a frame.
 * @returns undefined if it is nothing that Go prints for a call: `...` alone (inlined), or arguments of C.
 */
export function readArguments(text: string): readonly DumpArgument[] | undefined {
  if (text === '...') return undefined;
  const open: DumpArgument[][] = [[]];
  let at = 0;
  let wordExpected = false;
  while (at < text.length) {
    const list = open[open.length - 1] as DumpArgument[];
    const char = text[at];
    if (char === '{') {
      if (open.length > MAX_DEPTH) return undefined;
      open.push([]);
      at++;
    } else if (char === '}') {
      const fields = open.pop() as DumpArgument[];
      const parent = open[open.length - 1];
      if (parent === undefined) return undefined;
      parent.push({ kind: 'aggregate', fields });
      at++;
    } else {
      const word = WORD.exec(text.slice(at, at + MAX_WORD))?.[0];
      const argument = word === undefined ? undefined : wordArgument(word);
      if (word === undefined || argument === undefined) return undefined;
      list.push(argument);
      at += word.length;
    }
    wordExpected = text.startsWith(', ', at);
    if (wordExpected) at += 2;
    else if (at < text.length && text[at] !== '}' && char !== '{') return undefined;
  }
  const [all] = open;
  return open.length === 1 && !wordExpected ? all : undefined;
}

const WORD = /^(0x[0-9a-f]+\??|_|\.\.\.)/;
const MAX_WORD = 24;

function wordArgument(word: string): DumpArgument | undefined {
  if (word === '_') return { kind: 'unknown' };
  if (word === '...') return { kind: 'more' };
  const inaccurate = word.endsWith('?');
  const text = inaccurate ? word.slice(0, -1) : word;
  return { kind: 'value', value: Number(text), text, inaccurate };
}
