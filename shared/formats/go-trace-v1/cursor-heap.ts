// Processors by the time of their next event, earliest first. Each cursor knows its place, so that any can be taken out.

import type { ProcCursor } from './proc-cursor';

export class CursorHeap {
  private readonly heap: ProcCursor[] = [];

  get size(): number {
    return this.heap.length;
  }

  /** The earliest; only of a heap that is not empty. */
  get top(): ProcCursor {
    return this.heap[0] as ProcCursor;
  }

  insert(cursor: ProcCursor): void {
    cursor.slot = this.heap.length;
    this.heap.push(cursor);
    this.rise(cursor);
  }

  remove(cursor: ProcCursor): void {
    const last = this.heap.pop() as ProcCursor;
    if (last === cursor) return;
    last.slot = cursor.slot;
    this.heap[last.slot] = last;
    this.moved(last);
  }

  /** The cursor's time changed. */
  moved(cursor: ProcCursor): void {
    this.rise(cursor);
    this.sink(cursor);
  }

  private rise(cursor: ProcCursor): void {
    const { heap } = this;
    const { ticks } = cursor;
    let slot = cursor.slot;
    while (slot > 0) {
      const above = (slot - 1) >> 1;
      const parent = heap[above] as ProcCursor;
      if (parent.ticks <= ticks) break;
      heap[slot] = parent;
      parent.slot = slot;
      slot = above;
    }
    heap[slot] = cursor;
    cursor.slot = slot;
  }

  private sink(cursor: ProcCursor): void {
    const { heap } = this;
    const { ticks } = cursor;
    const size = heap.length;
    let slot = cursor.slot;
    for (;;) {
      let below = 2 * slot + 1;
      if (below >= size) break;
      let child = heap[below] as ProcCursor;
      if (below + 1 < size) {
        const other = heap[below + 1] as ProcCursor;
        if (other.ticks < child.ticks) {
          child = other;
          below++;
        }
      }
      if (child.ticks >= ticks) break;
      heap[slot] = child;
      child.slot = slot;
      slot = below;
    }
    heap[slot] = cursor;
    cursor.slot = slot;
  }
}
