// Names in a dump against the terms of a filter. Each function, frame, stack and label set is tried once per term: they are
// numbers all over the series, so answers are kept by number.
//
// The text of a stack that an expression is tried on: the names of its functions, the leaf first, one per line, the creator's
// as the last line where the creator counts too. Unless flag s is given ^ and $ are begin and end of each line.

import { ELIDED_FUNC } from '../../model/dumps';
import { NO_STACK } from '../../model/stacks';
import { once } from '../filter-match';
import { boundedRegex, type RegexBudget } from '../filter-regex';
import type { FilterField, NameMatch } from '../filter-term';
import type { DumpIndex } from './types';

// Longer ones are matched by their beginning: the names of 100 frames (what the runtime prints) have some 6 kB.
const MAX_NAME = 1000;
const MAX_STACK_TEXT = 65_536;

type StackTest = (stack: number, creator: number) => boolean;

export interface FilterNames {
  /** Tests by the name of a function: of a frame (-1 = none: no), of any frame of a stack. */
  function(match: NameMatch): { frame(frame: number): boolean; anyFrame(stack: number): boolean };
  /** The expression on the text of stack and creator. */
  stackAndCreator(regex: RegExp): StackTest;
  field(field: FilterField, match: NameMatch): StackTest;
  labels(key: string, value: NameMatch | undefined): (labelSet: number) => boolean;
  /** Frames that are there; `open`: some were left out, or there is no stack. */
  depth(stack: number): { readonly frames: number; readonly open: boolean };
}

export function createFilterNames(index: DumpIndex, budget: RegexBudget): FilterNames {
  const { table, labelSets } = index.series.symbols;

  const textTest = (match: NameMatch): ((text: string) => boolean) => {
    if ('regex' in match) {
      const matches = boundedRegex(match.regex);
      return (text) => matches(text.slice(0, MAX_NAME), budget);
    }
    const { text, exact } = match;
    return (name) => (exact ? name.toLowerCase() === text : name.toLowerCase().includes(text));
  };
  const stackTest = (regex: RegExp): ((text: string) => boolean) => {
    const matches = boundedRegex(regex.flags.includes('s') ? regex : new RegExp(regex.source, `${regex.flags}m`));
    return (text) => matches(text.slice(0, MAX_STACK_TEXT), budget);
  };

  const nameOf = (frame: number): string => (frame < 0 ? '' : table.string(table.frameFunction(frame)));
  const stackText = (stack: number): string => {
    const lines: string[] = [];
    let characters = 0;
    for (let at = stack; at !== NO_STACK && characters < MAX_STACK_TEXT; at = table.stackParent(at)) {
      const name = nameOf(table.stackFrame(at)).slice(0, MAX_NAME);
      characters += name.length + 1;
      lines.push(name);
    }
    return lines.join('\n');
  };

  const byFrame = (test: (frame: number) => boolean) => {
    const frame = once(test);
    return { frame: (at: number) => at >= 0 && frame(at), anyFrame: anyFrameTest(table, frame) };
  };
  const byFunction = (match: NameMatch) => {
    const matches = textTest(match);
    const byName = once((name) => matches(table.string(name)));
    return byFrame((frame) => byName(table.frameFunction(frame)));
  };
  const byStack = (test: (stack: number) => boolean): StackTest => once(test);

  return {
    function: byFunction,
    stackAndCreator(regex) {
      const matches = stackTest(regex);
      const known = new Map<number, boolean>();
      return (stack, creator) => {
        // Frames are fewer than 2^22, stacks fewer than 2^31.
        const key = (stack + 1) * 2 ** 22 + creator + 1;
        let answer = known.get(key);
        if (answer === undefined) {
          const lines = creator < 0 ? stackText(stack) : `${stackText(stack)}\n${nameOf(creator).slice(0, MAX_NAME)}`;
          answer = matches(lines);
          known.set(key, answer);
        }
        return answer;
      };
    },
    field(field, match) {
      const matches = textTest(match);
      switch (field) {
        case 'frame': {
          if (!('regex' in match)) return byFunction(match).anyFrame;
          const ofStack = stackTest(match.regex);
          return byStack((stack) => stack !== NO_STACK && ofStack(stackText(stack)));
        }
        case 'created': {
          const { frame } = byFunction(match);
          return (_, creator) => frame(creator);
        }
        case 'file': {
          const { frame, anyFrame } = byFrame((at) =>
            matches(`${table.string(table.frameFileName(at))}:${table.frameLineNumber(at)}`),
          );
          return (stack, creator) => anyFrame(stack) || frame(creator);
        }
        case 'start':
          return byStack((stack) => stack !== NO_STACK && matches(index.facts(stack).start));
        case 'pkg':
          return byStack((stack) => stack !== NO_STACK && matches(index.facts(stack).packageName));
        default:
          return byStack((stack) => {
            const { frames, blocking, user } = index.facts(stack);
            const frame = frames.at(field === 'top' ? blocking : user);
            return (field === 'top' ? blocking : user) >= 0 && frame !== undefined && matches(frame.func);
          });
      }
    },
    labels(key, value) {
      const lower = key.toLowerCase();
      const matches = value === undefined ? () => true : textTest(value);
      return once((set) =>
        (labelSets[set] ?? []).some(([name, text]) => name.toLowerCase() === lower && matches(text)),
      );
    },
    depth(stack) {
      let frames = 0;
      let open = stack === NO_STACK;
      for (let at = stack; at !== NO_STACK; at = table.stackParent(at)) {
        if (nameOf(table.stackFrame(at)) === ELIDED_FUNC) open = true;
        else frames++;
      }
      return { frames, open };
    },
  };
}

/** Stacks are paths of a tree: what is known of the callers' stack is not looked at again. */
function anyFrameTest(table: DumpIndex['series']['symbols']['table'], frame: (frame: number) => boolean) {
  const [unknown, no, yes] = [0, 1, 2];
  const known = new Uint8Array(table.stackCount);
  const path: number[] = [];
  return (stack: number): boolean => {
    path.length = 0;
    let at = stack;
    while (at !== NO_STACK && known[at] === unknown && !frame(table.stackFrame(at))) {
      path.push(at);
      at = table.stackParent(at);
    }
    const found = at !== NO_STACK && known[at] !== no;
    if (at !== NO_STACK && found) known[at] = yes;
    for (const each of path) known[each] = found ? yes : no;
    return found;
  };
}
