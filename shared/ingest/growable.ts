// Typed columns that grow with the number of rows: a hundred thousand goroutines appear one after another.

type Growable = Float64Array | Float32Array | Int32Array | Uint32Array | Uint8Array;

/** A copy of at least `length` elements (twice the old size, so that growing costs little in all); new ones hold `fill`. */
export function grown<T extends Growable>(column: T, length: number, fill: number): T {
  const size = Math.max(length, column.length * 2, 1024);
  const larger = new (column.constructor as new (size: number) => T)(size);
  larger.set(column);
  if (fill !== 0) larger.fill(fill, column.length);
  return larger;
}
