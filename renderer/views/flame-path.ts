// The line above a flame graph: the way from all to the box that is zoomed to, each a button; the scale of a difference;
// in order of time the axis.

import type { Disposable } from '../../shared/base/disposable';
import { shortName } from '../../shared/base/function-name';
import { visibleText } from '../../shared/base/visible-text';
import { boxWeight } from '../../shared/export/flame-picture';
import type { FlameTree } from '../../shared/model/flame';
import { changeText, weightText } from '../../shared/model/weight-text';
import { pathTo } from './flame-walk';
import { axisWords } from './flame-words';

export interface FlamePath extends Disposable {
  show(tree: FlameTree | undefined, zoomed: number): void;
  /** The part in view, in units of weight. */
  axis(tree: FlameTree | undefined, from: number, to: number): void;
}

/** Callers that are named beside all and the box itself; the rest is in the rows above the box. */
const NAMED = 2;
const AXIS_PLACES = 5;

export function createFlamePath(host: HTMLElement, onZoom: (node: number) => void): FlamePath {
  const head = element('div', 'flame-head');
  const path = element('nav', 'flame-path');
  path.setAttribute('aria-label', 'Zoomed to');
  const hint = element('span', 'flame-hint');
  const notes = element('span', 'flame-notes');
  const ruler = element('div', 'flame-axis');
  ruler.title = 'Each sample has the same width: a time without samples has none.';
  head.append(path, hint, notes);
  host.append(head, ruler);

  function step(tree: FlameTree, node: number, isLast: boolean): HTMLElement {
    const name = node === 0 ? 'All' : visibleText(shortName(tree.names[tree.name[node]]));
    const button = element('button', 'flame-step');
    button.type = 'button';
    button.append(element('span', 'flame-step-name', name));
    // Those in between give their room to the others.
    if (node === 0 || isLast)
      button.append(element('span', 'flame-step-weight', node === 0 ? total(tree) : boxWeight(tree, node)));
    button.title = node === 0 ? 'All of it (0)' : `${name}: ${boxWeight(tree, node)}`;
    if (isLast) button.setAttribute('aria-current', 'true');
    button.addEventListener('click', () => onZoom(node));
    return button;
  }

  return {
    show(tree, zoomed) {
      head.hidden = tree === undefined;
      ruler.hidden = tree?.time === undefined;
      if (tree === undefined) return;
      const nodes = pathTo(tree, zoomed);
      const cut = nodes.length > NAMED + 2;
      const shown = cut ? [0, ...nodes.slice(-NAMED - 1)] : nodes;
      path.replaceChildren(
        ...shown.flatMap((node, i) => [
          ...(i === 0 ? [] : [element('span', 'flame-next', cut && i === 1 ? `› … ›` : '›')]),
          step(tree, node, node === zoomed),
        ]),
      );
      hint.classList.toggle('zoomed', zoomed !== 0);
      hint.textContent =
        zoomed === 0 ? 'Click or Enter zooms, double click or S shows callers and callees' : 'Esc: back, 0: all';
      notes.replaceChildren(...(tree.base[0] === 0 ? [] : [scale()]));
    },
    axis(tree, from, to) {
      if (tree?.time === undefined) return;
      const words = axisWords(tree, from, to, AXIS_PLACES);
      if (ruler.childElementCount !== words.length) ruler.replaceChildren(...words.map(() => element('span', '')));
      words.forEach((text, i) => {
        ruler.children[i].textContent = text;
      });
    },
    dispose() {
      head.remove();
      ruler.remove();
    },
  };
}

const total = ({ base, weight, unit }: FlameTree): string =>
  base[0] === 0 ? weightText(weight[0], unit) : changeText(weight[0], unit);

/** How a difference is coloured. */
function scale(): HTMLElement {
  const legend = element('span', 'flame-scale');
  legend.append(element('span', '', '− less'), element('span', 'flame-ramp'), element('span', '', '+ more'));
  legend.title = 'The stronger the colour, the larger the change against what it was';
  return legend;
}

function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  text = '',
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (className !== '') made.className = className;
  made.textContent = text;
  return made;
}
