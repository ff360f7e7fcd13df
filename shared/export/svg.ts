// A picture as SVG: text stays text, no scripts, no styles from outside, generic fonts behind the one it was measured for.
// Every text comes from a file and may hold anything: markup is escaped, what XML cannot hold becomes visible or goes.

import { visibleLines } from '../base/visible-text';
import type { Picture } from './graph-picture';
import type { Mark } from './marks';

export const MONO_FAMILY = "'JetBrains Mono', 'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace";

/** @param scale 1 = the picture's own size in CSS pixels */
export function pictureSvg({ x, y, width, height, background, title, groups }: Picture, scale = 1): string {
  const size = `width="${number(width * scale)}" height="${number(height * scale)}" viewBox="${number(x)} ${number(y)} ${number(width)} ${number(height)}"`;
  const parts = [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="${MONO_FAMILY}" role="img">\n`,
    `<title>${escapeXml(title)}</title>\n`,
    `<rect x="${number(x)}" y="${number(y)}" width="${number(width)}" height="${number(height)}" fill="${background}"/>\n`,
  ];
  for (const { title: words, marks } of groups) {
    parts.push(`<g><title>${escapeXml(words)}</title>`, ...marks.map(svgMark), '</g>\n');
  }
  parts.push('</svg>\n');
  return parts.join('');
}

export function svgMark(mark: Mark): string {
  switch (mark.kind) {
    case 'text': {
      const weight = mark.bold ? ' font-weight="600"' : '';
      // Letters of another font are set to the width for which the box was made.
      const length = mark.width > 0 ? ` textLength="${number(mark.width)}" lengthAdjust="spacingAndGlyphs"` : '';
      return `<text x="${number(mark.x)}" y="${number(mark.y)}" font-size="${number(mark.sizePx)}" fill="${mark.colour}"${weight}${length} xml:space="preserve">${escapeXml(mark.text)}</text>`;
    }
    case 'rect': {
      const stroke =
        mark.stroke === undefined
          ? ''
          : ` stroke="${mark.stroke}" stroke-width="${number(mark.strokePx)}"${dash(mark.dash)}`;
      return `<rect x="${number(mark.x)}" y="${number(mark.y)}" width="${number(mark.width)}" height="${number(mark.height)}" rx="${number(mark.radius)}" fill="${mark.fill ?? 'none'}"${stroke}/>`;
    }
    case 'path':
      return `<path d="${pathData(mark.points)}" fill="none" stroke="${mark.stroke}" stroke-width="${number(mark.strokePx)}"${dash(mark.dash)}/>`;
    case 'lines':
      return `<path d="${linesData(mark.points)}" fill="none" stroke="${mark.stroke}" stroke-width="${number(mark.strokePx)}"/>`;
    case 'polygon':
      return `<polygon points="${mark.points.map(number).join(' ')}" fill="${mark.fill}"/>`;
  }
}

export function pathData(points: readonly number[]): string {
  const [x, y, ...rest] = points.map(number);
  return `M${x} ${y}C${rest.join(' ')}`;
}

/** Straight lines, each of two points. */
export const linesData = (points: readonly number[]): string =>
  points.map((value, i) => `${i % 4 === 0 ? 'M' : i % 4 === 2 ? 'L' : ' '}${number(value)}`).join('');

const dash = (lengths: readonly number[]): string =>
  lengths.length === 0 ? '' : ` stroke-dasharray="${lengths.map(number).join(' ')}" stroke-linecap="round"`;

/** Two decimals are a fiftieth of a pixel at 3x. */
const number = (value: number): string => String(Math.round(value * 100) / 100);

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeXml(text: string): string {
  return visible(text).replace(/[&<>"']/g, (letter) => ENTITIES[letter]);
}

/** Text with what cannot be seen made visible, and without what XML cannot hold. Line ends and tabs stay. */
export const visible = (text: string): string => visibleLines(text.toWellFormed()).replace(/[\ufffe\uffff]/g, '\ufffd');
