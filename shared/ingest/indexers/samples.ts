// CPU profile samples: when, in which goroutine, where. A few hundred a second at most, so that sections leave them to the stitcher.

import { EventKind } from '../../model/events';
import type { SampleTable } from '../../model/tables';
import { grown } from '../growable';
import type { Indexer } from '../indexer';
import type { RowMap } from '../row-map';

export interface SamplesIndexer extends Indexer {
  /** The samples so far. */
  table(): SampleTable;
}

export function samples({ rows }: { readonly rows: RowMap }): SamplesIndexer {
  let length = 0;
  let timeNs = new Float64Array(0);
  /** Ids, since a goroutine may be sampled before anything else is told of it. */
  let goroutine = new Float64Array(0);
  let stack = new Int32Array(0);
  return {
    kinds: [EventKind.StackSample],
    event(e) {
      if (length === timeNs.length) {
        timeNs = grown(timeNs, length + 1, 0);
        goroutine = grown(goroutine, length + 1, 0);
        stack = grown(stack, length + 1, 0);
      }
      timeNs[length] = e.timeNs;
      goroutine[length] = e.g;
      stack[length++] = e.stack;
    },
    finish() {},
    table: () => ({
      length,
      timeNs: timeNs.slice(0, length),
      goroutine: Int32Array.from(goroutine.subarray(0, length), (id) => rows.find(id)),
      stack: stack.slice(0, length),
    }),
  };
}
