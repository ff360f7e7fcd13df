// Keys of what dumps have in common, made of its content alone: the same stack has the same key in every dump, every format
// and every session, so that links and saved selections survive. 64 bits, as two lanes: among a million different stacks the
// chance that any two share a key is 3 in 100 million, and then two groups of one file are shown as one.

import { NO_STACK } from '../../model/stacks';
import type { DumpIndex } from './types';

const SEED_A = 0x2545f491;
const SEED_B = 0x6c62272e;

/** Two lanes of a hash that is being made. */
export class Hash {
  a = SEED_A;
  b = SEED_B;

  number(value: number): this {
    this.a = mix(this.a ^ Math.imul(value | 0, 0x9e3779b1), 0x85ebca6b);
    this.b = mix(this.b + Math.imul(value | 0, 0xc2b2ae35), 0x27d4eb2f);
    return this;
  }

  text(text: string): this {
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      this.a = Math.imul(this.a ^ code, 0x01000193);
      this.b = Math.imul(this.b + code, 0x5bd1e995) ^ (this.b >>> 13);
    }
    return this.number(text.length);
  }

  toString(): string {
    return hex(this.a) + hex(this.b);
  }
}

function mix(hash: number, factor: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 16), factor);
  return mixed ^ (mixed >>> 13);
}

const hex = (lane: number): string => (lane >>> 0).toString(16).padStart(8, '0');

/** A text as a key: itself, with a hash in the place of what is longer than anybody reads. */
export const textKey = (text: string): string =>
  text.length <= 200 ? text : `${text.slice(0, 160)}…${new Hash().text(text)}`;

export interface StackKeys {
  /** By function, file and line. */
  lines(stack: number): string;
  /** By functions alone. */
  functions(stack: number): string;
  frameLines(frame: number): string;
  frameFunction(frame: number): string;
}

export function createStackKeys({ series }: DumpIndex): StackKeys {
  const { table } = series.symbols;
  const strings: (Hash | undefined)[] = [];
  const stringHash = (string: number): Hash => {
    const known = strings[string];
    if (known !== undefined) return known;
    const made = new Hash().text(table.string(string));
    strings[string] = made;
    return made;
  };

  const addFrame = (hash: Hash, frame: number, withLine: boolean): void => {
    const func = stringHash(table.frameFunction(frame));
    hash.number(func.a).number(func.b);
    if (!withLine) return;
    const file = stringHash(table.frameFileName(frame));
    hash.number(file.a).number(file.b).number(table.frameLineNumber(frame));
  };
  /** A stack's hash is made of that of its callers, so stacks that share callers are hashed once. */
  const hasher = (withLine: boolean) => {
    let lanes = new Int32Array(0);
    let done = new Uint8Array(0);
    return (stack: number): string => {
      if (stack === NO_STACK) return '-';
      if (stack >= done.length) {
        const size = Math.max(table.stackCount, stack + 1);
        const [largerLanes, largerDone] = [new Int32Array(size * 2), new Uint8Array(size)];
        largerLanes.set(lanes);
        largerDone.set(done);
        [lanes, done] = [largerLanes, largerDone];
      }
      const path: number[] = [];
      let node = stack;
      for (; node !== NO_STACK && done[node] === 0; node = table.stackParent(node)) path.push(node);
      const hash = new Hash();
      for (let i = path.length - 1; i >= 0; i--) {
        const parent = table.stackParent(path[i]);
        hash.a = parent === NO_STACK ? SEED_A : lanes[parent * 2];
        hash.b = parent === NO_STACK ? SEED_B : lanes[parent * 2 + 1];
        addFrame(hash, table.stackFrame(path[i]), withLine);
        lanes[path[i] * 2] = hash.a;
        lanes[path[i] * 2 + 1] = hash.b;
        done[path[i]] = 1;
      }
      return hex(lanes[stack * 2]) + hex(lanes[stack * 2 + 1]);
    };
  };
  const frameHash = (frame: number, withLine: boolean): string => {
    if (frame < 0) return '-';
    const hash = new Hash();
    addFrame(hash, frame, withLine);
    return hash.toString();
  };
  return {
    lines: hasher(true),
    functions: hasher(false),
    frameLines: (frame) => frameHash(frame, true),
    frameFunction: (frame) => frameHash(frame, false),
  };
}
