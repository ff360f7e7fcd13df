// What is wrong with something that the user typed on the command line.

import type { FilterError } from '../../shared/model/requests';

/** The message, what was typed, and marks under the part that is wrong. */
export function expressionErrorText(option: string, typed: string, { message, from, to }: FilterError): string {
  return `${option}: ${message}\n  ${typed}\n  ${' '.repeat(from)}${'^'.repeat(Math.max(1, to - from))}`;
}
