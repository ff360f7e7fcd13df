// Pictures as bytes of files: SVG, PNG, PDF.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';
import type { Picture } from '../../shared/export/graph-picture';
import { picturePdf } from '../../shared/export/pdf';
import { pictureSvg } from '../../shared/export/svg';

const FONTS = '@expo-google-fonts/jetbrains-mono';
const FONT_FAMILY = 'JetBrains Mono';
/** resvg allocates four bytes a pixel; more is no picture any more but a way to run out of memory. */
const MOST_PIXELS = 250e6;

const fontFile = (name: string): string => createRequire(import.meta.url).resolve(`${FONTS}/${name}.ttf`);
const REGULAR = '400Regular/JetBrainsMono_400Regular';
const SEMI_BOLD = '600SemiBold/JetBrainsMono_600SemiBold';

export const PICTURE_FORMATS = ['svg', 'png', 'pdf'] as const;
export type PictureFormat = (typeof PICTURE_FORMATS)[number];

/** @param scale of PNG: pixels per CSS pixel; see pngObstacle */
export async function pictureBytes(picture: Picture, format: PictureFormat, scale: number): Promise<Uint8Array> {
  switch (format) {
    case 'svg':
      return new TextEncoder().encode(pictureSvg(picture));
    case 'png':
      return png(picture, scale);
    case 'pdf': {
      const [regular, bold] = await Promise.all([REGULAR, SEMI_BOLD].map((name) => readFile(fontFile(name))));
      return picturePdf(picture, { regular, bold });
    }
  }
}

/** A sentence where a PNG would be too large. */
export function pngObstacle({ width, height }: Picture, scale: number): string | undefined {
  const pixels = width * height * scale * scale;
  if (pixels <= MOST_PIXELS) return undefined;
  return `The picture would have ${Math.round(pixels / 1e6)} million pixels, more than ${MOST_PIXELS / 1e6} million: take a smaller --scale, fewer nodes, or SVG.`;
}

function png(picture: Picture, scale: number): Uint8Array {
  const resvg = new Resvg(pictureSvg(picture), {
    fitTo: { mode: 'zoom', value: scale },
    // The fonts of the system stand in for letters that ours lacks, such as Chinese ones.
    font: { fontFiles: [REGULAR, SEMI_BOLD].map(fontFile), loadSystemFonts: true, defaultFontFamily: FONT_FAMILY },
  });
  return resvg.render().asPng();
}
