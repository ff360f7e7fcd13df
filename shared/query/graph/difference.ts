// Two sources as one whose weights are the second minus the first.

import type { WeightedStacks } from '../../model/graphs';
import type { Frame, SymbolTable } from '../../model/stacks';

/**
 * Stacks of both are told apart by their functions, so the two may be of different builds.
 * @param normalise scales the first to the total of the second
 */
export function difference(before: WeightedStacks, after: WeightedStacks, normalise: boolean): WeightedStacks {
  const scale = normalise ? scaleOf(before, after) : 1;
  const length = before.length + after.length;
  const joined = <T extends Int32Array | Float64Array>(
    into: T,
    first: ArrayLike<number>,
    second: ArrayLike<number>,
  ): T => {
    into.set(Array.prototype.slice.call(first, 0, before.length));
    into.set(Array.prototype.slice.call(second, 0, after.length), before.length);
    return into;
  };
  const { tagNames, tagLabels, tagOf } = joinTags(before, after);
  const none = (count: number) => new Int32Array(count).fill(-1);
  const ofBefore = before.weight.subarray(0, before.length).map((weight) => weight * scale);
  const base = joined(new Float64Array(length), ofBefore, new Float64Array(after.length));
  const offset = before.symbols === after.symbols ? 0 : before.symbols.stackCount;
  return {
    title: `${after.title}, difference`,
    unit: after.unit,
    symbols: offset === 0 ? after.symbols : both(before.symbols, after.symbols),
    length,
    stack: joined(
      new Int32Array(length),
      before.stack,
      after.stack.map((stack) => (stack < 0 ? stack : stack + offset)),
    ),
    weight: joined(
      new Float64Array(length),
      ofBefore.map((weight) => -weight),
      after.weight,
    ),
    base,
    tag: joined(
      new Int32Array(length),
      before.tag ?? none(before.length),
      (after.tag ?? none(after.length)).map((tag) => (tag < 0 ? tag : tagOf[tag])),
    ),
    tagNames,
    ...(tagLabels !== undefined && { tagLabels }),
    hasAddresses: before.hasAddresses && after.hasAddresses,
  };
}

/** Tags of one name are one: a state is compared with itself. */
function joinTags(before: WeightedStacks, after: WeightedStacks) {
  const tagNames = [...(before.tagNames ?? [])];
  const tagLabels = before.tagLabels && after.tagLabels && [...before.tagLabels];
  const places = new Map(tagNames.map((name, i) => [name, i]));
  const tagOf = (after.tagNames ?? []).map((name, i) => {
    const known = places.get(name);
    if (known !== undefined) return known;
    if (tagLabels !== undefined) tagLabels.push(after.tagLabels?.[i] ?? []);
    return tagNames.push(name) - 1;
  });
  return { tagNames, tagLabels, tagOf };
}

/**
 * Scaled to the total of another one, as `go tool pprof -normalize` does with a profile before it takes the base from it: sample
 * by sample to whole units.
 */
export function scaledTo(like: WeightedStacks, stacks: WeightedStacks): WeightedStacks {
  // Of nothing at all nothing is left, as in pprof.
  const scale = totalOf(stacks) === 0 ? 0 : totalOf(like) / totalOf(stacks);
  const rounded = (value: number): number => Math.sign(value) * Math.round(Math.abs(value));
  return { ...stacks, weight: stacks.weight.map((value) => rounded(value * scale)) };
}

const totalOf = ({ weight, length }: WeightedStacks): number =>
  weight.subarray(0, length).reduce((sum, value) => sum + value, 0);

function scaleOf(before: WeightedStacks, after: WeightedStacks): number {
  const first = totalOf(before);
  return first === 0 ? 1 : totalOf(after) / first;
}

/** Stacks of the second stand behind those of the first. */
function both(first: SymbolTable, second: SymbolTable): SymbolTable {
  const from = first.stackCount;
  const of = <T>(stack: number, read: (table: SymbolTable, stack: number) => T): T =>
    stack < from ? read(first, stack) : read(second, stack - from);
  return {
    stringCount: first.stringCount + second.stringCount,
    stackCount: from + second.stackCount,
    string: (index) => (index < first.stringCount ? first.string(index) : second.string(index - first.stringCount)),
    frames: (stack): readonly Frame[] => of(stack, (table, own) => table.frames(own)),
    rootFunction: (stack) => of(stack, (table, own) => table.rootFunction(own)),
    rootFunctionString: (stack) =>
      stack < from ? first.rootFunctionString(stack) : first.stringCount + second.rootFunctionString(stack - from),
  };
}
