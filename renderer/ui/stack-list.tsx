// A call stack, leaf first: function at the left, file and line at the right. Long ones are windowed.

import { FunctionName } from './function-name';
import { useRowWindow } from './row-window';

export interface StackLine {
  readonly func: string;
  readonly file: string;
  readonly line: number;
}

const LINE_PX = 20;
/** Above this the list scrolls in itself; below, plain elements are cheaper than the window's bookkeeping. */
const WINDOWED_FROM = 200;

export function StackList({ lines }: { readonly lines: readonly StackLine[] }) {
  if (lines.length > WINDOWED_FROM) return <LongStack lines={lines} />;
  return (
    <ol className="stack">
      {lines.map((line, index) => (
        <Line line={line} key={index} />
      ))}
    </ol>
  );
}

function LongStack({ lines }: { readonly lines: readonly StackLine[] }) {
  const rows = useRowWindow(lines.length, LINE_PX);
  return (
    <>
      <p className="note">{lines.length} frames</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard */}
      <div className="stack-scroll" ref={rows.ref} tabIndex={0}>
        <ol className="stack" style={{ height: `${lines.length * LINE_PX}px` }}>
          {lines.slice(rows.from, rows.to).map((line, index) => (
            <Line line={line} key={rows.from + index} topPx={(rows.from + index) * LINE_PX} />
          ))}
        </ol>
      </div>
    </>
  );
}

function Line({ line, topPx }: { readonly line: StackLine; readonly topPx?: number }) {
  const place = sourcePlace(line);
  const style = topPx === undefined ? undefined : { position: 'absolute', top: `${topPx}px` };
  return (
    <li style={style}>
      <FunctionName name={line.func} />
      <span className="place" title={place.full}>
        {place.short}
      </span>
    </li>
  );
}

/** `server.go:3454` and the whole path; both empty where the file is not known. */
export function sourcePlace(line: Pick<StackLine, 'file' | 'line'>): { readonly short: string; readonly full: string } {
  if (line.file === '') return { short: '', full: '' };
  const base = line.file.slice(Math.max(line.file.lastIndexOf('/'), line.file.lastIndexOf('\\')) + 1);
  return { short: `${base}:${line.line}`, full: `${line.file}:${line.line}` };
}
