// Frames that debug=2 leaves out. A traceback at user level hides the runtime's frames, the outermost ones too: up to Go 1.25 a
// goroutine that hangs in a finalizer shows the finalizer and nothing of runtime.runfinq below it, so it looks like any other.
// debug=1 and pprof of the same moment show the roots. Both tell functions, files and lines, no ids: stacks that are equal once
// the runtime's frames are put aside are taken for the same.

import { ELIDED_FUNC, type Moment, type Snapshot } from '../../model/dumps';
import type { Frame } from '../../model/stacks';
import { Hash } from './content-hash';
import { cached } from './dump-index';
import { packageOf } from './frame-kinds';
import type { DumpIndex } from './types';

export interface MergedFrame {
  readonly frame: Frame;
  /** Only the counted listing shows it. */
  readonly hidden: boolean;
}

/** `panic` is how a traceback writes runtime.gopanic. */
const isRuntime = (func: string): boolean => packageOf(func) === 'runtime' || func === 'panic';

/** A traceback shows the 50 innermost frames of a deep stack; up to Go 1.20 the 100 innermost. */
const DEEP = 40;

interface Keys {
  /** Of the frames that are not the runtime's; absent where frames are missing, or none is left. */
  readonly all?: string;
  /** Of the innermost DEEP of them, where there are more. */
  readonly innermost?: string;
}

function comparable(frames: readonly Frame[]): Keys {
  const hash = new Hash();
  let count = 0;
  let innermost: string | undefined;
  for (const { func, file, line } of frames) {
    if (count === DEEP) innermost ??= hash.toString();
    if (func === ELIDED_FUNC) return { innermost };
    if (isRuntime(func)) continue;
    hash.text(func).text(file).number(line);
    count++;
  }
  return count === 0 ? {} : { all: hash.toString(), innermost };
}

const same = (a: Frame, b: Frame): boolean => a.func === b.func && a.file === b.file && a.line === b.line;

/** Both in one, leaf first; what only `counted` has is marked. */
function merge(shown: readonly Frame[], counted: readonly Frame[]): readonly MergedFrame[] {
  const merged: MergedFrame[] = [];
  let at = 0;
  for (const frame of counted) {
    // Runtime frames of the text that the counted listing has not (`panic`) stay where they are.
    while (at < shown.length && isRuntime(shown[at].func) && !same(shown[at], frame) && !isRuntime(frame.func)) {
      merged.push({ frame: shown[at++], hidden: false });
    }
    if (at < shown.length && same(shown[at], frame)) merged.push({ frame: shown[at++], hidden: false });
    else if (isRuntime(frame.func) && frame.func !== 'runtime.goexit') merged.push({ frame, hidden: true });
  }
  for (; at < shown.length; at++) merged.push({ frame: shown[at], hidden: false });
  return merged;
}

interface CountedStack {
  readonly stack: number;
  weight: number;
}

interface CountedStacks {
  readonly byAll: ReadonlyMap<string, readonly CountedStack[]>;
  readonly byInnermost: ReadonlyMap<string, readonly CountedStack[]>;
}
const byIndex = new WeakMap<DumpIndex, (snapshot: Snapshot) => CountedStacks>();

/** Distinct stacks of a snapshot by what is left of them without the runtime's frames. */
function countedStacks(index: DumpIndex, snapshot: Snapshot): CountedStacks {
  let of = byIndex.get(index);
  if (of === undefined) {
    of = cached((counted) => {
      const [byAll, byInnermost] = [new Map<string, CountedStack[]>(), new Map<string, CountedStack[]>()];
      const groups = index.groups(counted);
      for (let group = 0; group < groups.length; group++) {
        const [stack, weight] = [groups.stack[group], groups.weight[group]];
        const { all, innermost } = comparable(index.facts(stack).frames);
        if (all !== undefined) addTo(byAll, all, stack, weight);
        if (innermost !== undefined) addTo(byInnermost, innermost, stack, weight);
      }
      return { byAll, byInnermost };
    });
    byIndex.set(index, of);
  }
  return of(snapshot);
}

function addTo(stacks: Map<string, CountedStack[]>, key: string, stack: number, weight: number): void {
  const same = stacks.get(key);
  const known = same?.find((counted) => counted.stack === stack);
  if (known !== undefined) known.weight += weight;
  else if (same !== undefined) same.push({ stack, weight });
  else stacks.set(key, [{ stack, weight }]);
}

/**
 * The frames of a stack with those that its traceback hides.
 * @param creatorTold the text names a go statement: then none of the runtime's own roots lies below, because what the runtime
 * starts names none.
 */
export function withHiddenFrames(
  index: DumpIndex,
  moment: Moment,
  stack: number,
  creatorTold: boolean,
): readonly MergedFrame[] {
  const { frames } = index.facts(stack);
  const plain = () => frames.map((frame) => ({ frame, hidden: false }));
  const { all } = comparable(frames);
  if (moment.counts === undefined || all === undefined) return plain();
  const candidates = (countedStacks(index, moment.counts).byAll.get(all) ?? []).map(({ stack: counted, weight }) => {
    const merged = merge(frames, index.facts(counted).frames);
    return { merged, weight, fits: merged.at(-1)?.hidden !== creatorTold };
  });
  candidates.sort((a, b) => Number(b.fits) - Number(a.fits) || b.weight - a.weight);
  return candidates[0]?.merged ?? plain();
}

/** The frames of a stack and, below them, the roots that its traceback hides: places of the stack's own frames stay. */
export function withHiddenRoots(
  index: DumpIndex,
  moment: Moment,
  stack: number,
  creatorTold: boolean,
): readonly Frame[] {
  const merged = withHiddenFrames(index, moment, stack, creatorTold);
  const lastShown = merged.findLastIndex(({ hidden }) => !hidden);
  const { frames } = index.facts(stack);
  return lastShown === merged.length - 1
    ? frames
    : [...frames, ...merged.slice(lastShown + 1).map(({ frame }) => frame)];
}

/**
 * Does a snapshot have goroutines of this stack? Used with the listing of proven leaks. Of a stack that is told in part (deep ones
 * are cut by either listing, at different places) the innermost frames are compared.
 */
export const listsStack = (index: DumpIndex, snapshot: Snapshot, stack: number): boolean =>
  listedOf(index, snapshot, stack) > 0;

/** How many goroutines of this stack a snapshot lists, by the same comparison. */
export function listedOf(index: DumpIndex, snapshot: Snapshot, stack: number): number {
  const { all, innermost } = comparable(index.facts(stack).frames);
  const { byAll, byInnermost } = countedStacks(index, snapshot);
  const same = all === undefined ? byInnermost.get(innermost ?? '') : byAll.get(all);
  return same?.reduce((sum, { weight }) => sum + weight, 0) ?? 0;
}
