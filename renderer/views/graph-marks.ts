// Marks of a picture as SVG elements of the page. Text goes in as text: nothing that a file says becomes markup.

import type { Mark } from '../../shared/export/marks';
import { linesData, pathData, visible } from '../../shared/export/svg';

const SVG = 'http://www.w3.org/2000/svg';

export function svgElement<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string | number>> = {},
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

export function markElement(mark: Mark): SVGElement {
  switch (mark.kind) {
    case 'text': {
      const text = svgElement('text', { x: mark.x, y: mark.y, 'font-size': mark.sizePx, fill: mark.colour });
      if (mark.bold) text.setAttribute('font-weight', '600');
      text.textContent = visible(mark.text);
      return text;
    }
    case 'rect': {
      const { x, y, width, height, radius, fill, stroke, strokePx } = mark;
      const rect = svgElement('rect', { x, y, width, height, rx: radius, fill: fill ?? 'none' });
      if (stroke !== undefined) setStroke(rect, stroke, strokePx, mark.dash);
      return rect;
    }
    case 'path': {
      const path = svgElement('path', { d: pathData(mark.points), fill: 'none' });
      setStroke(path, mark.stroke, mark.strokePx, mark.dash);
      return path;
    }
    case 'lines': {
      const path = svgElement('path', { d: linesData(mark.points), fill: 'none' });
      setStroke(path, mark.stroke, mark.strokePx, []);
      return path;
    }
    case 'polygon':
      return svgElement('polygon', { points: mark.points.join(' '), fill: mark.fill });
  }
}

function setStroke(element: SVGElement, colour: string, width: number, dash: readonly number[]): void {
  element.setAttribute('stroke', colour);
  element.setAttribute('stroke-width', String(width));
  if (dash.length === 0) return;
  element.setAttribute('stroke-dasharray', dash.join(' '));
  element.setAttribute('stroke-linecap', 'round');
}
