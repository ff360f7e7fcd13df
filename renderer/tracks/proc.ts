// One processor: which goroutine it runs. A quiet blue-grey per start function; idle time is empty.

import { NONE } from '../../shared/model/events';
import type { SpansReply } from '../../shared/model/requests';
import { ProcState, SPAN_CLASS_COUNT, SpanClass } from '../../shared/model/states';
import { itemAt } from '../canvas/hit-test';
import type { Painter } from '../canvas/paint';
import { hueOf, inkOn, type Palette } from '../canvas/palette';
import { labelRoomPx, type RowBox, snap, visitItems } from '../canvas/row-box';

const ROW_PX = 18;
const SPAN_PX = 14;
const LABEL_FROM_PX = 70;
const LABEL_PAD_PX = 6;
const GAP_FROM_PX = 4;
/** A processor that runs no goroutine (it looks for work): a line on the baseline. */
const SEARCHING_PX = 2;
const Z_SEARCHING = 1;
const Z_RUNNING = 2;

export interface GoroutineNames {
  /** Start function of a goroutine row; '' if not known. */
  name(row: number): string;
  /** `g50 (*conn).serve`, short enough for `maxPx`; '' if nothing fits. */
  label(row: number, maxPx: number, measure: (text: string) => number): string;
}

export const procTrack = { id: 'proc', rowPx: ROW_PX, spanPx: SPAN_PX, draw, hit } as const;

function draw(
  painter: Painter,
  spans: SpansReply,
  first: number,
  last: number,
  box: RowBox,
  palette: Palette,
  names: GoroutineNames,
): void {
  const ratio = painter.pixelRatio;
  const bottomPx = box.topPx + snap((ROW_PX + SPAN_PX) / 2, ratio);
  const fillOf = (goroutine: number) => (goroutine === NONE ? palette.dim : hueOf(palette, names.name(goroutine)));
  const bar = (goroutine: number, share: number, x: number, width: number) => {
    const heightPx = Math.max(1 / ratio, snap(SPAN_PX * share, ratio));
    painter.rects(fillOf(goroutine), Z_RUNNING).push(x, bottomPx - heightPx, width, heightPx);
  };
  let busyNs = 0;
  let columnNs = 0;
  let longestNs = 0;
  let longest: number = NONE;

  visitItems(spans.startNs, spans.endNs, first, last, box, ratio, {
    wide(item, x, width) {
      const share = busyShare(spans, item);
      if (share === 0) return;
      const goroutine = spans.arg[item] as number;
      if ((spans.count[item] as number) > 1) {
        bar(goroutine, share, x, width);
        return;
      }
      if (goroutine === NONE) {
        painter.rects(palette.faint, Z_SEARCHING).push(x, bottomPx - SEARCHING_PX, width, SEARCHING_PX);
        return;
      }
      // Neighbours often are of one function and so of one colour: a gap tells them apart.
      bar(goroutine, 1, x, width >= GAP_FROM_PX ? width - 1 / ratio : width);
      const roomPx = labelRoomPx(spans.startNs[item] as number, spans.endNs[item] as number, x, box);
      if (roomPx < LABEL_FROM_PX) return;
      const font = `500 11px ${palette.sans}`;
      const text = names.label(goroutine, roomPx - 2 * LABEL_PAD_PX, (part) => painter.measure(part, font));
      if (text !== '') {
        painter.text(text, x + LABEL_PAD_PX, bottomPx - SPAN_PX / 2, { font, fill: inkOn(fillOf(goroutine)) });
      }
    },
    narrow(item, weightNs) {
      const itemNs = busyShare(spans, item) * weightNs;
      columnNs += weightNs;
      busyNs += itemNs;
      if (itemNs > longestNs) {
        longestNs = itemNs;
        longest = spans.arg[item] as number;
      }
    },
    column(x, width) {
      if (busyNs > 0) bar(longest, busyNs / columnNs, x, width);
      busyNs = 0;
      columnNs = 0;
      longestNs = 0;
      longest = NONE;
    },
  });
}

/** Share of an item's time in which the processor was not idle. */
function busyShare(spans: SpansReply, item: number): number {
  if ((spans.count[item] as number) > 1) {
    return (spans.coverage[item * SPAN_CLASS_COUNT + SpanClass.Running] as number) / 255;
  }
  return spans.state[item] === ProcState.Running ? 1 : 0;
}

/** The busy item at a time, within 2 pixels. */
function hit(spans: SpansReply, first: number, last: number, timeNs: number, perPx: number): number | undefined {
  const item = itemAt(spans.startNs, spans.endNs, first, last, timeNs, 2 * perPx);
  return item === undefined || busyShare(spans, item) === 0 ? undefined : item;
}
