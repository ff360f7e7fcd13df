// The text in a box of a flame graph: the same on the page and in pictures.

import { cutEnd, cutFunctionName, shortName, splitFunctionName } from '../base/function-name';
import { visibleText } from '../base/visible-text';
import type { FlameTree } from '../model/flame';
import { changeText } from '../model/weight-text';
import { LETTER_EM, textWidthEm } from '../query/graph/graphviz';

/** No box has room for more; a hostile name is as long as it likes. */
const MOST_LETTERS = 400;

/**
 * The name of a node below the root, cut to so many letters of the width of `m`; of two that are compared with the change by number
 * and sign behind it, if there is room for both: colour alone tells nobody what grew.
 */
export function flameLabel(tree: FlameTree, node: number, letters: number): string {
  const name = visibleText(tree.names[tree.name[node]].slice(0, MOST_LETTERS));
  if (tree.base[0] !== 0) {
    const change = ` ${changeText(tree.weight[node], tree.unit)}`;
    const beside = [shortName(name), splitFunctionName(name).name].find((text) => fits(text + change, letters));
    if (beside !== undefined) return beside + change;
  }
  return narrowed((room) => cutFunctionName(name, room), letters);
}

/** Any other text, cut at its end. */
export const flameText = (text: string, letters: number): string =>
  narrowed((room) => cutEnd(visibleText(text.slice(0, MOST_LETTERS)), room), letters);

/** Nearly all names; a thousand are fitted for each frame. */
const PLAIN = /^[ -~]*$/;

const fits = (text: string, letters: number): boolean =>
  PLAIN.test(text) ? text.length <= letters : textWidthEm(text) <= letters * LETTER_EM + 1e-6;

/** Letters may be as wide as two. */
function narrowed(cut: (letters: number) => string, letters: number): string {
  let room = Math.min(letters, MOST_LETTERS);
  let text = cut(room);
  while (text !== '' && !fits(text, letters)) text = cut(--room);
  return text;
}
