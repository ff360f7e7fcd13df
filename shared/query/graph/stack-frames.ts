// The stacks of a source as frames, each distinct stack once, with the refinements of pprof applied
// (profile/filter.go, profile/prune.go): focus, ignore, hide, show, show_from, prune_from, tagfocus, tagignore, noinlines.
//
// Expressions are matched against a frame's function and file names, once for each distinct frame. As in pprof they are taken in
// this order: focus, ignore, hide and show look at the whole stack; what is left goes through show_from, then prune_from.

import type { GraphOptions, NameTest, WeightedStacks } from '../../model/graphs';
import type { Frame } from '../../model/stacks';
import { isAddress } from './node-keys';
import { tagTest } from './tag-filter';

/** One distinct stack with all that the source says of it together. */
export interface RefinedStack {
  /** Leaf first; not empty. */
  readonly frames: readonly Frame[];
  /** inlined[i] = 1: frame i is inlined into the next one. */
  readonly inlined: Uint8Array;
  readonly weight: number;
  readonly base: number;
  /** Weight per tag. */
  readonly tags: ReadonlyMap<number, number>;
}

export type PlainStack = Pick<RefinedStack, 'frames' | 'weight' | 'base'>;

export interface RefinedStacks {
  readonly stacks: readonly RefinedStack[];
  /** What shares are of: the sum of the weights before the filters, and of a difference that of the first of the two. */
  readonly total: number;
  /** Of a difference: sum of the first of the two, before the filters. */
  readonly before: number | undefined;
  /** Distinct stacks that the filters took out. */
  readonly dropped: number;
  /** `total` of what the filters left; also what has no stack, where none of them asks for a function. */
  readonly left: number;
}

interface Sum {
  weight: number;
  base: number;
  /** Sizes of the samples that pass, whatever their signs: pprof's totals are of these. */
  size: number;
  baseSize: number;
  readonly tags: Map<number, number>;
}

export type Refinements = Omit<
  GraphOptions,
  'nodeFraction' | 'edgeFraction' | 'nodeCount' | 'callTree' | 'granularity' | 'relative'
>;

export function refineStacks(source: WeightedStacks, options: Refinements): RefinedStacks {
  const matchers = createMatchers(options);
  const stacks: RefinedStack[] = [];
  let dropped = 0;
  let total = 0;
  let before = 0;
  let left = 0;
  let leftBefore = 0;
  const byName = [options.focus, options.ignore, options.hide, options.show, options.showFrom];
  for (const [stack, sum] of sumByStack(source, options)) {
    total += sum.all;
    before += sum.allBase;
    if (sum.weight === 0 && sum.base === 0 && sum.tags.size === 0) continue;
    const frames = matchers.refine(source.symbols.frames(stack), source.hasAddresses);
    if (frames !== undefined || (stack < 0 && byName.every((test) => test === undefined))) {
      left += sum.size;
      leftBefore += sum.baseSize;
    }
    if (frames === undefined) dropped++;
    else stacks.push({ ...frames, weight: sum.weight, base: sum.base, tags: sum.tags });
  }
  return {
    stacks,
    total: before > 0 ? before : total,
    before: source.base && before,
    left: leftBefore > 0 ? leftBefore : left,
    dropped,
  };
}

/** Each distinct stack once, and none is kept: a million of them hold a gigabyte. For flame graphs by weight. */
export function* refineDistinct(source: WeightedStacks, options: Refinements): Generator<PlainStack> {
  const matchers = createMatchers(options);
  for (const [stack, { weight, base }] of sumByStack(source, options)) {
    if (weight === 0 && base === 0) continue;
    const refined = matchers.refine(source.symbols.frames(stack), source.hasAddresses);
    if (refined !== undefined) yield { frames: refined.frames, weight, base };
  }
}

/** The stacks one by one in the order of the source: for flame graphs by time. */
export function* refineEach(
  source: WeightedStacks,
  options: Refinements,
): Generator<PlainStack & { readonly startNs?: number }> {
  const matchers = createMatchers(options);
  const tagShown = tagTest(source, options);
  const known = new Map<number, Frames | undefined>();
  for (let i = 0; i < source.length; i++) {
    const stack = source.stack[i];
    if (!known.has(stack)) known.set(stack, matchers.refine(source.symbols.frames(stack), source.hasAddresses));
    const refined = known.get(stack);
    if (refined === undefined || !tagShown(i)) continue;
    const startNs = source.startNs?.[i];
    yield {
      ...{ frames: refined.frames, weight: source.weight[i], base: source.base?.[i] ?? 0 },
      ...(startNs === undefined ? {} : { startNs }),
    };
  }
}

/** What the filters of tags take out counts here, too. */
interface Unfiltered {
  all: number;
  allBase: number;
}

/** Weights per distinct stack. */
function sumByStack(source: WeightedStacks, options: Refinements): Map<number, Sum & Unfiltered> {
  const sums = new Map<number, Sum & Unfiltered>();
  const tagShown = tagTest(source, options);
  for (let i = 0; i < source.length; i++) {
    const stack = source.stack[i];
    let sum = sums.get(stack);
    if (sum === undefined) {
      sum = { weight: 0, base: 0, size: 0, baseSize: 0, all: 0, allBase: 0, tags: new Map() };
      sums.set(stack, sum);
    }
    const weight = source.weight[i];
    sum.all += Math.abs(weight);
    const base = source.base?.[i] ?? 0;
    sum.allBase += Math.abs(base);
    if (!tagShown(i)) continue;
    const tag = source.tag?.[i] ?? -1;
    sum.weight += weight;
    sum.base += base;
    sum.size += Math.abs(weight);
    sum.baseSize += Math.abs(base);
    if (tag >= 0) sum.tags.set(tag, (sum.tags.get(tag) ?? 0) + weight);
  }
  return sums;
}

interface Frames {
  readonly frames: readonly Frame[];
  readonly inlined: Uint8Array;
}

function createMatchers({ focus, ignore, hide, show, showFrom, pruneFrom, noInlines }: Refinements) {
  const [isFocus, isIgnored, isHidden, isShown, startsShown] = [focus, ignore, hide, show, showFrom].map((test) =>
    frameTest(test),
  );
  const isPruned = frameTest(pruneFrom, ({ func }) => (isAddress(func) ? [] : [func]));
  return {
    /** Undefined: the filters take it out. */
    refine(all: readonly Frame[], hasAddresses: boolean): Frames | undefined {
      let frames = all;
      let places = hasAddresses ? placesOf(frames) : undefined;
      const keep = (test: (frame: Frame, place: number) => boolean): void => {
        const before = frames;
        places = places?.filter((_, i) => test(before[i], i));
        frames = before.filter(test);
      };
      if (ignore && frames.some(isIgnored)) return undefined;
      if (focus && !frames.some(isFocus)) return undefined;
      if (hide) keep((frame) => !isHidden(frame));
      if (show) keep(isShown);
      if (showFrom) {
        const outermost = frames.findLastIndex(startsShown);
        if (outermost < 0) return undefined;
        keep((_, i) => i <= outermost);
      }
      if (pruneFrom) {
        const innermost = frames.findIndex(isPruned);
        if (innermost > 0) keep((_, i) => i >= innermost);
      }
      if (noInlines) {
        const flags = inlinedOf(frames.length, places);
        keep((_, i) => flags[i] === 0);
      }
      return frames.length === 0 ? undefined : { frames, inlined: inlinedOf(frames.length, places) };
    },
  };
}

/** A place per call, the same for frames that are inlined into each other: those of one program counter, up to where they begin anew (a recursion). */
function placesOf(frames: readonly Frame[]): Int32Array {
  const places = new Int32Array(frames.length);
  let first = 0;
  for (let i = 1; i < frames.length; i++) {
    const { pc, func, line } = frames[i];
    const anew = func === frames[first].func && line === frames[first].line;
    if (pc === 0 || pc !== frames[i - 1].pc || anew) first = i;
    places[i] = first;
  }
  return places;
}

/** Of the frames that the filters left: the outermost one of a place is called, the others are inlined into it. */
const inlinedOf = (length: number, places: Int32Array | undefined): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (places !== undefined && places[i] === places[i + 1] ? 1 : 0));

/** Code without names is known by its binary, if at all: an address is no name. */
const namesOf = ({ func, file }: Frame): readonly string[] =>
  isAddress(func) ? (file === '' ? [] : [file]) : [func, file];

/** Frames are far more than names: a test knows the names that it was asked for. */
function frameTest(
  test: NameTest | undefined,
  names: (frame: Frame) => readonly string[] = namesOf,
): (frame: Frame) => boolean {
  if (test === undefined) return () => false;
  return (frame) => names(frame).some((name) => test.test(name));
}
