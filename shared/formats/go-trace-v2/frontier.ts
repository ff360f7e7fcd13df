// The next event of every thread, as a min-heap by time.

import { CursorStep, type ThreadCursor } from './thread-cursor';

export class Frontier {
  private readonly heap: ThreadCursor[] = [];

  get size(): number {
    return this.heap.length;
  }

  at(index: number): ThreadCursor {
    return this.heap[index] as ThreadCursor;
  }

  /** Cursors that still hold events, in no particular order. */
  cursors(): readonly ThreadCursor[] {
    return this.heap;
  }

  insert(cursor: ThreadCursor): void {
    this.heap.push(cursor);
    this.siftUp(this.heap.length - 1);
  }

  /** A sorted heap is still a heap: puts the cursors in time order so that they can be tried one after the other. */
  sort(): void {
    this.heap.sort((a, b) => a.timeNs - b.timeNs);
  }

  /** Moves the cursor at `index` on to its next event and restores the order; it leaves the heap at its end. */
  advance(index: number): CursorStep {
    const cursor = this.heap[index] as ThreadCursor;
    const step = cursor.next();
    if (step === CursorStep.Event) {
      if (this.siftUp(index) === index) this.siftDown(index);
    } else if (step === CursorStep.End) {
      const last = this.heap.pop() as ThreadCursor;
      if (last !== cursor) {
        this.heap[index] = last;
        if (this.siftUp(index) === index) this.siftDown(index);
      }
    }
    return step;
  }

  private siftUp(start: number): number {
    const { heap } = this;
    const cursor = heap[start] as ThreadCursor;
    let index = start;
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = heap[above] as ThreadCursor;
      if (parent.timeNs <= cursor.timeNs) break;
      heap[index] = parent;
      index = above;
    }
    heap[index] = cursor;
    return index;
  }

  private siftDown(start: number): void {
    const { heap } = this;
    const size = heap.length;
    const cursor = heap[start] as ThreadCursor;
    let index = start;
    for (;;) {
      let below = 2 * index + 1;
      if (below >= size) break;
      if (below + 1 < size && heap[below + 1]!.timeNs < heap[below]!.timeNs) below++;
      const child = heap[below] as ThreadCursor;
      if (child.timeNs >= cursor.timeNs) break;
      heap[index] = child;
      index = below;
    }
    heap[index] = cursor;
  }
}
