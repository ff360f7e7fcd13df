// The tooltip of the timeline: a DOM element beside the pointer, never under it, always inside the page.

import type { Disposable } from '../../shared/base/disposable';
import type { TooltipLine } from './timeline-words';

export interface Tooltip extends Disposable {
  /** Shows lines near a point of the page. */
  show(lines: readonly TooltipLine[], clientX: number, clientY: number): void;
  hide(): void;
}

const OFFSET_PX = 14;
const EDGE_PX = 6;

export function createTooltip(parent: HTMLElement): Tooltip {
  const element = document.createElement('div');
  element.className = 'timeline-tooltip';
  element.setAttribute('role', 'tooltip');
  element.hidden = true;
  parent.append(element);
  return {
    show(lines, clientX, clientY) {
      element.replaceChildren(...lines.map(lineElement));
      element.hidden = false;
      const { width, height } = element.getBoundingClientRect();
      const right = clientX + OFFSET_PX;
      const below = clientY + OFFSET_PX;
      const x = right + width + EDGE_PX <= innerWidth ? right : Math.max(EDGE_PX, clientX - OFFSET_PX - width);
      const y = below + height + EDGE_PX <= innerHeight ? below : Math.max(EDGE_PX, clientY - OFFSET_PX - height);
      element.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
    },
    hide() {
      element.hidden = true;
    },
    dispose: () => element.remove(),
  };
}

function lineElement({ text, style, spanClass }: TooltipLine): HTMLElement {
  const line = document.createElement('div');
  line.className = style === undefined ? 'timeline-tooltip-line' : `timeline-tooltip-line ${style}`;
  if (spanClass !== undefined) {
    const swatch = document.createElement('span');
    swatch.className = 'timeline-swatch';
    swatch.dataset.spanClass = String(spanClass);
    line.append(swatch);
  }
  line.append(text);
  return line;
}
