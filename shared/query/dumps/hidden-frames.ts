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

/** Key of the frames that are not the runtime's; undefined where nothing can be compared (frames are missing, or none is left). */
function comparable(frames: readonly Frame[]): string | undefined {
  const hash = new Hash();
  let count = 0;
  for (const { func, file, line } of frames) {
    if (func === ELIDED_FUNC) return undefined;
    if (isRuntime(func)) continue;
    hash.text(func).text(file).number(line);
    count++;
  }
  return count === 0 ? undefined : hash.toString();
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

const byIndex = new WeakMap<DumpIndex, (snapshot: Snapshot) => ReadonlyMap<string, readonly CountedStack[]>>();

/** Distinct stacks of a snapshot by what is left of them without the runtime's frames. */
function countedStacks(index: DumpIndex, snapshot: Snapshot): ReadonlyMap<string, readonly CountedStack[]> {
  let of = byIndex.get(index);
  if (of === undefined) {
    of = cached((counted) => {
      const found = new Map<string, CountedStack[]>();
      const groups = index.groups(counted);
      for (let group = 0; group < groups.length; group++) {
        const key = comparable(index.facts(groups.stack[group]).frames);
        if (key === undefined) continue;
        const stacks = found.get(key) ?? [];
        found.set(key, stacks);
        const known = stacks.find(({ stack }) => stack === groups.stack[group]);
        if (known === undefined) stacks.push({ stack: groups.stack[group], weight: groups.weight[group] });
        else known.weight += groups.weight[group];
      }
      return found;
    });
    byIndex.set(index, of);
  }
  return of(snapshot);
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
  const key = moment.counts === undefined ? undefined : comparable(frames);
  if (moment.counts === undefined || key === undefined) return plain();
  const candidates = (countedStacks(index, moment.counts).get(key) ?? []).map(({ stack: counted, weight }) => {
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

/** Does a snapshot have goroutines of this stack? Used with the listing of proven leaks. */
export function listsStack(index: DumpIndex, snapshot: Snapshot, stack: number): boolean {
  const key = comparable(index.facts(stack).frames);
  return key !== undefined && (countedStacks(index, snapshot).get(key) ?? []).some(({ weight }) => weight > 0);
}
