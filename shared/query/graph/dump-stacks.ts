// A goroutine dump as weighted stacks: how many goroutines wait where, for how long, how many of them leaked.

import { GoroutineFlag, type Snapshot } from '../../model/dumps';
import type { WeightedStacks, WeightUnit } from '../../model/graphs';
import { NO_STACK } from '../../model/stacks';
import type { DumpIndex } from '../dumps/types';

export const DUMP_MEASURES = ['goroutines', 'minutes', 'leaked'] as const;
export type DumpMeasure = (typeof DUMP_MEASURES)[number];

const UNITS: Readonly<Record<DumpMeasure, WeightUnit>> = {
  goroutines: 'goroutines',
  minutes: 'minutes',
  leaked: 'goroutines',
};
const TITLES: Readonly<Record<DumpMeasure, string>> = {
  goroutines: 'goroutines',
  minutes: 'minutes waited, as far as the dump tells',
  leaked: 'goroutines proved to have leaked',
};

/** Tags are the states. @param mask 1 = counts; undefined = all */
export function dumpStacks(
  index: DumpIndex,
  { columns, length }: Snapshot,
  measure: DumpMeasure,
  mask: Uint8Array | undefined,
): WeightedStacks {
  const stack = new Int32Array(length);
  const weight = new Float64Array(length);
  const tag = new Int32Array(length);
  const tagNames: string[] = [];
  const tagOf = new Map<number, number>();
  let used = 0;
  for (let row = 0; row < length; row++) {
    if (mask !== undefined && mask[row] === 0) continue;
    if (columns.stack[row] === NO_STACK) continue;
    const count = columns.weight[row];
    const leaked = (columns.flags[row] & GoroutineFlag.Leaked) !== 0;
    const amount =
      measure === 'goroutines'
        ? count
        : measure === 'leaked'
          ? leaked
            ? count
            : 0
          : Math.max(0, columns.minutes[row]) * count;
    if (amount === 0) continue;
    const state = columns.state[row];
    let name = tagOf.get(state);
    if (name === undefined) {
      name = state === 0 ? -1 : tagNames.push(index.string(state)) - 1;
      tagOf.set(state, name);
    }
    stack[used] = columns.stack[row];
    weight[used] = amount;
    tag[used++] = name;
  }
  return {
    title: TITLES[measure],
    unit: UNITS[measure],
    symbols: index.series.symbols.table,
    length: used,
    stack: stack.subarray(0, used),
    weight: weight.subarray(0, used),
    tag: tag.subarray(0, used),
    tagNames,
    hasAddresses: false,
  };
}
