// Draws a picture on canvas: for PNG files. An SVG as an image would not have the page's fonts.

import type { Picture } from '../../shared/export/graph-picture';
import type { Mark } from '../../shared/export/marks';
import { visible } from '../../shared/export/svg';

export function drawPicture(context: CanvasRenderingContext2D, picture: Picture, scale: number, family: string): void {
  context.setTransform(scale, 0, 0, scale, -picture.x * scale, -picture.y * scale);
  context.fillStyle = picture.background;
  context.fillRect(picture.x, picture.y, picture.width, picture.height);
  context.textBaseline = 'alphabetic';
  for (const { marks } of picture.groups) for (const mark of marks) drawMark(context, mark, family);
}

function drawMark(context: CanvasRenderingContext2D, mark: Mark, family: string): void {
  switch (mark.kind) {
    case 'text':
      context.font = `${mark.bold ? '600 ' : ''}${mark.sizePx}px ${family}`;
      context.fillStyle = mark.colour;
      // The box was made for letters of one width; a font that stands in for a missing one is set to it.
      context.fillText(visible(mark.text), mark.x, mark.y, Math.max(1, mark.width * 1.02));
      return;
    case 'rect':
      context.beginPath();
      context.roundRect(mark.x, mark.y, mark.width, mark.height, mark.radius);
      if (mark.fill !== undefined) {
        context.fillStyle = mark.fill;
        context.fill();
      }
      if (mark.stroke !== undefined) stroke(context, mark.stroke, mark.strokePx, mark.dash);
      return;
    case 'path': {
      const { points } = mark;
      context.beginPath();
      context.moveTo(points[0], points[1]);
      for (let i = 2; i + 5 < points.length; i += 6) {
        context.bezierCurveTo(points[i], points[i + 1], points[i + 2], points[i + 3], points[i + 4], points[i + 5]);
      }
      stroke(context, mark.stroke, mark.strokePx, mark.dash);
      return;
    }
    case 'lines': {
      const { points } = mark;
      context.beginPath();
      for (let i = 0; i + 3 < points.length; i += 4) {
        context.moveTo(points[i], points[i + 1]);
        context.lineTo(points[i + 2], points[i + 3]);
      }
      stroke(context, mark.stroke, mark.strokePx, []);
      return;
    }
    case 'polygon': {
      const { points } = mark;
      context.beginPath();
      for (let i = 0; i + 1 < points.length; i += 2) context.lineTo(points[i], points[i + 1]);
      context.closePath();
      context.fillStyle = mark.fill;
      context.fill();
    }
  }
}

function stroke(context: CanvasRenderingContext2D, colour: string, widthPx: number, dash: readonly number[]): void {
  context.strokeStyle = colour;
  context.lineWidth = widthPx;
  context.setLineDash([...dash]);
  context.stroke();
  context.setLineDash([]);
}
