// Go function names for narrow places: the package is faint and goes first, the name is strong and stays longest.

import { splitFunctionName } from '../../shared/base/function-name';

export interface FittedName {
  readonly pkg: string;
  readonly name: string;
}

/** Shortest cut of a receiver's type that still tells which one it is: `co…er`. */
const MIN_CUT = 5;

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

/**
 * Leaves out the package first, then the middle of the receiver's type, then the receiver, then the beginning of the name.
 * What is left out leaves an ellipsis: nobody takes a part for the whole.
 */
export function fitFunctionName(full: string, maxPx: number, measure: (text: string) => number): FittedName {
  const { pkg, name } = splitFunctionName(full);
  if (measure(pkg) + measure(name) <= maxPx) return { pkg, name };
  const short = pkg === '' ? '' : '…';
  const room = maxPx - measure(short);
  if (measure(name) <= room) return { pkg: short, name };
  const receiver = /^\((\*?)([^)]*)\)(.*)$/.exec(name);
  if (receiver !== null) {
    const [, star = '', type = '', rest = ''] = receiver;
    const cut = cutMiddle(type, room - measure(`(${star})${rest}`), measure);
    // A letter or two beside an ellipsis say nothing: better without the receiver.
    if (cut.length >= MIN_CUT) return { pkg: short, name: `(${star}${cut})${rest}` };
    const bare = rest.slice(1);
    if (bare !== '' && measure(`…${bare}`) <= maxPx) return { pkg: '…', name: bare };
  }
  return { pkg: '', name: keepEnd(pkg + name, maxPx, measure) };
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
