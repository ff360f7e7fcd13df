// Shares of states stacked in one pixel column. Active states lie at the bottom, so that activity reads as height before
// it reads as colour; waiting ones lie on top and count for less. Class numbers are those of SpanClass
// (shared/model/states.ts): the first three are active, the others wait.

export const ACTIVE_CLASSES = 3;
/** From the bottom: running, syscall, runnable, then the blocked classes, inactive last. */
export const STACK_ORDER: readonly number[] = [0, 2, 1, 6, 3, 4, 5, 7];

/**
 * Calls `part` with the top and height of each class that is high enough to see. `amounts[at + class]` are shares or
 * counts; one unit of an active class is `unitPx` high, one of a waiting class `waitingShare` of that. Edges are rounded
 * together, so that neighbouring parts touch; an active class that is there at all gets one device pixel.
 */
export function stackParts(
  amounts: ArrayLike<number>,
  at: number,
  unitPx: number,
  waitingShare: number,
  bottomPx: number,
  maxPx: number,
  ratio: number,
  part: (spanClass: number, topPx: number, heightPx: number) => void,
): void {
  const pixel = 1 / ratio;
  let exact = 0;
  let edge = 0;
  for (const spanClass of STACK_ORDER) {
    const amount = amounts[at + spanClass] as number;
    if (amount <= 0) continue;
    const active = spanClass < ACTIVE_CLASSES;
    exact += amount * unitPx * (active ? 1 : waitingShare);
    let next = Math.min(maxPx, Math.round(exact * ratio) * pixel);
    if (active && next <= edge) next = Math.min(maxPx, edge + pixel);
    if (next <= edge) continue;
    part(spanClass, bottomPx - next, next - edge);
    edge = next;
  }
  // Something that is there is never invisible.
  if (edge === 0 && exact > 0) {
    const largest = STACK_ORDER.reduce((a, b) => ((amounts[at + b] as number) > (amounts[at + a] as number) ? b : a));
    part(largest, bottomPx - pixel, pixel);
  }
}
