// The file that a picture is written to.

import { extname } from 'node:path';
import type { Picture } from '../../shared/export/graph-picture';
import { asksForSources, type GraphFlags } from './graph-flags';
import { PICTURE_FORMATS, type PictureFormat, pictureBytes, pngObstacle } from './picture-files';
import { saveFile } from './save-file';
import { failed } from './stack-request';

export type Target = { readonly path: string; readonly format: PictureFormat | 'dot' };

/** Where the picture goes; a sentence if that cannot be; undefined if only JSON is wanted. */
export function targetOf(flags: GraphFlags): Target | string | undefined {
  const { out, json, scale } = flags;
  if (out === undefined) {
    return json || asksForSources(flags)
      ? undefined
      : '--out says where the picture goes: --out X.svg, .png, .pdf or .dot';
  }
  const format = [...PICTURE_FORMATS, 'dot' as const].find((name) => extname(out).toLowerCase() === `.${name}`);
  if (format === undefined) return `--out ${out}: a picture is .svg, .png, .pdf or .dot`;
  if (scale !== 1 && format !== 'png') return '--scale is for PNG; the others have no pixels';
  return { path: out, format };
}

/** Returns the exit code. */
export async function savePicture(
  { path, format }: Target,
  scale: number,
  as: { readonly picture: () => Picture; readonly dot: () => string },
): Promise<number> {
  let bytes: Uint8Array;
  if (format === 'dot') bytes = new TextEncoder().encode(as.dot());
  else {
    const picture = as.picture();
    const obstacle = format === 'png' ? pngObstacle(picture, scale) : undefined;
    if (obstacle !== undefined) return failed(obstacle);
    bytes = await pictureBytes(picture, format, scale);
  }
  const saved = await saveFile(path, bytes);
  return saved.ok ? 0 : failed(saved.error);
}
