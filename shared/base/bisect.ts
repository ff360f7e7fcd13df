// Binary search in sorted columns.

/** First index in [from, to) whose value is > x; `to` if there is none. */
export function upperBound(values: ArrayLike<number>, x: number, from = 0, to = values.length): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] as number) <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}
