// Rows of four numbers of which the first is a time: CPU samples, ends of syscalls. Columns, since there may be millions.

const FIRST_ROWS = 256;
const WIDTH = 4;

export class TimedRows {
  length = 0;
  private values = new Float64Array(FIRST_ROWS * WIDTH);
  private order: Uint32Array | undefined;

  push(time: number, a: number, b: number, c: number): void {
    const at = this.length * WIDTH;
    if (at === this.values.length) {
      const grown = new Float64Array(at * 2);
      grown.set(this.values);
      this.values = grown;
    }
    this.values[at] = time;
    this.values[at + 1] = a;
    this.values[at + 2] = b;
    this.values[at + 3] = c;
    this.length++;
  }

  /** Puts the rows in order of time; equal times stay in the order in which they were pushed. */
  sort(): void {
    const { values } = this;
    const order = Uint32Array.from({ length: this.length }, (_, row) => row);
    this.order = order.sort((a, b) => (values[a * WIDTH] as number) - (values[b * WIDTH] as number) || a - b);
  }

  /** A number of a row, 0 = its time; after `sort`. Infinity for the time of the row after the last. */
  get(row: number, column: number): number {
    if (row >= this.length || this.order === undefined) return Number.POSITIVE_INFINITY;
    return this.values[(this.order[row] as number) * WIDTH + column] as number;
  }
}
