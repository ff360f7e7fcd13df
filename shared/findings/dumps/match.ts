// Compares a stack group with the rows of the catalogue. A function name is compared with all name sets once, when it is seen
// first; a row then asks for bits. So the cost is that of the distinct functions, not of rows times frames.

import { GoroutineFlag } from '../../model/dumps';
import type { Frame } from '../../model/stacks';
import { isStandard } from '../../query/dumps/frame-kinds';
import type { Match, Names, Pattern } from './pattern';

/** Does a name fit one of the set: exact, `begin*`, `*end`, `*inside*`. */
export const fits = (name: string, names: Names): boolean => names.some((pattern) => fitsOne(name, partsOf(pattern)));

const knownParts = new Map<string, readonly string[]>();

/** What lies between the stars. The `*` of a type belongs to its name: `(*Mutex)`. */
function partsOf(pattern: string): readonly string[] {
  const known = knownParts.get(pattern);
  if (known !== undefined) return known;
  const parts = pattern
    .replaceAll('(*', '(\0')
    .split('*')
    .map((part) => part.replaceAll('\0', '*'));
  knownParts.set(pattern, parts);
  return parts;
}

function fitsOne(name: string, parts: readonly string[]): boolean {
  const [first] = parts;
  if (parts.length === 1) return name === first;
  const last = parts[parts.length - 1];
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= name.length - last.length;
}

/** What is known of a stack group, for comparing. */
export interface Subject {
  /** As told, or as the runtime frames of a counted stack tell; '' = not told. */
  readonly state: string;
  readonly frames: readonly Frame[];
  /** Place of the frame that called what blocks; -1 = none. */
  readonly at: number;
  /** Outermost function, past goexit, main and the compiler's wrappers. */
  readonly start: string;
  readonly creator: string;
  readonly flags: number;
  /** With ids and states. */
  readonly listed: boolean;
  readonly main: boolean;
  readonly count: number;
  readonly preamble: readonly string[];
  readonly creatorGone: () => boolean;
  readonly starterReturned: () => boolean;
}

type Sets = Uint8Array;

/** Names that begin alike share a bucket: a function is compared with a dozen patterns, not with all 1 200. */
const BUCKET_CHARS = 8;

/** Which sets a name is in, for many sets and many names. */
class NameSets {
  private readonly sets: Names[] = [];
  private readonly known = new Map<string, Sets>();
  private buckets: Map<string, [pattern: string, set: number][]> | undefined;
  private readonly anywhere: [pattern: string, set: number][] = [];

  /** Number of a set; all are added before the first question. */
  add(names: Names): number {
    return this.sets.push(names) - 1;
  }

  of(name: string): Sets {
    const found = this.known.get(name);
    if (found !== undefined) return found;
    const made = new Uint8Array(this.sets.length);
    const buckets = this.filled();
    const near = buckets.get(name.slice(0, BUCKET_CHARS)) ?? [];
    for (const patterns of [near, this.anywhere]) {
      for (const [pattern, set] of patterns) if (fitsOne(name, partsOf(pattern))) made[set] = 1;
    }
    this.known.set(name, made);
    return made;
  }

  private filled(): Map<string, [pattern: string, set: number][]> {
    if (this.buckets !== undefined) return this.buckets;
    const buckets = new Map<string, [pattern: string, set: number][]>();
    this.sets.forEach((names, set) => {
      for (const pattern of names) {
        const parts = partsOf(pattern);
        const key = parts[0].slice(0, BUCKET_CHARS);
        // A name shorter than a bucket's key fits only a pattern without stars, which has the same short key.
        if (parts.length > 1 && key.length < BUCKET_CHARS) this.anywhere.push([pattern, set]);
        else if (buckets.has(key)) buckets.get(key)?.push([pattern, set]);
        else buckets.set(key, [[pattern, set]]);
      }
    });
    this.buckets = buckets;
    return buckets;
  }
}

/** Compiles the catalogue; the answer finds the first row that fits. */
export function createMatcher(catalogue: readonly Pattern[]): (subject: Subject) => Pattern {
  const sets = new NameSets();
  const setOf = (names: Names | undefined): number => (names === undefined ? -1 : sets.add(names));
  const rows = catalogue.map((pattern) => ({ pattern, test: compile(pattern.match, setOf) }));
  const setsOf = (name: string): Sets => sets.of(name);
  const last = catalogue[catalogue.length - 1];
  return (subject) => {
    const stack = subject.frames.map(({ func }) => setsOf(func));
    return rows.find(({ test }) => test(subject, stack, setsOf))?.pattern ?? last;
  };
}

type Test = (subject: Subject, stack: readonly Sets[], setsOf: (name: string) => Sets) => boolean;

function compile(match: Match, setOf: (names: Names | undefined) => number): Test {
  const tests: Test[] = [];
  const stackTest = (names: Names | undefined, test: (stack: readonly Sets[], set: number) => boolean): void => {
    if (names === undefined) return;
    const set = setOf(names);
    tests.push((_, stack) => test(stack, set));
  };
  const nameTest = (names: Names | undefined, nameOf: (subject: Subject) => string, wanted = 1): void => {
    if (names === undefined) return;
    const set = setOf(names);
    tests.push((subject, _, setsOf) => setsOf(nameOf(subject))[set] === wanted);
  };
  // Cheap ones first: most rows end at the state.
  nameTest(match.states, ({ state }) => state);
  nameTest(match.notStates, ({ state }) => state, 0);
  nameTest(match.start, ({ start }) => start);
  nameTest(match.creator, ({ creator }) => creator);
  nameTest(match.notCreator, ({ creator }) => creator, 0);
  nameTest(match.at, ({ frames, at }) => frames[at]?.func ?? '');
  const { flag, count, preamble, notPreamble } = match;
  if (flag !== undefined) tests.push(({ flags }) => (flags & flag) !== 0);
  if (count !== undefined) tests.push((subject) => subject.count >= count);
  if (preamble !== undefined) tests.push((subject) => subject.preamble.some((line) => fits(line, preamble)));
  if (notPreamble !== undefined) tests.push((subject) => !subject.preamble.some((line) => fits(line, notPreamble)));
  stackTest(match.any, (stack, set) => stack.some((sets) => sets[set] === 1));
  stackTest(match.with, (stack, set) => stack.some((sets) => sets[set] === 1));
  stackTest(match.none, (stack, set) => !stack.some((sets) => sets[set] === 1));
  stackTest(match.notOnly, (stack, set) => stack.some((sets) => sets[set] === 0));
  stackTest(match.twice, (stack, set) => stack.filter((sets) => sets[set] === 1).length >= 2);
  if (match.pair !== undefined) {
    const [callee, caller] = match.pair.map(setOf);
    tests.push((_, stack) => stack.some((sets, i) => sets[callee] === 1 && stack[i + 1]?.[caller] === 1));
  }
  if (match.noOwnFrame) tests.push(({ frames }) => frames.every(({ func, file }) => isStandard(func, file)));
  if (match.noCreator) tests.push(lacksCreator);
  if (match.closureOfCreator) tests.push(isClosureOfCreator);
  if (match.creatorGone) tests.push(({ creatorGone }) => creatorGone());
  if (match.starterReturned) tests.push(({ starterReturned }) => starterReturned());
  return (subject, stack, setsOf) => tests.every((test) => test(subject, stack, setsOf));
}

const NO_HEADER = GoroutineFlag.NoStack | GoroutineFlag.Cut | GoroutineFlag.Unparsed | GoroutineFlag.Locked;

const lacksCreator = ({ listed, creator, main, flags, start, frames }: Subject): boolean =>
  listed && creator === '' && !main && (flags & NO_HEADER) === 0 && frames.length > 0 && !start.startsWith('runtime.');

const isClosureOfCreator = ({ creator, start }: Subject): boolean =>
  creator !== '' && (start.startsWith(`${creator}.func`) || start.startsWith(`${creator}.gowrap`));
