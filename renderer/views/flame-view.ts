// Draws a flame graph (callers above callees) on canvas: zoom to a node, search, hover, keyboard. What is to be drawn is
// flame-layout.ts; this file paints and takes gestures.

import type { Disposable } from '../../shared/base/disposable';
import { type FillOf, flameFills } from '../../shared/export/flame-fills';
import { visible } from '../../shared/export/svg';
import type { FlameTree } from '../../shared/model/flame';
import { watchPalette } from '../canvas/palette';
import { flameBoxes, nodeAt, ROW_PX } from './flame-layout';
import { paintFlame } from './flame-paint';
import { createFlamePath } from './flame-path';
import { boxAround, boxToSee, type FlameFound, findInFlame, neighbour } from './flame-walk';
import { flameWords } from './flame-words';
import { pageTheme } from './graph-theme';
import { createTooltip } from './timeline-tooltip';

export interface FlameEvents {
  /** What the words are of: the box under the pointer, else the chosen one; -1 = nothing. */
  onHover(node: number): void;
  onSelect(node: number): void;
  /** Double click or `s`: what calls this function and what it calls. */
  onSandwich(node: number): void;
  /** Escape where nothing is zoomed to. */
  onLeave(): void;
  /** Another text is searched for, or in another tree. */
  onFound(found: FlameFound | undefined): void;
}

export interface FlameHandle extends Disposable {
  /** @param beside the other half of a sandwich, for the colours */
  show(tree: FlameTree | undefined, beside?: FlameTree): void;
  /** Marks functions whose name has the text, in other trees too as long as it stays. */
  search(text: string): void;
  /** Selects a node and brings it into view. */
  reveal(node: number): void;
  /** Selects a node and zooms so that it fills the width; 0 = all. */
  zoomTo(node: number): void;
  /** The node that fills the width. */
  shown(): number;
}

const ZOOM_MS = 180;
/** A box that is gone to has room for a few letters. */
const REVEALED_PX = 60;
/** One that is seen at all is left where it is. */
const SEEN_PX = 6;

export function mountFlame(host: HTMLElement, events: FlameEvents): FlameHandle {
  const canvas = document.createElement('canvas');
  canvas.className = 'flame';
  canvas.tabIndex = 0;
  canvas.setAttribute('role', 'application');
  const path = createFlamePath(host, (node) => {
    zoomTo(node);
    // The button that was pressed is gone.
    canvas.focus();
  });
  const body = document.createElement('div');
  body.className = 'flame-body';
  const scroller = document.createElement('div');
  scroller.className = 'flame-scroller';
  const spacer = document.createElement('div');
  // The canvas stays in view while the rows pass behind it: the browser scrolls, with a bar that can be seen and drawn.
  scroller.append(canvas, spacer);
  body.append(scroller);
  host.append(body);
  const tooltip = createTooltip(host);
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  let tree: FlameTree | undefined;
  let beside: FlameTree | undefined;
  let fillOf: FillOf = () => '';
  let theme = pageTheme(host);
  let mono = '';
  let wanted = '';
  let found: FlameFound | undefined;
  let shownPart = { from: 0, to: 1 };
  let selected = 0;
  let zoomed = 0;
  /** What was zoomed to before. */
  let way: number[] = [];
  let hovered = -1;
  let frame = 0;
  let motion: { readonly from: typeof shownPart; readonly to: typeof shownPart; readonly startMs: number } | undefined;

  /** Without the scroll bar. */
  const size = () => ({ width: Math.max(1, scroller.clientWidth), height: Math.max(1, scroller.clientHeight) });
  const schedule = (): void => {
    frame ||= requestAnimationFrame(paint);
  };
  function paint(nowMs: number): void {
    frame = 0;
    if (motion !== undefined) {
      const t = Math.min(1, (nowMs - motion.startMs) / ZOOM_MS);
      const eased = 1 - (1 - t) ** 3;
      shownPart = {
        from: motion.from.from + (motion.to.from - motion.from.from) * eased,
        to: motion.from.to + (motion.to.to - motion.from.to) * eased,
      };
      if (t < 1) schedule();
      else motion = undefined;
    }
    const { width, height } = size();
    const ratio = devicePixelRatio;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
      setRows();
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = theme.background;
    context.fillRect(0, 0, width, height);
    if (tree === undefined) return;
    const topPx = scroller.scrollTop;
    const boxes = flameBoxes(tree, { ...shownPart, widthPx: width, topPx, heightPx: height });
    paintFlame(context, boxes, {
      ...{ tree, theme, mono, fillOf, zoomed, hovered, widthPx: width, topPx },
      found: found?.names,
      // All of it is no choice, but has the focus of the keys.
      selected: selected === 0 && !canvas.matches(':focus-visible') ? -1 : selected,
    });
    path.axis(tree, shownPart.from, shownPart.to);
  }

  function moveTo(next: typeof shownPart): void {
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
      shownPart = next;
      motion = undefined;
    } else motion = { from: shownPart, to: next, startMs: performance.now() };
    schedule();
  }
  /** @param isBack the way back leads on to what was before that */
  function zoomTo(node: number, isBack = false): void {
    if (tree === undefined) return;
    if (!isBack && node !== zoomed) way.push(zoomed);
    zoomed = node;
    path.show(tree, zoomed);
    moveTo({ from: tree.start[node], to: tree.start[node] + Math.max(tree.width[node], Number.MIN_VALUE) });
  }
  /** What was zoomed to stays chosen: it tells where one comes from. */
  function back(): void {
    while (way.at(-1) === zoomed) way.pop();
    if (zoomed !== 0) zoomTo(way.pop() ?? 0, true);
    else if (selected !== 0) choose(0);
    else events.onLeave();
  }
  /** What is in view now is part of the box around it. */
  function showPart(from: number, to: number): void {
    shownPart = { from, to };
    motion = undefined;
    if (tree !== undefined) {
      const box = boxAround(tree, from, to);
      if (box !== zoomed) path.show(tree, box);
      zoomed = box;
    }
    schedule();
  }
  function reveal(node: number): void {
    if (tree === undefined) return;
    const { start, width } = tree;
    const part = motion?.to ?? shownPart;
    const seen = Math.min(part.to, start[node] + width[node]) - Math.max(part.from, start[node]);
    const scale = size().width / (part.to - part.from);
    if (seen * scale < SEEN_PX) zoomTo(boxToSee(tree, node, REVEALED_PX / size().width));
    choose(node);
  }
  function zoomAt(at: number, factor: number): void {
    const whole = tree?.width[0] ?? 0;
    const from = Math.max(0, at - (at - shownPart.from) * factor);
    showPart(from, Math.min(whole, Math.max(from + whole * 1e-9, at + (shownPart.to - at) * factor)));
  }
  /** @param share of the width */
  function pan(share: number): void {
    const whole = tree?.width[0] ?? 0;
    const wide = shownPart.to - shownPart.from;
    const from = Math.min(whole - wide, Math.max(0, shownPart.from + wide * share));
    showPart(from, from + wide);
  }
  function nodeUnder({ offsetX, offsetY }: MouseEvent): number {
    if (tree === undefined) return -1;
    const at = shownPart.from + (offsetX / size().width) * (shownPart.to - shownPart.from);
    return nodeAt(tree, at, Math.floor((offsetY + scroller.scrollTop) / ROW_PX));
  }
  function choose(node: number): void {
    selected = node;
    schedule();
    events.onSelect(node);
    if (tree === undefined) return;
    canvas.setAttribute('aria-label', visible(tree.names[tree.name[node]] || tree.title));
    const top = tree.depth[node] * ROW_PX;
    const { height } = size();
    // With a row beside it, so that it is seen to go on.
    if (top < scroller.scrollTop) scroller.scrollTop = top - ROW_PX;
    else if (top + ROW_PX > scroller.scrollTop + height) scroller.scrollTop = top + 2 * ROW_PX - height;
  }

  /** Room below the canvas for the rows that do not fit into it. */
  function setRows(): void {
    const rowsPx = ((tree?.deepest ?? 0) + 1) * ROW_PX;
    spacer.style.height = `${Math.max(0, rowsPx - size().height)}px`;
  }
  function leave(): void {
    hovered = -1;
    tooltip.hide();
    events.onHover(selected > 0 ? selected : -1);
    schedule();
  }
  canvas.addEventListener('pointermove', (event) => {
    const node = nodeUnder(event);
    if (node !== hovered) {
      hovered = node;
      canvas.style.cursor = node > 0 ? 'pointer' : 'default';
      events.onHover(node);
      schedule();
    }
    if (tree === undefined || node < 0) return tooltip.hide();
    const [name, ...words] = flameWords(tree, node);
    tooltip.show([{ text: name, style: 'title' }, ...words.map((text) => ({ text }))], event.clientX, event.clientY);
  });
  canvas.addEventListener('pointerleave', leave);
  for (const name of ['focus', 'blur']) canvas.addEventListener(name, schedule);
  canvas.addEventListener('click', (event) => {
    const node = nodeUnder(event);
    if (node < 0) return;
    choose(node);
    zoomTo(node);
  });
  canvas.addEventListener('dblclick', (event) => {
    const node = nodeUnder(event);
    if (node > 0) events.onSandwich(node);
  });
  canvas.addEventListener(
    'wheel',
    (event) => {
      // Without Ctrl the browser scrolls the rows; sideways the view moves.
      if (tree === undefined || (!event.ctrlKey && !event.metaKey && event.deltaX === 0)) return;
      event.preventDefault();
      if (!event.ctrlKey && !event.metaKey) return pan(event.deltaX / size().width);
      const at = shownPart.from + (event.offsetX / size().width) * (shownPart.to - shownPart.from);
      zoomAt(at, Math.exp(event.deltaY * 0.002));
    },
    { passive: false },
  );
  canvas.addEventListener('keydown', (event) => {
    if (tree === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp':
      case 'ArrowRight':
      case 'ArrowLeft':
        reveal(neighbour(tree, selected, event.key));
        break;
      case 'Enter':
        zoomTo(selected);
        break;
      case 'Escape':
        back();
        break;
      case '0':
        choose(0);
        zoomTo(0);
        break;
      case '+':
      case '=':
        zoomAt((shownPart.from + shownPart.to) / 2, 0.7);
        break;
      case '-':
        zoomAt((shownPart.from + shownPart.to) / 2, 1.4);
        break;
      case 's':
      case 'S':
        if (selected > 0) events.onSandwich(selected);
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  });
  scroller.addEventListener('scroll', () => {
    tooltip.hide();
    schedule();
  });
  const resized = new ResizeObserver(schedule);
  resized.observe(host);

  function find(): void {
    found = tree === undefined ? undefined : findInFlame(tree, wanted);
    events.onFound(found);
  }
  function repaint(): void {
    theme = pageTheme(host);
    mono = getComputedStyle(host).getPropertyValue('--mono');
    if (tree !== undefined) fillOf = flameFills(tree, theme, beside);
    schedule();
  }
  const stopWatching = watchPalette(repaint);
  return {
    show(next, other) {
      tree = next;
      beside = other;
      zoomed = 0;
      way = [];
      selected = 0;
      hovered = -1;
      motion = undefined;
      find();
      shownPart = { from: 0, to: Math.max(next?.width[0] ?? 1, Number.MIN_VALUE) };
      path.show(next, 0);
      setRows();
      scroller.scrollTop = 0;
      tooltip.hide();
      canvas.setAttribute('aria-label', next === undefined ? 'Flame graph' : `Flame graph: ${visible(next.title)}`);
      repaint();
    },
    search(text) {
      wanted = text;
      find();
      schedule();
    },
    reveal,
    zoomTo(node) {
      choose(node);
      zoomTo(node);
    },
    shown: () => zoomed,
    dispose() {
      cancelAnimationFrame(frame);
      resized.disconnect();
      stopWatching();
      tooltip.dispose();
      path.dispose();
      body.remove();
    },
  };
}
