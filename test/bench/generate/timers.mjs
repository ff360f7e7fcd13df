// Goroutines that wait for a time: a binary heap, the earliest first.

export function createTimers() {
  const heap = [];
  const earlier = (a, b) => heap[a].dueTick < heap[b].dueTick;
  const swap = (a, b) => {
    [heap[a], heap[b]] = [heap[b], heap[a]];
  };
  return {
    add(goroutine, dueTick) {
      let at = heap.push({ goroutine, dueTick }) - 1;
      while (at > 0 && earlier(at, (at - 1) >> 1)) {
        swap(at, (at - 1) >> 1);
        at = (at - 1) >> 1;
      }
    },
    /** The earliest goroutine that is due, taken out; undefined = none. */
    takeDue(tick) {
      if (heap.length === 0 || heap[0].dueTick > tick) return undefined;
      const { goroutine } = heap[0];
      const last = heap.pop();
      if (heap.length > 0) {
        heap[0] = last;
        for (let at = 0; ; ) {
          let least = at;
          for (const child of [2 * at + 1, 2 * at + 2]) if (child < heap.length && earlier(child, least)) least = child;
          if (least === at) break;
          swap(at, least);
          at = least;
        }
      }
      return goroutine;
    },
  };
}
