// One goroutine: its states as spans. Active states fill the height, waiting ones 60 % of it on the same baseline.

import type { SpansReply } from '../../shared/model/requests';
import { GoState, SPAN_CLASS_COUNT, SPAN_CLASS_NAMES, SpanClass, spanClass } from '../../shared/model/states';
import { itemAt } from '../canvas/hit-test';
import type { Painter } from '../canvas/paint';
import { inkOn, type Palette } from '../canvas/palette';
import { labelRoomPx, type RowBox, snap, visitItems } from '../canvas/row-box';
import { stackParts } from '../canvas/stack';

const ROW_PX = 17;
const SPAN_PX = 13;
const WAITING_SHARE = 0.6;
const LABEL_FROM_PX = 70;
const LABEL_PAD_PX = 6;

/** Drawing order: waiting at the back, active states in front, so that a short run is not hidden by the wait after it. */
const Z_WAITING = 1;
const Z_ACTIVE = 2;
const Z_COLUMN = 3;

export const goroutineTrack = {
  id: 'goroutine',
  rowPx: ROW_PX,
  spanPx: SPAN_PX,
  draw,
  hit,
  topOf,
  labelOf,
  classOf,
} as const;

/** Class of an item by its own state and reason (of its longest span, where it is merged). */
function classOf(spans: SpansReply, item: number, reasons: readonly string[]): SpanClass {
  return spanClass(spans.state[item] as GoState, reasons[spans.reason[item] as number] ?? '');
}

/** What a span is called: the state, or for waiting the reason as the runtime prints it. */
function labelOf(spans: SpansReply, item: number, reasons: readonly string[]): string {
  const state = spans.state[item] as GoState;
  if (state !== GoState.Waiting) return SPAN_CLASS_NAMES[classOf(spans, item, reasons)] as string;
  return reasons[spans.reason[item] as number] || 'waiting';
}

/** Top of a span of some class within its row, and its height. */
function topOf(
  kind: SpanClass,
  rowTopPx: number,
  ratio: number,
): { readonly topPx: number; readonly heightPx: number } {
  const bottomPx = rowTopPx + snap((ROW_PX + SPAN_PX) / 2, ratio);
  const heightPx = kind <= SpanClass.Syscall ? SPAN_PX : snap(SPAN_PX * WAITING_SHARE, ratio);
  return { topPx: bottomPx - heightPx, heightPx };
}

/** Draws items first … last - 1 of a reply into the row. */
function draw(
  painter: Painter,
  spans: SpansReply,
  first: number,
  last: number,
  box: RowBox,
  palette: Palette,
  reasons: readonly string[],
): void {
  const ratio = painter.pixelRatio;
  const bottomPx = topOf(SpanClass.Running, box.topPx, ratio).topPx + SPAN_PX;
  const column = new Float64Array(SPAN_CLASS_COUNT);
  let columnNs = 0;

  const fillOf = (kind: number, z: number) => painter.rects(palette.classes[kind] as string, z, palette.hatches[kind]);
  const stack = (shares: ArrayLike<number>, at: number, total: number, x: number, width: number) =>
    stackParts(shares, at, SPAN_PX / total, WAITING_SHARE, bottomPx, SPAN_PX, ratio, (kind, topPx, heightPx) => {
      fillOf(kind, Z_COLUMN).push(x, topPx, width, heightPx);
    });

  visitItems(spans.startNs, spans.endNs, first, last, box, ratio, {
    wide(item, x, width) {
      if (spans.ghost[item] === 1) {
        const { topPx, heightPx } = topOf(SpanClass.Chan, box.topPx, ratio);
        // The label has plain ground: letters over a hatch cannot be read.
        const plainPx = Math.min(width, label(item, x, topPx, heightPx, palette.ghost));
        if (plainPx > 0) painter.rects(palette.ghost, Z_WAITING).push(x, topPx, plainPx, heightPx);
        painter.rects(palette.ghost, Z_WAITING, 'rising').push(x + plainPx, topPx, width - plainPx, heightPx);
        return;
      }
      if ((spans.count[item] as number) > 1) {
        stack(spans.coverage, item * SPAN_CLASS_COUNT, 255, x, width);
        return;
      }
      if (spans.state[item] === GoState.NotExist || spans.state[item] === GoState.Undetermined) return;
      const kind = classOf(spans, item, reasons);
      const { topPx, heightPx } = topOf(kind, box.topPx, ratio);
      fillOf(kind, kind <= SpanClass.Syscall ? Z_ACTIVE : Z_WAITING).push(x, topPx, width, heightPx);
      label(item, x, topPx, heightPx, palette.classes[kind] as string);
    },
    narrow(item, weightNs) {
      columnNs += weightNs;
      if ((spans.count[item] as number) > 1) {
        for (let kind = 0; kind < SPAN_CLASS_COUNT; kind++) {
          column[kind]! += ((spans.coverage[item * SPAN_CLASS_COUNT + kind] as number) / 255) * weightNs;
        }
      } else if ((spans.state[item] as number) > GoState.NotExist) {
        column[classOf(spans, item, reasons)]! += weightNs;
      }
    },
    column(x, width) {
      if (columnNs > 0) stack(column, 0, columnNs, x, width);
      column.fill(0);
      columnNs = 0;
    },
  });

  /** Returns the width that the label takes from the left end of the span, 0 if it has none. */
  function label(item: number, x: number, topPx: number, heightPx: number, fill: string): number {
    const roomPx = labelRoomPx(spans.startNs[item] as number, spans.endNs[item] as number, x, box);
    if (roomPx < LABEL_FROM_PX) return 0;
    const text = labelOf(spans, item, reasons);
    // In the low bar of a waiting span the letters are as high as the bar: larger ones would stand on two backgrounds.
    const font = `${heightPx >= SPAN_PX ? '500 11px' : '600 9.5px'} ${palette.sans}`;
    const textPx = painter.measure(text, font);
    if (textPx > roomPx - 2 * LABEL_PAD_PX) return 0;
    painter.text(text, x + LABEL_PAD_PX, topPx + heightPx / 2, { font, fill: inkOn(fill) });
    return Math.ceil(textPx) + 2 * LABEL_PAD_PX;
  }
}

/** The item at a time, within 2 pixels. Where the goroutine does not exist, or nothing is known of it, there is none. */
function hit(spans: SpansReply, first: number, last: number, timeNs: number, perPx: number): number | undefined {
  const item = itemAt(spans.startNs, spans.endNs, first, last, timeNs, 2 * perPx);
  if (item === undefined || (spans.count[item] as number) > 1) return item;
  return (spans.state[item] as number) > GoState.NotExist ? item : undefined;
}
