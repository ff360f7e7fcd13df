// A heap that gives the heaviest first; of equal ones the one that was put in first, so that the same dump gives the same tree.

interface Entry<T> {
  readonly item: T;
  readonly size: number;
  readonly number: number;
}

export class Heaviest<T> {
  private readonly entries: Entry<T>[] = [];
  private pushed = 0;

  push(item: T, size: number): void {
    const { entries } = this;
    entries.push({ item, size, number: this.pushed++ });
    let at = entries.length - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (!this.before(at, up)) break;
      [entries[at], entries[up]] = [entries[up], entries[at]];
      at = up;
    }
  }

  pop(): T | undefined {
    const { entries } = this;
    const top = entries[0];
    const last = entries.pop();
    if (top === undefined || last === undefined || entries.length === 0) return top?.item;
    entries[0] = last;
    for (let at = 0; ; ) {
      let next = at * 2 + 1;
      if (next >= entries.length) break;
      if (next + 1 < entries.length && this.before(next + 1, next)) next++;
      if (!this.before(next, at)) break;
      [entries[at], entries[next]] = [entries[next], entries[at]];
      at = next;
    }
    return top.item;
  }

  private before(a: number, b: number): boolean {
    const [one, other] = [this.entries[a], this.entries[b]];
    return one.size > other.size || (one.size === other.size && one.number < other.number);
  }
}
