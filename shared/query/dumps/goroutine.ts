// One goroutine with all that is known of it: its text, the frames that its text leaves out, pointers that others show too.

import type { DumpGoroutine, ShownFrame } from '../../model/dump-requests';
import { type DumpFrame, GoroutineFlag, type GoroutineText, type Moment, mainSnapshot } from '../../model/dumps';
import type { Frame } from '../../model/stacks';
import { frameOf } from './dump-index';
import { frameKind } from './frame-kinds';
import { listsStack, type MergedFrame, withHiddenFrames } from './hidden-frames';
import { memberRow } from './members';
import { type PointerCounts, pointerOf } from './pointers';
import type { DumpIndex, GroupJudge } from './types';

export const MAX_RAW_BYTES = 65_536;
const SHOWN_CHILDREN = 20;

/**
 * @param row of the snapshot that the moment is shown by.
 * @param text what readGoroutineText says of `raw`; undefined for counts, which have no text of one goroutine.
 * @param raw the goroutine's bytes; empty for counts.
 * @param pointers of countPointers, or NO_POINTERS.
 */
export function goroutineDetail(
  index: DumpIndex,
  moment: Moment,
  row: number,
  text: GoroutineText | undefined,
  raw: Uint8Array,
  judge: GroupJudge,
  pointers: PointerCounts,
): DumpGoroutine {
  const snapshot = mainSnapshot(moment);
  const { stack, creator } = snapshot.columns;
  const names = new PointerNames(pointers.goroutines, text?.frames ?? []);
  const merged = withHiddenFrames(index, moment, stack[row], creator[row] >= 0);
  const frames = text === undefined ? countedFrames(merged) : textFrames(text.frames, merged, names);
  const { children, moreChildren } = childrenOf(moment, row);
  return {
    ...memberRow(index, snapshot, row),
    frames,
    pointers: names.list(),
    pointersSearched: pointers.searched,
    ...(text === undefined ? {} : { text }),
    raw: decode(raw),
    rawCut: raw.length > MAX_RAW_BYTES,
    diagnosis: judge.diagnosis(index.groups(snapshot).of[row]),
    children,
    moreChildren,
    leakProfile: inLeakProfile(index, moment, row),
  };
}

const shownFrame = (frame: Frame, hiddenInText: boolean): ShownFrame => ({
  ...frame,
  user: frameKind(frame.func, frame.file) === 'own',
  inlined: false,
  hiddenInText,
});

const countedFrames = (merged: readonly MergedFrame[]): readonly ShownFrame[] =>
  merged.map(({ frame, hidden }) => shownFrame(frame, hidden));

function textFrames(
  told: readonly DumpFrame[],
  merged: readonly MergedFrame[],
  names: PointerNames,
): readonly ShownFrame[] {
  const withArguments = (frame: DumpFrame): ShownFrame => ({
    ...shownFrame(frameOf(frame), false),
    inlined: frame.inlined,
    ...(frame.args === undefined ? {} : { args: names.replaceIn(frame.argsText) }),
    ...(frame.elided === undefined ? {} : { elided: frame.elided }),
    ...(frame.offset === undefined ? {} : { offset: frame.offset }),
  });
  // The columns and the text are read by the same rules; should they differ once, the text is what is shown.
  const inText = merged.filter(({ hidden }) => !hidden).length;
  if (inText !== told.length) return told.map(withArguments);
  let next = 0;
  return merged.map(({ frame, hidden }) => (hidden ? shownFrame(frame, true) : withArguments(told[next++])));
}

const HEX_WORD = /0x[0-9a-f]+/g;

/** Names for pointers that other goroutines show too, or this one in several places: #1, #2 … in the order of the frames. */
class PointerNames {
  private readonly names = new Map<number, string>();
  private readonly goroutines: ReadonlyMap<number, number>;
  private readonly here = new Map<number, number>();

  constructor(goroutines: ReadonlyMap<number, number>, frames: readonly DumpFrame[]) {
    this.goroutines = goroutines;
    for (const { argsText } of frames) {
      for (const [word] of argsText.matchAll(HEX_WORD)) {
        const pointer = pointerOf(word);
        if (pointer !== undefined) this.here.set(pointer, (this.here.get(pointer) ?? 0) + 1);
      }
    }
  }

  replaceIn(argsText: string): string {
    return argsText.replace(HEX_WORD, (word) => {
      const pointer = pointerOf(word);
      return pointer === undefined ? word : (this.nameOf(pointer) ?? word);
    });
  }

  list(): DumpGoroutine['pointers'] {
    return Array.from(this.names, ([pointer, name]) => ({
      name,
      value: `0x${pointer.toString(16)}`,
      goroutines: this.goroutines.get(pointer) ?? 1,
    }));
  }

  private nameOf(pointer: number): string | undefined {
    const known = this.names.get(pointer);
    if (known !== undefined) return known;
    if ((this.goroutines.get(pointer) ?? 0) < 2 && (this.here.get(pointer) ?? 0) < 2) return undefined;
    const name = `#${this.names.size + 1}`;
    this.names.set(pointer, name);
    return name;
  }
}

function childrenOf(moment: Moment, row: number) {
  const { columns, length } = mainSnapshot(moment);
  const id = columns.id[row];
  const children: number[] = [];
  let all = 0;
  // Id 0 is the scheduler's stack of a thread: it creates nobody.
  for (let other = 0; other < length && id > 0; other++) {
    if (columns.parent[other] !== id || other === row) continue;
    all++;
    if (children.length < SHOWN_CHILDREN) children.push(columns.id[other]);
  }
  return { children, moreChildren: all - children.length };
}

/** Without the bytes of a character that the limit cuts. */
const decode = (raw: Uint8Array): string => new TextDecoder().decode(raw.subarray(0, MAX_RAW_BYTES), { stream: true });

/** The proven leaks of the moment tell stacks (debug=1, pprof), or ids and everybody (debug=2). */
function inLeakProfile(index: DumpIndex, moment: Moment, row: number): boolean {
  const { leaks } = moment;
  if (leaks === undefined) return false;
  const { id, stack } = mainSnapshot(moment).columns;
  if (leaks.form === 'counts') return listsStack(index, leaks, stack[row]);
  const same = index.rowOfId(leaks, id[row]);
  return same >= 0 && (leaks.columns.flags[same] & GoroutineFlag.Leaked) !== 0;
}
