// A stack in the details: the program's own frames strong, those of the runtime and of libraries faint.

import { groupDigits } from '../../../shared/base/format';
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

/** Longer stacks are cut in the middle by the runtime already: 100 frames. */
export function FrameStack({ frames, userFrame = -1, blockingFrame = -1 }: FrameStackProps) {
  return (
    <ol className="dump-stack">
      {frames.map((frame, index) => (
        <li key={index} className={index === userFrame ? 'user' : index < userFrame ? 'above' : ''}>
          {frame.func === ELIDED_FUNC ? <Elided /> : <Line frame={frame} blocking={index === blockingFrame} />}
        </li>
      ))}
    </ol>
  );
}

export function ShownStack({ frames, pointers }: Pick<DumpGoroutine, 'frames' | 'pointers'>) {
  const values = new Map(pointers.map((pointer) => [pointer.name, pointer]));
  return (
    <ol className="dump-stack">
      {frames.map((frame, index) => (
        <li key={index} className={frame.user ? 'user' : 'above'}>
          {frame.func === ELIDED_FUNC || frame.elided !== undefined ? (
            <Elided count={frame.elided} />
          ) : (
            <>
              <Line frame={frame} blocking={false} />
              <Notes frame={frame} values={values} />
            </>
          )}
        </li>
      ))}
    </ol>
  );
}

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

interface LineProps {
  readonly frame: Frame;
  readonly blocking: boolean;
}

function Line({ frame, blocking }: LineProps) {
  return (
    <div className="stack-line">
      <FunctionName name={frame.func} short />
      {blocking && (
        <span className="stack-mark" title="What it waits in">
          waits here
        </span>
      )}
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
