// All that the text of one goroutine says: read when somebody looks at it, by the same rules as the columns.

import { type DumpFrame, ELIDED_FUNC, GoroutineFlag, type GoroutineText } from '../../model/dumps';
import { readArguments } from './arguments';
import { bytesOf, find, isBlank, skipBlanks, startsWith, textOf } from './bytes';
import {
  argumentsOpen,
  isCreatedBy,
  locationEnd,
  readCreatedBy,
  readElided,
  readLocation,
  readOriginating,
} from './frame-lines';
import { type HeaderTail, headerBracket, headerId, headerPointers, looksLikeGoroutine, readHeaderTail } from './header';
import { createLines } from './lines';

const NO_STACK_LINE = 'goroutine running on other thread; stack unavailable';
const NON_GO = 'non-Go function';
const PC = bytesOf('pc=');
const EMPTY_TAIL: HeaderTail = { state: '', minutes: -1, flags: 0, bubble: 0, labels: [], unknown: [] };

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
interface Ancestor {
  readonly id: number;
  readonly frames: DumpFrame[];
  createdBy?: string;
}
type Draft = Omit<Mutable<GoroutineText>, 'frames' | 'ancestors' | 'unread'> & {
  readonly frames: DumpFrame[];
  readonly ancestors: Ancestor[];
  readonly unread: string[];
};

/** The first line of a frame or of a go statement; its place in a file comes next. */
interface Begun {
  readonly line: string;
  readonly func: string;
  readonly argsText?: string;
  readonly createdBy: boolean;
  readonly foreign: boolean;
  readonly goroutine: number;
}

/** Lines of the goroutine as the reader of columns sees them, without a logger's words; `beside` are those words. */
function cleanLines(bytes: Uint8Array): { readonly lines: Uint8Array[]; readonly texts: string[] } {
  const lines: Uint8Array[] = [];
  const texts: string[] = [];
  const take = (from: Uint8Array, start: number, end: number): void => {
    lines.push(from.slice(start, end));
  };
  const splitter = createLines({
    line: (line, from, to) => {
      // Until the header is found it is looked for behind a logger's words.
      if (lines.length === 0 && from < to && !looksLikeGoroutine(line, from, to)) return false;
      if (lines.length > 0 || from < to) take(line, from, to);
      return true;
    },
    text: (line, from, to) => texts.push(textOf(line, from, to)),
    frames: (_bytes, from) => from,
    beside: () => {},
    keep: () => {},
    end: () => {},
  });
  splitter.push(bytes);
  splitter.end();
  return { lines, texts };
}

/** @param bytes those of the file that a row's rawFrom … rawTo name. Never throws, whatever they are. */
export function readGoroutineText(bytes: Uint8Array): GoroutineText {
  const { lines, texts } = cleanLines(bytes);
  const first = lines.findIndex((line) => looksLikeGoroutine(line, 0, line.length));
  const header = lines[first];
  const draft: Draft = {
    id: Number.NaN,
    state: '',
    flags: GoroutineFlag.Unparsed,
    labels: [],
    frames: [],
    ancestors: [],
    unread: [...texts],
  };
  if (header === undefined) {
    draft.unread.push(...lines.map((line) => textOf(line)));
    return draft;
  }
  readHeader(draft, header);
  readBody(draft, lines.slice(first + 1));
  return draft;
}

function readHeader(draft: Draft, line: Uint8Array): void {
  const bracket = headerBracket(line, 0, line.length);
  const found = bracket < 0 ? undefined : readHeaderTail(line, bracket, line.length);
  const read = found?.end === line.length ? found : undefined;
  const tail = read?.tail ?? EMPTY_TAIL;
  draft.id = headerId(line, 0, line.length);
  draft.state = tail.state;
  draft.flags = read === undefined ? GoroutineFlag.Unparsed : tail.flags;
  draft.labels = tail.labels;
  if (tail.minutes >= 0) draft.minutes = tail.minutes;
  if (tail.bubble > 0) draft.bubble = tail.bubble;
  if (bracket > 0) Object.assign(draft, headerPointers(textOf(line, 0, bracket)));
  if (read === undefined) draft.unread.push(textOf(line));
  draft.unread.push(...tail.unknown);
}

function readBody(draft: Draft, lines: readonly Uint8Array[]): void {
  let begun: Begun | undefined;
  /** What began and got no place in a file stays a frame if it looks like a call, else it is unread. */
  const settle = (): void => {
    if (begun === undefined) return;
    if (!begun.foreign && !begun.func.includes(' ') && begun.func.includes('.')) accept(draft, begun, undefined);
    else draft.unread.push(begun.line);
    begun = undefined;
  };
  for (const line of lines) {
    const to = line.length;
    if (to === 0) continue;
    const from = isBlank(line[0]) ? skipBlanks(line, 0, to) : 0;
    if (begun !== undefined && takeLocation(draft, begun, line, from)) {
      begun = undefined;
      continue;
    }
    if (from > 0) {
      const text = textOf(line, from);
      if (begun === undefined && text.startsWith(NO_STACK_LINE)) draft.flags |= GoroutineFlag.NoStack;
      else draft.unread.push(text);
      continue;
    }
    const elided = readElided(line, 0, to);
    const origin = readOriginating(line, 0, to);
    const next = elided < 0 && Number.isNaN(origin) ? beginFrame(line) : undefined;
    if (begun?.foreign === false && next?.foreign === true && next.func !== NON_GO) {
      // A line of the program's own output, between the two lines of a frame.
      draft.unread.push(next.line);
      continue;
    }
    settle();
    if (elided >= 0) {
      draft.flags |= GoroutineFlag.Elided;
      framesOf(draft).push({ func: ELIDED_FUNC, file: '', line: 0, argsText: '', inlined: false, elided });
    } else if (!Number.isNaN(origin)) {
      draft.flags |= GoroutineFlag.Ancestors;
      draft.ancestors.push({ id: origin, frames: [] });
    } else if (next !== undefined) {
      begun = next;
      const address = begun.foreign && begun.func === NON_GO ? find(line, 0, to, PC) : -1;
      if (address < 0) continue;
      // With the address on the same line nothing follows.
      accept(draft, begun, { file: '', line: 0, offset: -1, registers: textOf(line, address) });
      begun = undefined;
    }
  }
  settle();
}

function beginFrame(line: Uint8Array): Begun {
  const to = line.length;
  const text = textOf(line);
  if (isCreatedBy(line, 0, to)) {
    const created = readCreatedBy(line, 0, to);
    const func = textOf(line, created.from, created.to);
    return { line: text, func, createdBy: true, foreign: false, goroutine: created.goroutine };
  }
  const open = argumentsOpen(line, 0, to);
  const common = { line: text, createdBy: false, goroutine: Number.NaN };
  if (open < 0) return { ...common, func: text.startsWith(NON_GO) ? NON_GO : text, foreign: true };
  return { ...common, func: textOf(line, 0, open), argsText: textOf(line, open + 1, to - 1), foreign: false };
}

const framesOf = (draft: Draft): DumpFrame[] => draft.ancestors[draft.ancestors.length - 1]?.frames ?? draft.frames;

function takeLocation(draft: Draft, begun: Begun, line: Uint8Array, from: number): boolean {
  const to = line.length;
  const address = find(line, from, to, PC);
  if (begun.foreign && address < 0) return false;
  const end = locationEnd(line, from, to);
  const onlyAddress = end === to && startsWith(line, from, to, PC);
  const place = onlyAddress ? { file: '', line: 0, offset: -1 } : readLocation(line, from, end);
  if (place === undefined) return false;
  accept(draft, begun, { ...place, registers: textOf(line, onlyAddress ? from : end) });
  return true;
}

interface Place {
  readonly file: string;
  readonly line: number;
  readonly offset: number;
  readonly registers: string;
}

function accept(draft: Draft, begun: Begun, place: Place | undefined): void {
  const { func, argsText = '' } = begun;
  const { file = '', line = 0, offset = -1 } = place ?? {};
  const ancestor = draft.ancestors[draft.ancestors.length - 1];
  if (begun.createdBy) {
    if (ancestor !== undefined) ancestor.createdBy = func;
    else
      draft.createdBy = {
        func,
        file,
        line,
        ...(Number.isNaN(begun.goroutine) ? {} : { goroutine: begun.goroutine }),
      };
    return;
  }
  const args = begun.argsText === undefined ? undefined : readArguments(argsText);
  const registers = readRegisters(place?.registers ?? '');
  framesOf(draft).push({
    func,
    file,
    line,
    argsText,
    inlined: argsText === '...' && offset < 0 && file !== '',
    ...(args === undefined ? {} : { args }),
    ...(offset < 0 ? {} : { offset }),
    ...(registers === undefined ? {} : { registers }),
  });
}

function readRegisters(text: string): Readonly<Record<string, string>> | undefined {
  const found = text
    .split(' ')
    .map((part) => part.split('='))
    .filter((part) => part.length === 2) as [string, string][];
  return found.length === 0 ? undefined : Object.fromEntries(found);
}
