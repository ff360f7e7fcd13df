// How long goroutines were in each kind of span, and how often: what every call graph of a trace is made of. A trace has a few
// hundred kinds at most, each with its state, reason and stack, so one walk answers for all sources.

import { createRawRow } from '../../store/raw-level';
import { type Pause, type SpanBytes, type Stretch, walkGoroutineSpans } from '../walk-spans';

export interface KindSums {
  /** Time within the stretch, by kind. */
  readonly ns: Float64Array;
  /** Spans that begin within it, by kind. */
  readonly starts: Float64Array;
}

/** @param mask 1 = the goroutine of this row counts; undefined = all */
export async function sumKinds(
  trace: SpanBytes,
  stretch: Stretch,
  mask: Uint8Array | undefined,
  pause: Pause,
): Promise<KindSums> {
  const { fromNs, toNs } = stretch;
  const kinds = trace.context.index.kinds.state.length;
  const ns = new Float64Array(kinds);
  const starts = new Float64Array(kinds);
  const row = createRawRow();
  await walkGoroutineSpans(trace, stretch, pause, (info, level) => {
    const { kind } = level;
    for (let place = 0; place < info.rows.length; place++) {
      if (mask !== undefined && mask[info.rows[place]] !== 1) continue;
      let startNs = info.rowStartNs[place];
      if (startNs >= toNs || info.rowEndNs[place] < fromNs) continue;
      level.read(place, row);
      const { code, endNs, length } = row;
      for (let i = 0; i < length; i++) {
        const end = endNs[i];
        const spent = Math.min(end, toNs) - Math.max(startNs, fromNs);
        const of = kind[code[i]];
        if (spent > 0) ns[of] += spent;
        if (startNs >= fromNs && startNs < toNs) starts[of]++;
        startNs = end;
      }
    }
    return undefined;
  });
  return { ns, starts };
}
