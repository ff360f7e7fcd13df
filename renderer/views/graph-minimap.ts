// The small picture in the corner of a graph that does not fit: all nodes, and the part that is in view.

import type { GraphPart } from '../../shared/export/graph-picture';
import type { PictureTheme } from '../../shared/export/theme';
import type { PlacedGraph, ViewSize } from '../../shared/model/drawn-graph';
import { svgElement } from './graph-marks';

const MOST_WIDTH_PX = 168;
const MOST_HEIGHT_PX = 112;
/** Of the view: on small windows it is smaller. */
const MOST_SHARE = 0.16;
/** Of its frame, with what is between it and the nodes. */
const FRAME_PX = 14;
const PADDING_PX = 7;

export interface Minimap {
  readonly element: SVGSVGElement;
  /** With its frame. */
  readonly size: ViewSize;
  /** To another view. */
  resize(view: ViewSize): void;
  show(part: GraphPart): void;
}

/** @param onMove the user points at this place of the graph */
export function createMinimap(
  graph: PlacedGraph,
  theme: PictureTheme,
  view: ViewSize,
  onMove: (x: number, y: number) => void,
): Minimap {
  let scale = 1;
  let size: ViewSize = { width: 0, height: 0 };
  const element = svgElement('svg', {
    class: 'graph-minimap',
    viewBox: `0 0 ${graph.width} ${graph.height}`,
    'aria-hidden': 'true',
  });
  for (const { x, y, width, height, heat } of graph.nodes) {
    const fill = heat > 0.1 ? theme.heat : theme.faint;
    element.append(svgElement('rect', { x, y, width, height, fill, rx: 8 }));
  }
  const seen = svgElement('rect', { class: 'graph-minimap-view', 'vector-effect': 'non-scaling-stroke' });
  element.append(seen);
  const resize = (to: ViewSize): void => {
    const width = Math.min(MOST_WIDTH_PX, to.width * MOST_SHARE);
    const height = Math.min(MOST_HEIGHT_PX, to.height * MOST_SHARE);
    scale = Math.min(width / graph.width, height / graph.height);
    element.setAttribute('width', String(graph.width * scale));
    element.setAttribute('height', String(graph.height * scale));
    size = { width: graph.width * scale + FRAME_PX, height: graph.height * scale + FRAME_PX };
  };
  resize(view);
  const move = (event: PointerEvent): void => {
    const box = element.getBoundingClientRect();
    onMove((event.clientX - box.left - PADDING_PX) / scale, (event.clientY - box.top - PADDING_PX) / scale);
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
    get size() {
      return size;
    },
    resize,
    show({ x, y, width, height }) {
      const left = Math.max(0, x);
      const top = Math.max(0, y);
      seen.setAttribute('x', String(left));
      seen.setAttribute('y', String(top));
      seen.setAttribute('width', String(Math.max(0, Math.min(graph.width, x + width) - left)));
      seen.setAttribute('height', String(Math.max(0, Math.min(graph.height, y + height) - top)));
    },
  };
}
