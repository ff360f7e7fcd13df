// Something of which there may be many, told in one sentence: how often, and where first.

export interface Tally {
  count: number;
  /** File offset of the first. */
  offset: number;
}

export const newTally = (): Tally => ({ count: 0, offset: 0 });

export function tally(tally: Tally, offset: number): void {
  if (tally.count++ === 0) tally.offset = offset;
}
