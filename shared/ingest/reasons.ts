// Block reasons as one byte: spans store the reason's number, the trace's summary the list of texts.

import { grown } from './growable';

/** Go has about twenty reasons; a file with more than this (broken or hostile) has the rest shown as `other`. */
export const MAX_REASONS = 255;
export const OTHER_REASON = 'other';

const UNSEEN = 255;

export interface ReasonTable {
  /** Reason number of a string index; string 0 is reason 0, ''. */
  reasonOf(stringIndex: number): number;
  text(reason: number): string;
  /** Texts by reason number. */
  list(): readonly string[];
}

export function createReasonTable(stringAt: (stringIndex: number) => string): ReasonTable {
  const texts: string[] = [''];
  let byString = new Uint8Array(1024).fill(UNSEEN);
  byString[0] = 0;

  function number(stringIndex: number): number {
    if (stringIndex >= byString.length) byString = grown(byString, stringIndex + 1, UNSEEN);
    if (texts.length < MAX_REASONS) texts.push(texts.length < MAX_REASONS - 1 ? stringAt(stringIndex) : OTHER_REASON);
    byString[stringIndex] = texts.length - 1;
    return texts.length - 1;
  }

  return {
    reasonOf(stringIndex) {
      const known = stringIndex < byString.length ? byString[stringIndex] : UNSEEN;
      return known === UNSEEN ? number(stringIndex) : known;
    },
    text: (reason) => texts[reason] ?? '',
    list: () => texts.slice(),
  };
}
