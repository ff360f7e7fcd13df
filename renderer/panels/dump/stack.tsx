// A stack in the details: the program's own frames strong, those of the runtime and of libraries faint.

import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { groupDigits } from '../../../shared/base/format';
import { shortName } from '../../../shared/base/function-name';
import { visibleText } from '../../../shared/base/visible-text';
import type { DumpGoroutine, ShownFrame } from '../../../shared/model/dump-requests';
import { ELIDED_FUNC } from '../../../shared/model/dumps';
import type { Frame } from '../../../shared/model/stacks';
import { FunctionName } from '../../ui/function-name';
import { Place } from './pieces';

export interface FrameStackProps {
  readonly frames: readonly Frame[];
  /** First frame of the program's own; -1 = not known. */
  readonly userFrame?: number;
  readonly blockingFrame?: number;
}

export function FrameStack({ frames, userFrame = -1, blockingFrame = -1 }: FrameStackProps) {
  const alike = lookAlikes(frames);
  return (
    <ol className="dump-stack">
      <Runs
        frames={frames}
        render={(frame, index) => (
          <li key={index} className={index === userFrame ? 'user' : index < userFrame ? 'above' : ''}>
            {frame.func === ELIDED_FUNC ? <Elided /> : <Line frame={frame} alike={alike} />}
            {index === blockingFrame && (
              <div className="stack-args">
                <span className="stack-mark">waits here</span>
              </div>
            )}
          </li>
        )}
      />
    </ol>
  );
}

export function ShownStack({ frames, pointers }: Pick<DumpGoroutine, 'frames' | 'pointers'>) {
  const values = new Map(pointers.map((pointer) => [pointer.name, pointer]));
  const alike = lookAlikes(frames);
  return (
    <ol className="dump-stack">
      <Runs
        frames={frames}
        render={(frame, index) => (
          <li key={index} className={frame.user ? 'user' : 'above'}>
            {frame.func === ELIDED_FUNC || frame.elided !== undefined ? (
              <Elided count={frame.elided} />
            ) : (
              <>
                <Line frame={frame} alike={alike} />
                <Notes frame={frame} values={values} />
              </>
            )}
          </li>
        )}
      />
    </ol>
  );
}

interface RunsProps<F extends Frame> {
  readonly frames: readonly F[];
  readonly render: (frame: F, index: number) => ComponentChildren;
}

/** Recursion: of more frames of one line than this, the first is shown, and the others on a click. */
const SHOWN_OF_RUN = 3;
/** The runtime prints 100 frames of a stack; a made file may have any number. */
const SHOWN_FRAMES = 300;

function Runs<F extends Frame>({ frames, render }: RunsProps<F>) {
  const open = useSignal<ReadonlySet<number>>(new Set());
  const limit = useSignal(SHOWN_FRAMES);
  const rows: ComponentChildren[] = [];
  let from = 0;
  while (from < frames.length && rows.length < limit.value) {
    let to = from + 1;
    while (to < frames.length && isSameLine(frames[to], frames[from])) to++;
    const folded = to - from > SHOWN_OF_RUN && !open.value.has(from);
    if (!folded) to = Math.min(to, from + Math.max(1, limit.value - rows.length));
    for (let index = from; index < (folded ? from + 1 : to); index++) rows.push(render(frames[index], index));
    if (folded) {
      const first = from;
      rows.push(
        <li key={`run ${first}`}>
          <button
            type="button"
            className="fold"
            onClick={() => {
              open.value = new Set([...open.value, first]);
            }}
          >
            + {to - from - 1} frames of the same line
          </button>
        </li>,
      );
    }
    from = to;
  }
  if (from < frames.length) {
    rows.push(
      <li key="more">
        <button
          type="button"
          className="fold"
          onClick={() => {
            limit.value *= 2;
          }}
        >
          + {groupDigits(frames.length - from)} frames
        </button>
      </li>,
    );
  }
  return <>{rows}</>;
}

const isSameLine = (a: Frame, b: Frame): boolean =>
  a.func === b.func && a.file === b.file && a.line === b.line && a.func !== ELIDED_FUNC;

interface Mark {
  readonly word: string;
  readonly title: string;
}

function marksOf({ inlined, hiddenInText }: ShownFrame): readonly Mark[] {
  return [
    ...(inlined ? [{ word: 'inlined', title: 'Compiled into its caller: its arguments are not told' }] : []),
    ...(hiddenInText
      ? [
          {
            word: 'hidden in debug=2',
            title: 'Only the dump with counts (debug=1) of the same moment shows this frame',
          },
        ]
      : []),
  ];
}

/** Names that are one without the paths of their packages: `sync.(*Mutex).Lock` and `internal/sync.(*Mutex).Lock`. */
function lookAlikes(frames: readonly Frame[]): ReadonlySet<string> {
  const first = new Map<string, string>();
  const alike = new Set<string>();
  for (const { func } of frames) {
    const other = first.get(shortName(func));
    if (other === undefined) first.set(shortName(func), func);
    else if (other !== func) alike.add(other).add(func);
  }
  return alike;
}

interface LineProps {
  readonly frame: Frame;
  /** Names that need their path. */
  readonly alike: ReadonlySet<string>;
}

function Line({ frame, alike }: LineProps) {
  return (
    <div className="stack-line">
      <FunctionName name={frame.func} short={!alike.has(frame.func)} />
      <Place frame={frame} />
    </div>
  );
}

function Elided({ count }: { readonly count?: number }) {
  return (
    <span className="unknown" title="The runtime prints the 50 innermost and the 50 outermost frames of a deep stack">
      {count === undefined || count === 0 ? 'frames left out here' : `${groupDigits(count)} frames left out here`}
    </span>
  );
}

type Pointer = DumpGoroutine['pointers'][number];

interface NotesProps {
  readonly frame: ShownFrame;
  readonly values: ReadonlyMap<string, Pointer>;
}

/** Below the line: what is special, and the arguments; names of pointers (#1) say which address and how often. */
function Notes({ frame, values }: NotesProps) {
  const marks = marksOf(frame);
  const text = frame.args ?? '';
  if (marks.length === 0 && text === '') return undefined;
  return (
    <div className="stack-args">
      {marks.map(({ word, title }) => (
        <span className="stack-mark" title={title} key={word}>
          {word}
        </span>
      ))}
      {text.split(/(#\d+)/).map((part, index) => {
        const pointer = values.get(part);
        if (pointer === undefined) return <span key={index}>{visibleText(part)}</span>;
        return (
          <span
            className="pointer-name"
            title={`${pointer.value}, in ${groupDigits(pointer.goroutines)} goroutines`}
            key={index}
          >
            {part}
          </span>
        );
      })}
    </div>
  );
}
