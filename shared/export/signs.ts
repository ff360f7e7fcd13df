// Signs of boxes beside the colour of their borders, for those who do not tell reds apart: what is in a circle has two borders, what
// is a ghost is hatched, as in the timeline.

import type { Paint } from '../model/drawn-graph';
import type { Mark, RectMark } from './marks';
import { mix, type PictureTheme } from './theme';

const HATCH_PX = 8;
const INNER_PX = 1.2;
/** Text on it keeps its contrast. */
const HATCH_SHARE = 0.3;

type Box = Pick<RectMark, 'x' | 'y' | 'width' | 'height' | 'radius'>;

/** What is drawn into a box with this border, below its text. */
export function signOf(border: Paint, box: Box, theme: PictureTheme): readonly Mark[] {
  // The small boxes of legends too.
  const inset = Math.min(3.5, box.width / 4);
  if (border === 'alert') {
    return [
      {
        kind: 'rect',
        ...{ x: box.x + inset, y: box.y + inset, width: box.width - 2 * inset, height: box.height - 2 * inset },
        ...{ radius: Math.max(0, box.radius - inset), fill: undefined },
        ...{ stroke: theme.paint.alert, strokePx: INNER_PX, dash: [] },
      },
    ];
  }
  if (border !== 'ghost') return [];
  const stroke = mix(theme.panel, theme.paint.ghost, HATCH_SHARE);
  return [{ kind: 'lines', points: hatched(box, Math.min(HATCH_PX, box.width / 3)), stroke, strokePx: 1.5 }];
}

/** Lines upwards to the right, inside the rounded corners. */
function hatched({ x, y, width, height, radius }: Box, step: number): readonly number[] {
  const inset = radius * 0.3;
  const [wide, high] = [width - 2 * inset, height - 2 * inset];
  const points: number[] = [];
  for (let from = step - high; from < wide; from += step) {
    const [left, right] = [Math.max(0, from), Math.min(wide, from + high)];
    points.push(x + inset + left, y + inset + high - (left - from));
    points.push(x + inset + right, y + inset + high - (right - from));
  }
  return points;
}
