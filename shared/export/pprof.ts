// Weighted stacks as a pprof profile, which `go tool pprof` and everything that reads its format opens.

import {
  Label,
  Line,
  Location,
  Function as PprofFunction,
  Profile,
  Sample,
  StringTable,
  ValueType,
} from 'pprof-format';
import type { TagLabel, WeightedStacks, WeightUnit } from '../model/graphs';
import type { Frame } from '../model/stacks';
import { type RefinedStack, type Refinements, refineStacks } from '../query/graph/stack-frames';

/** pprof scales what it knows the unit of; everything else is counted. */
const UNITS: Readonly<Record<WeightUnit, string>> = {
  nanoseconds: 'nanoseconds',
  bytes: 'bytes',
  minutes: 'minutes',
  goroutines: 'count',
  count: 'count',
};

export interface PprofOptions {
  readonly refine: Refinements;
  /** Name of the sample type: `inuse_space`, `goroutines`. */
  readonly type: string;
  /** When it was taken, ms since 1970; absent = not told. */
  readonly timeMs?: number;
  readonly durationNs?: number;
  /** What the file was made of. */
  readonly comments: readonly string[];
}

/**
 * Bytes of a profile, not packed: pprof reads it so, and expects it gzipped by habit. Weights are rounded to whole units; a
 * stack with several tags (states, labels) is a sample for each, so that their weights add up to the stack's.
 */
export function pprofProfile(source: WeightedStacks, options: PprofOptions): Uint8Array {
  const strings = new StringTable();
  const symbols = new Symbols(strings);
  const { tagNames = [], tagLabels } = source;
  const labelsOf = (tag: number): Label[] =>
    (tagLabels?.[tag] ?? [{ key: 'state', value: tagNames[tag] ?? '' }]).map((label) => labelMessage(strings, label));
  const sample = refineStacks(source, options.refine).stacks.flatMap((stack): Sample[] => {
    const locationId = symbols.locationsOf(stack);
    const samples: Sample[] = [];
    const add = (value: number, label: Label[]): void => {
      if (value !== 0) samples.push(new Sample({ locationId, value: [value], label }));
    };
    let rest = Math.round(stack.weight);
    for (const [tag, weight] of stack.tags) {
      const value = Math.round(weight);
      rest -= value;
      add(value, labelsOf(tag));
    }
    add(rest, []);
    return samples;
  });
  const { timeMs, durationNs } = options;
  return new Profile({
    sampleType: [new ValueType({ type: strings.dedup(options.type), unit: strings.dedup(UNITS[source.unit]) })],
    sample,
    location: symbols.locations,
    function: symbols.functions,
    comment: options.comments.map((comment) => strings.dedup(comment.toWellFormed())),
    stringTable: strings,
    // Nanoseconds since 1970 are more than a number holds exactly.
    ...(timeMs !== undefined && { timeNanos: BigInt(Math.round(timeMs * 1e3)) * 1000n }),
    ...(durationNs !== undefined && { durationNanos: Math.round(durationNs) }),
  }).encode();
}

function labelMessage(strings: StringTable, { key, value, unit = '' }: TagLabel): Label {
  const name = strings.dedup(key.toWellFormed());
  return typeof value === 'string'
    ? new Label({ key: name, str: strings.dedup(value.toWellFormed()) })
    : new Label({ key: name, num: value, numUnit: strings.dedup(unit) });
}

/** Functions and locations, each once. A location is what one program counter stands for: a function and what is inlined into it. */
class Symbols {
  readonly functions: PprofFunction[] = [];
  readonly locations: Location[] = [];
  private readonly strings: StringTable;
  private readonly functionIds = new Map<string, number>();
  private readonly locationIds = new Map<string, number>();

  constructor(strings: StringTable) {
    this.strings = strings;
  }

  /** Leaf first. */
  locationsOf({ frames, inlined }: Pick<RefinedStack, 'frames' | 'inlined'>): number[] {
    const ids: number[] = [];
    for (let from = 0; from < frames.length; ) {
      let to = from + 1;
      while (to < frames.length && inlined[to - 1] === 1) to++;
      ids.push(this.location(frames.slice(from, to)));
      from = to;
    }
    return ids;
  }

  private location(frames: readonly Frame[]): number {
    const line = frames.map((frame) => new Line({ functionId: this.function(frame), line: frame.line }));
    // Program counters below 0 are numbers of our own.
    const address = Math.max(0, frames[0].pc);
    const key = `${address} ${line.map((each) => `${each.functionId}:${each.line}`).join(' ')}`;
    const known = this.locationIds.get(key);
    if (known !== undefined) return known;
    const id = this.locations.length + 1;
    this.locations.push(new Location({ id, address, line }));
    this.locationIds.set(key, id);
    return id;
  }

  private function({ func, file }: Frame): number {
    const key = `${func}\0${file}`;
    const known = this.functionIds.get(key);
    if (known !== undefined) return known;
    const id = this.functions.length + 1;
    const name = this.strings.dedup(func.toWellFormed());
    const filename = this.strings.dedup(file.toWellFormed());
    this.functions.push(new PprofFunction({ id, name, systemName: name, filename }));
    this.functionIds.set(key, id);
    return id;
  }
}
