// The small picture in the corner of a graph that does not fit: all nodes, and the part that is in view.

import type { GraphPart } from '../../shared/export/graph-picture';
import type { PictureTheme } from '../../shared/export/theme';
import type { PlacedGraph } from '../../shared/model/drawn-graph';
import { svgElement } from './graph-marks';

const MOST_WIDTH_PX = 168;
const MOST_HEIGHT_PX = 112;

export interface Minimap {
  readonly element: SVGSVGElement;
  show(part: GraphPart): void;
}

/** @param onMove the user points at this place of the graph */
export function createMinimap(
  graph: PlacedGraph,
  theme: PictureTheme,
  onMove: (x: number, y: number) => void,
): Minimap {
  const scale = Math.min(MOST_WIDTH_PX / graph.width, MOST_HEIGHT_PX / graph.height);
  const element = svgElement('svg', {
    class: 'graph-minimap',
    width: graph.width * scale,
    height: graph.height * scale,
    viewBox: `0 0 ${graph.width} ${graph.height}`,
    'aria-hidden': 'true',
  });
  for (const { x, y, width, height, heat } of graph.nodes) {
    const fill = heat > 0.1 ? theme.heat : theme.faint;
    element.append(svgElement('rect', { x, y, width, height, fill, rx: 8 }));
  }
  const view = svgElement('rect', { class: 'graph-minimap-view', 'vector-effect': 'non-scaling-stroke' });
  element.append(view);
  const move = (event: PointerEvent): void => {
    const box = element.getBoundingClientRect();
    onMove((event.clientX - box.left) / scale, (event.clientY - box.top) / scale);
  };
  element.addEventListener('pointerdown', (event) => {
    element.setPointerCapture(event.pointerId);
    move(event);
  });
  element.addEventListener('pointermove', (event) => {
    if (element.hasPointerCapture(event.pointerId)) move(event);
  });
  return {
    element,
    show({ x, y, width, height }) {
      const left = Math.max(0, x);
      const top = Math.max(0, y);
      view.setAttribute('x', String(left));
      view.setAttribute('y', String(top));
      view.setAttribute('width', String(Math.max(0, Math.min(graph.width, x + width) - left)));
      view.setAttribute('height', String(Math.max(0, Math.min(graph.height, y + height) - top)));
    },
  };
}
