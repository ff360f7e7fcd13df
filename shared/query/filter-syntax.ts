// The one way in which reading a filter ends early.

import type { FilterError } from '../model/requests';

/** Thrown while a filter is read, and by nothing else; comes out as ParsedFilter. Places are UTF-16 units of the filter. */
export class SyntaxProblem {
  readonly error: FilterError;
  constructor(message: string, from: number, to: number) {
    this.error = { message, from, to };
  }
}
