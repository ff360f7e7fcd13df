// Paints the boxes of a flame graph.

import { type FillOf, fadedFill, flameInk } from '../../shared/export/flame-fills';
import { flameLabel, flameText } from '../../shared/export/flame-label';
import type { PictureTheme } from '../../shared/export/theme';
import type { FlameTree } from '../../shared/model/flame';
import { type FlameBoxes, ROW_PX } from './flame-layout';
import { isAbove } from './flame-walk';
import { flameWords } from './flame-words';

const FONT_PX = 11;
/** Three letters, an ellipsis and what is left free at both sides. */
const TEXT_FROM_PX = 14;
const PADDING_PX = 4;
const FRAME_FROM_PX = 6;

export interface FlameScene {
  readonly tree: FlameTree;
  readonly theme: PictureTheme;
  readonly mono: string;
  readonly fillOf: FillOf;
  readonly widthPx: number;
  readonly topPx: number;
  /** By name: what was found; undefined = nothing is searched for. */
  readonly found: Uint8Array | undefined;
  /** What calls it is faded. */
  readonly zoomed: number;
  /** -1 = none. */
  readonly selected: number;
  readonly hovered: number;
}

export function paintFlame(context: CanvasRenderingContext2D, boxes: FlameBoxes, scene: FlameScene): void {
  const { tree, theme, fillOf, found, zoomed, selected, hovered } = scene;
  context.font = `${FONT_PX}px ${scene.mono}`;
  context.textBaseline = 'middle';
  const letterPx = context.measureText('m').width;
  for (let i = 0; i < boxes.length; i++) {
    const node = boxes.node[i];
    const left = Math.max(0, boxes.leftPx[i]);
    const right = Math.min(scene.widthPx, boxes.leftPx[i] + boxes.widthPx[i]);
    const top = boxes.row[i] * ROW_PX - scene.topPx;
    const own = node < 0 ? theme.line : node === 0 ? theme.panel : fillOf(node);
    const isFound = node > 0 && found?.[tree.name[node]] === 1;
    const isFaded = node > 0 && ((found !== undefined && !isFound) || isAbove(tree, node, zoomed));
    const fill = isFaded && !isFound ? fadedFill(own, theme) : own;
    context.fillStyle = fill;
    context.fillRect(left, top, Math.max(0.5, right - left - (right - left > 3 ? 1 : 0)), ROW_PX - 1);
    if (node >= 0 && right - left >= TEXT_FROM_PX) {
      const letters = Math.floor((right - left - 2 * PADDING_PX) / letterPx);
      const label = node === 0 ? flameText(flameWords(tree, 0).join(', '), letters) : flameLabel(tree, node, letters);
      context.fillStyle = node === 0 ? theme.text : flameInk(fill);
      if (label !== '') context.fillText(label, left + PADDING_PX, top + ROW_PX / 2);
    }
    // Frames of narrow boxes would be all that is seen: there the full colour says it.
    if (isFound && right - left >= FRAME_FROM_PX) frame(context, theme.text, 2, left, right, top);
    if (node > 0 && node === hovered && node !== selected) frame(context, theme.text, 2, left, right, top);
    if (node >= 0 && node === selected) {
      // In a difference a box may have the colour of the frame.
      frame(context, theme.background, 3, left, right, top);
      frame(context, theme.cold, 2, left, right, top);
    }
  }
}

function frame(
  context: CanvasRenderingContext2D,
  colour: string,
  px: number,
  left: number,
  right: number,
  top: number,
) {
  context.strokeStyle = colour;
  context.lineWidth = px;
  context.strokeRect(left + px / 2, top + px / 2, Math.max(1, right - left - 1 - px), ROW_PX - 1 - px);
}
