// Qualified names of Go functions, taken apart: canvas and panels show the package faint and the name strong.

export interface FunctionName {
  /** Import path, `net/http`; '' if there is none. */
  readonly path: string;
  /** What the source calls the package, with its dot: `http.`; '' if there is none. */
  readonly pkg: string;
  /** Receiver and name: `(*conn).serve`. */
  readonly name: string;
}

/** `net/http.(*conn).serve` -> {path: 'net/http', pkg: 'http.', name: '(*conn).serve'}. */
export function splitFunctionName(full: string): FunctionName {
  // Type arguments may hold whole import paths: only slashes before the first bracket separate the package.
  const bracket = full.search(/[([]/);
  const head = bracket < 0 ? full : full.slice(0, bracket);
  const slash = head.lastIndexOf('/');
  const dot = full.indexOf('.', slash + 1);
  if (dot < 0) return { path: '', pkg: '', name: full };
  return { path: full.slice(0, dot), pkg: full.slice(slash + 1, dot + 1), name: full.slice(dot + 1) };
}

// First elements of the standard library's import paths. A module may call itself by one of these words.
const STANDARD_ROOTS = new Set(
  (
    'archive arena bufio builtin bytes cmp compress container context crypto database debug embed encoding errors expvar ' +
    'flag fmt go hash html image index internal io iter log maps math mime net os path plugin reflect regexp runtime ' +
    'simd slices sort strconv strings structs sync syscall testing text time unicode unique unsafe uuid vendor weak'
  ).split(' '),
);

/** Does the first element of a path (`net/http`, `net/http/server.go`) belong to the standard library or the runtime? */
export function isStandardPath(path: string): boolean {
  const slash = path.indexOf('/');
  return STANDARD_ROOTS.has(slash < 0 ? path : path.slice(0, slash));
}

/** `net/http.(*conn).serve` -> `http.(*conn).serve`: as Go code itself writes it. */
export function shortName(full: string): string {
  const { pkg, name } = splitFunctionName(full);
  return pkg + name;
}

/** What tells a closure from the others of its function: `.func1`, `.func2.1`, `.gowrap1`, `-fm`, `-range1`. */
const CLOSURE = /(?:\.(?:func|gowrap|deferwrap|init\.)?\d+|-fm|-range\d+)+$/;
const FEWEST_LETTERS = 3;

/**
 * A name for a box with room for so many letters: the package goes first, then the end is cut, and of a closure what stands before
 * `.func1`, for else all closures of a function would be called the same. '' where fewer than 3 letters would be left.
 */
export function cutFunctionName(full: string, letters: number): string {
  const { pkg, name } = splitFunctionName(full);
  if (pkg.length + name.length <= letters) return pkg + name;
  const closure = CLOSURE.exec(name)?.[0] ?? '';
  const room = letters - closure.length - 1;
  if (name.length <= letters || closure === '' || room < FEWEST_LETTERS) return cutEnd(name, letters);
  return `${name.slice(0, room)}…${closure}`;
}

/** `Transport` -> `Trans…`; '' where fewer than 3 letters would be left. */
export function cutEnd(text: string, letters: number): string {
  if (text.length <= letters) return text;
  return letters - 1 < FEWEST_LETTERS ? '' : `${text.slice(0, letters - 1)}…`;
}
