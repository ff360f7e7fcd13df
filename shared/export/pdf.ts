// A picture as PDF, drawn with vectors and text in an embedded font, so that names can be searched and copied.

import { jsPDF } from 'jspdf';
import type { Picture } from './graph-picture';
import type { Mark } from './marks';
import { visible } from './svg';

/** TrueType files of the font that the picture was measured for. */
export interface PdfFonts {
  readonly regular: Uint8Array;
  readonly bold: Uint8Array;
}

const FAMILY = 'JetBrains Mono';
/** A pixel is a 96th of an inch, a point a 72nd. */
const PT_PER_PX = 0.75;
/** PDF readers refuse pages of more than 14 400 points. */
const MOST_PT = 14_400;

/** Bytes of a PDF of one page, which is as large as the picture. */
export function picturePdf(picture: Picture, fonts: PdfFonts): Uint8Array {
  const scale = Math.min(PT_PER_PX, MOST_PT / picture.width, MOST_PT / picture.height);
  const size = [picture.width * scale, picture.height * scale];
  const doc = new jsPDF({
    unit: 'pt',
    format: size,
    orientation: picture.width >= picture.height ? 'landscape' : 'portrait',
    compress: true,
    putOnlyUsedFonts: true,
  });
  doc.setProperties({ title: visible(picture.title), creator: 'Ghostlight' });
  addFont(doc, 'regular.ttf', fonts.regular, 'normal');
  addFont(doc, 'bold.ttf', fonts.bold, 'bold');
  doc.setFillColor(picture.background);
  doc.rect(0, 0, size[0], size[1], 'F');
  const place = { scale, x: picture.x, y: picture.y };
  for (const { marks } of picture.groups) for (const mark of marks) draw(doc, mark, place);
  return new Uint8Array(doc.output('arraybuffer'));
}

function addFont(doc: jsPDF, file: string, bytes: Uint8Array, style: 'normal' | 'bold'): void {
  // jsPDF takes files as text with a letter per byte.
  let text = '';
  for (let from = 0; from < bytes.length; from += 8192)
    text += String.fromCharCode(...bytes.subarray(from, from + 8192));
  doc.addFileToVFS(file, text);
  doc.addFont(file, FAMILY, style);
}

function draw(doc: jsPDF, mark: Mark, { scale, x: left, y: top }: { scale: number; x: number; y: number }): void {
  const length = (value: number): number => value * scale;
  const atX = (value: number): number => (value - left) * scale;
  const atY = (value: number): number => (value - top) * scale;
  switch (mark.kind) {
    case 'text': {
      doc.setFont(FAMILY, mark.bold ? 'bold' : 'normal');
      doc.setFontSize(mark.sizePx * scale);
      doc.setTextColor(mark.colour);
      doc.text(visible(mark.text), atX(mark.x), atY(mark.y));
      return;
    }
    case 'rect': {
      setStroke(doc, mark.stroke, mark.strokePx * scale, mark.dash.map(length));
      if (mark.fill !== undefined) doc.setFillColor(mark.fill);
      const style = `${mark.fill === undefined ? '' : 'F'}${mark.stroke === undefined ? '' : 'D'}`;
      if (style === '') return;
      const radius = length(Math.min(mark.radius, mark.width / 2, mark.height / 2));
      doc.roundedRect(atX(mark.x), atY(mark.y), length(mark.width), length(mark.height), radius, radius, style);
      return;
    }
    case 'path': {
      setStroke(doc, mark.stroke, mark.strokePx * scale, mark.dash.map(length));
      const { points } = mark;
      const pieces: number[][] = [];
      // Each piece is told from where the one before ended.
      for (let i = 2; i + 5 < points.length; i += 6) {
        const [x, y] = [points[i - 2], points[i - 1]];
        pieces.push([0, 1, 2, 3, 4, 5].map((n) => length(points[i + n] - (n % 2 === 0 ? x : y))));
      }
      doc.lines(pieces, atX(points[0]), atY(points[1]), [1, 1], 'S', false);
      return;
    }
    case 'lines': {
      setStroke(doc, mark.stroke, mark.strokePx * scale, []);
      const { points } = mark;
      for (let i = 0; i + 3 < points.length; i += 4) {
        doc.line(atX(points[i]), atY(points[i + 1]), atX(points[i + 2]), atY(points[i + 3]), 'S');
      }
      return;
    }
    case 'polygon': {
      doc.setFillColor(mark.fill);
      const { points } = mark;
      const steps: number[][] = [];
      for (let i = 2; i + 1 < points.length; i += 2) {
        steps.push([length(points[i] - points[i - 2]), length(points[i + 1] - points[i - 1])]);
      }
      doc.lines(steps, atX(points[0]), atY(points[1]), [1, 1], 'F', true);
    }
  }
}

function setStroke(doc: jsPDF, colour: string | undefined, width: number, dash: readonly number[]): void {
  if (colour === undefined) return;
  doc.setDrawColor(colour);
  doc.setLineWidth(width);
  doc.setLineDashPattern([...dash], 0);
}
