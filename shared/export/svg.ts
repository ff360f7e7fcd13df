// A picture as SVG: text stays text, no scripts, no styles from outside, generic fonts behind the one it was measured for.
// Every text comes from a file and may hold anything: markup is escaped, what XML cannot hold becomes visible or goes.

import type { Mark, Picture } from './graph-picture';

export const MONO_FAMILY = "'JetBrains Mono', 'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace";

/** @param scale 1 = the picture's own size in CSS pixels */
export function pictureSvg({ width, height, background, title, groups }: Picture, scale = 1): string {
  const size = `width="${number(width * scale)}" height="${number(height * scale)}" viewBox="0 0 ${number(width)} ${number(height)}"`;
  const parts = [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="${MONO_FAMILY}" role="img">\n`,
    `<title>${escapeXml(title)}</title>\n`,
    `<rect width="100%" height="100%" fill="${background}"/>\n`,
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
    case 'polygon':
      return `<polygon points="${mark.points.map(number).join(' ')}" fill="${mark.fill}"/>`;
  }
}

export function pathData(points: readonly number[]): string {
  const [x, y, ...rest] = points.map(number);
  return `M${x} ${y}C${rest.join(' ')}`;
}

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

/** What turns the direction of text around would let a name disguise itself; shown as what it is. */
const DIRECTION = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

export function escapeXml(text: string): string {
  return visible(text).replace(/[&<>"']/g, (letter) => ENTITIES[letter]);
}

/** Text without letters that XML cannot hold or that change what stands beside them. Line ends stay. */
export function visible(text: string): string {
  return (
    text
      .toWellFormed()
      .replace(DIRECTION, (letter) => `⟨U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase()}⟩`)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: it is they that are looked for
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]/g, '\ufffd')
  );
}
