// Go function names for narrow places: the package is faint and may be cut in its middle, the name is strong and is not.

export interface FunctionName {
  /** Import path, `net/http`; '' if there is none. */
  readonly path: string;
  /** What the source calls the package, with its dot: `http.`; '' if there is none. */
  readonly pkg: string;
  /** Receiver and name: `(*conn).serve`. */
  readonly name: string;
}

export interface FittedName {
  readonly pkg: string;
  readonly name: string;
}

/** Shortest cut of a package or receiver that still tells which one it is: `co…er`. */
const MIN_CUT = 5;
const MIN_CUT_PACKAGE = 7;

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

/** Cuts the middle out of a text so that it fits; '' if not even the ellipsis does. */
export function cutMiddle(text: string, maxPx: number, measure: (text: string) => number): string {
  if (measure(text) <= maxPx) return text;
  let low = 0;
  let high = text.length - 1;
  const cut = (keep: number) =>
    `${text.slice(0, Math.ceil(keep / 2))}…${text.slice(text.length - Math.floor(keep / 2))}`;
  if (measure('…') > maxPx) return '';
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (measure(cut(middle)) <= maxPx) low = middle;
    else high = middle - 1;
  }
  return cut(low);
}

/** Shortens the package first, then the receiver; the last words of the name stay as long as anything fits. */
export function fitFunctionName(full: string, maxPx: number, measure: (text: string) => number): FittedName {
  const { pkg, name } = splitFunctionName(full);
  const namePx = measure(name);
  if (measure(pkg) + namePx <= maxPx) return { pkg, name };
  if (namePx <= maxPx) {
    const bare = pkg.slice(0, -1);
    const cut = cutMiddle(bare, maxPx - namePx - measure('.'), measure);
    // A letter or two beside an ellipsis say nothing: better the name alone.
    if (cut.length >= MIN_CUT_PACKAGE) return { pkg: `${cut}.`, name };
    return measure('…') + namePx <= maxPx && pkg !== '' ? { pkg: '…', name } : { pkg: '', name };
  }
  const receiver = /^\((\*?)([^)]*)\)(.*)$/.exec(name);
  if (receiver !== null) {
    const [, star = '', type = '', rest = ''] = receiver;
    const restPx = measure(`(${star})${rest}`);
    const cut = cutMiddle(type, maxPx - restPx, measure);
    if (cut.length >= MIN_CUT) return { pkg: '', name: `(${star}${cut})${rest}` };
    const withoutReceiver = [`…${rest}`, rest.slice(1)].find((text) => text !== '' && measure(text) <= maxPx);
    if (withoutReceiver !== undefined) return { pkg: '', name: withoutReceiver };
  }
  return { pkg: '', name: keepEnd(name, maxPx, measure) };
}

function keepEnd(text: string, maxPx: number, measure: (text: string) => number): string {
  if (measure(text) <= maxPx) return text;
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (measure(`…${text.slice(text.length - middle)}`) <= maxPx) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? '' : `…${text.slice(text.length - low)}`;
}
