// Block reasons as one byte: spans store the reason's number, the trace's summary the list of texts.

import type { SymbolTable } from '../model/stacks';
import { GoState, inferReason } from '../model/states';
import { grown } from './growable';

/** Go has about twenty reasons; a file with more than this (broken or hostile) has the rest shown as `other`. */
export const MAX_REASONS = 255;
export const OTHER_REASON = 'other';

const UNSEEN = 255;

export interface ReasonTable {
  /** Reason number of a string index; string 0 is reason 0, ''. */
  reasonOf(stringIndex: number): number;
  /**
   * The same, but for a wait without reason: what its stack tells (inferReason), 0 if it tells nothing.
   * @param stack of the goroutine at the transition into the state
   */
  reasonIn(state: number, stringIndex: number, stack: number): number;
  text(reason: number): string;
  /** Texts by reason number. */
  list(): readonly string[];
}

export function createReasonTable(symbols: Pick<SymbolTable, 'string' | 'frames'>): ReasonTable {
  const texts: string[] = [''];
  let byString = new Uint8Array(1024).fill(UNSEEN);
  byString[0] = 0;
  /** Thousands of goroutines wait at the same place: each stack and each text is looked at once. */
  const byStack = new Map<number, number>();
  const inferred = new Map<string, number>([['', 0]]);

  function append(text: string): number {
    if (texts.length < MAX_REASONS) texts.push(texts.length < MAX_REASONS - 1 ? text : OTHER_REASON);
    return texts.length - 1;
  }

  function reasonOf(stringIndex: number): number {
    const known = stringIndex < byString.length ? byString[stringIndex] : UNSEEN;
    if (known !== UNSEEN) return known;
    if (stringIndex >= byString.length) byString = grown(byString, stringIndex + 1, UNSEEN);
    byString[stringIndex] = append(symbols.string(stringIndex));
    return byString[stringIndex];
  }

  function reasonByStack(stack: number): number {
    const known = byStack.get(stack);
    if (known !== undefined) return known;
    const text = inferReason(symbols.frames(stack).map(({ func }) => func));
    const reason = inferred.get(text) ?? append(text);
    inferred.set(text, reason);
    byStack.set(stack, reason);
    return reason;
  }

  return {
    reasonOf,
    reasonIn(state, stringIndex, stack) {
      const reason = reasonOf(stringIndex);
      return reason === 0 && state === GoState.Waiting ? reasonByStack(stack) : reason;
    },
    text: (reason) => texts[reason] ?? '',
    list: () => texts.slice(),
  };
}
