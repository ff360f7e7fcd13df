// Pictures of graphs and flame graphs as bytes of files, in the page. What needs much code (PDF) or fonts as files is loaded
// when it is asked for.

import regularUrl from '@expo-google-fonts/jetbrains-mono/400Regular/JetBrainsMono_400Regular.ttf?url';
import boldUrl from '@expo-google-fonts/jetbrains-mono/600SemiBold/JetBrainsMono_600SemiBold.ttf?url';
import { graphDot } from '../../shared/export/dot';
import { flameDot } from '../../shared/export/flame-dot';
import { FLAME_WIDTH_PX, flamePicture } from '../../shared/export/flame-picture';
import { type GraphPart, graphPartPicture, graphPicture, type Picture } from '../../shared/export/graph-picture';
import { pictureSvg } from '../../shared/export/svg';
import { DARK, LIGHT } from '../../shared/export/theme';
import type { DrawnGraph, PlacedGraph } from '../../shared/model/drawn-graph';
import type { FlameTree } from '../../shared/model/flame';
import type { LegendEntry } from '../../shared/model/paint-legend';
import { drawPicture } from './draw-picture';

export type { GraphPart };

export const EXPORT_FORMATS = ['svg', 'png', 'pdf', 'dot'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface ExportOptions {
  readonly dark: boolean;
  readonly caption: boolean;
  readonly legend: readonly LegendEntry[];
  /** Only what is in view; undefined = all of it. */
  readonly part?: GraphPart;
}

/** Browsers refuse larger canvases, each at its own size; Chromium's limits. */
const MOST_SIDE_PX = 16_384;
const MOST_PIXELS = 268e6;

export function graphFilePicture(graph: PlacedGraph, { dark, caption, legend, part }: ExportOptions): Picture {
  const options = { theme: dark ? DARK : LIGHT, caption, legend };
  return part === undefined ? graphPicture(graph, options) : graphPartPicture(graph, part, options);
}

/** What of a flame graph is exported. */
export interface FlamePart {
  readonly tree: FlameTree;
  readonly callers?: FlameTree | undefined;
  readonly node: number;
  /** Undefined: none. */
  readonly caption: readonly string[] | undefined;
}

export function flameFilePicture({ tree, ...part }: FlamePart, dark: boolean): Picture {
  return flamePicture(tree, { ...part, theme: dark ? DARK : LIGHT, widthPx: FLAME_WIDTH_PX });
}

/** @throws Error with a sentence where the browser cannot make so large an image */
export async function pngOf(picture: Picture, scale: number): Promise<Blob> {
  const width = Math.ceil(picture.width * scale);
  const height = Math.ceil(picture.height * scale);
  if (width > MOST_SIDE_PX || height > MOST_SIDE_PX || width * height > MOST_PIXELS) {
    throw new Error(
      `The picture would be ${width} by ${height} pixels, more than a browser can draw: take a smaller scale, fewer nodes, SVG or PDF`,
    );
  }
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('The browser has no memory for a picture of this size');
  const family = getComputedStyle(document.documentElement).getPropertyValue('--mono') || 'monospace';
  await document.fonts.load(`11px ${family}`);
  drawPicture(context, picture, scale, family);
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob === null ? reject(new Error('The browser could not make a PNG of this size')) : resolve(blob)),
      'image/png',
    );
  });
}

export async function pictureBytes(
  picture: Picture,
  format: Exclude<ExportFormat, 'dot'>,
  scale: number,
): Promise<Uint8Array> {
  switch (format) {
    case 'svg':
      return new TextEncoder().encode(pictureSvg(picture));
    case 'png':
      return new Uint8Array(await (await pngOf(picture, scale)).arrayBuffer());
    case 'pdf': {
      const [{ picturePdf }, regular, bold] = await Promise.all([
        import('../../shared/export/pdf'),
        bytesOf(regularUrl),
        bytesOf(boldUrl),
      ]);
      return picturePdf(picture, { regular, bold });
    }
  }
}

export const graphDotBytes = (
  graph: DrawnGraph,
  direction: PlacedGraph['direction'],
  legend: readonly LegendEntry[],
): Uint8Array => new TextEncoder().encode(graphDot(graph, direction, legend));

export const flameDotBytes = ({ tree, ...part }: FlamePart): Uint8Array =>
  new TextEncoder().encode(flameDot(tree, part));

async function bytesOf(url: string): Promise<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`The font for the PDF could not be read (${response.status})`);
  return new Uint8Array(await response.arrayBuffer());
}
