// Draws a flame graph (callers above callees) on canvas: zoom to a node, search, hover, keyboard. What is to be drawn is
// flame-layout.ts; this file paints and takes gestures.

import { lab } from 'd3';
import type { Disposable } from '../../shared/base/disposable';
import { visible } from '../../shared/export/svg';
import type { FlameTree } from '../../shared/model/flame';
import { inkOn, watchPalette } from '../canvas/palette';
import { fitFunctionName } from '../canvas/text-fit';
import { type FillOf, flameFills } from './flame-colours';
import { flameBoxes, nodeAt, ROW_PX } from './flame-layout';
import { pageTheme } from './graph-theme';

export interface FlameEvents {
  /** -1 = nothing. */
  onHover(node: number, at: { readonly x: number; readonly y: number }): void;
  onSelect(node: number): void;
  /** Double click or `s`: what calls this function and what it calls. */
  onSandwich(node: number): void;
}

export interface FlameHandle extends Disposable {
  show(tree: FlameTree | undefined): void;
  /** Marks functions whose name has the text. Returns the share of the whole in stacks that pass one of them. */
  search(text: string): number;
  /** Zooms so that the node fills the width; 0 = all. */
  zoomTo(node: number): void;
  /** The node that fills the width. */
  shown(): number;
}

const TEXT_FROM_PX = 28;
const FONT_PX = 11;
const ZOOM_MS = 180;
const FOUND_ALPHA = 0.25;

export function mountFlame(host: HTMLElement, events: FlameEvents): FlameHandle {
  const canvas = document.createElement('canvas');
  canvas.className = 'flame';
  canvas.tabIndex = 0;
  canvas.setAttribute('role', 'application');
  const scroller = document.createElement('div');
  scroller.className = 'flame-scroller';
  const spacer = document.createElement('div');
  scroller.append(spacer);
  host.append(scroller, canvas);
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  let tree: FlameTree | undefined;
  let fillOf: FillOf = () => '';
  let theme = pageTheme(host);
  let found: Uint8Array | undefined;
  let shownPart = { from: 0, to: 1 };
  let selected = 0;
  let zoomed = 0;
  let hovered = -1;
  let frame = 0;
  let motion: { readonly from: typeof shownPart; readonly to: typeof shownPart; readonly startMs: number } | undefined;

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
    const width = Math.max(1, host.clientWidth);
    const height = Math.max(1, host.clientHeight);
    const ratio = devicePixelRatio;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = theme.background;
    context.fillRect(0, 0, width, height);
    if (tree === undefined) return;
    const topPx = scroller.scrollTop;
    const boxes = flameBoxes(tree, { ...shownPart, widthPx: width, topPx, heightPx: height });
    context.font = `${FONT_PX}px ${getComputedStyle(host).getPropertyValue('--mono')}`;
    context.textBaseline = 'middle';
    for (let i = 0; i < boxes.length; i++) {
      const node = boxes.node[i];
      const left = Math.max(0, boxes.leftPx[i]);
      const right = Math.min(width, boxes.leftPx[i] + boxes.widthPx[i]);
      const top = boxes.row[i] * ROW_PX - topPx;
      const fill = node < 0 ? theme.line : node === 0 ? theme.panel : fillOf(node);
      context.globalAlpha = found !== undefined && (node < 0 || found[tree.name[node]] === 0) ? FOUND_ALPHA : 1;
      context.fillStyle = fill;
      context.fillRect(left, top, Math.max(0.5, right - left - (right - left > 3 ? 1 : 0)), ROW_PX - 1);
      if (node >= 0 && right - left >= TEXT_FROM_PX) drawName(tree, node, fill, left, right, top);
      if (node >= 0 && (node === selected || node === hovered) && node > 0) {
        context.globalAlpha = 1;
        context.strokeStyle = node === selected ? theme.cold : theme.text;
        context.lineWidth = 2;
        context.strokeRect(left + 1, top + 1, Math.max(1, right - left - 3), ROW_PX - 3);
      }
    }
    context.globalAlpha = 1;
  }
  function drawName(of: FlameTree, node: number, fill: string, left: number, right: number, top: number): void {
    const text = node === 0 ? `all: ${visible(of.title)}` : visible(of.names[of.name[node]]);
    const { pkg, name } = fitFunctionName(text, right - left - 8, (part) => context.measureText(part).width);
    if (pkg + name === '') return;
    context.fillStyle = node === 0 ? theme.text : inkOn(fill);
    context.fillText(pkg + name, left + 4, top + ROW_PX / 2);
  }

  function moveTo(next: typeof shownPart): void {
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
      shownPart = next;
      motion = undefined;
    } else motion = { from: shownPart, to: next, startMs: performance.now() };
    schedule();
  }
  function zoomTo(node: number): void {
    if (tree === undefined) return;
    zoomed = node;
    moveTo({ from: tree.start[node], to: tree.start[node] + Math.max(tree.width[node], Number.MIN_VALUE) });
  }
  function nodeUnder({ offsetX, offsetY }: MouseEvent): number {
    if (tree === undefined) return -1;
    const at = shownPart.from + (offsetX / Math.max(1, host.clientWidth)) * (shownPart.to - shownPart.from);
    return nodeAt(tree, at, Math.floor((offsetY + scroller.scrollTop) / ROW_PX));
  }
  function choose(node: number): void {
    selected = node;
    schedule();
    events.onSelect(node);
    if (tree === undefined) return;
    canvas.setAttribute('aria-label', visible(tree.names[tree.name[node]] || tree.title));
    const top = tree.depth[node] * ROW_PX;
    if (top < scroller.scrollTop || top + ROW_PX > scroller.scrollTop + host.clientHeight) scroller.scrollTop = top;
  }

  canvas.addEventListener('pointermove', (event) => {
    const node = nodeUnder(event);
    if (node !== hovered) schedule();
    hovered = node;
    canvas.style.cursor = node > 0 ? 'pointer' : 'default';
    events.onHover(node, { x: event.offsetX, y: event.offsetY });
  });
  canvas.addEventListener('pointerleave', () => {
    hovered = -1;
    events.onHover(-1, { x: 0, y: 0 });
    schedule();
  });
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
      event.preventDefault();
      if (!event.ctrlKey && !event.metaKey) {
        scroller.scrollTop += event.deltaY;
        return;
      }
      if (tree === undefined) return;
      const at = shownPart.from + (event.offsetX / Math.max(1, host.clientWidth)) * (shownPart.to - shownPart.from);
      const factor = Math.exp(event.deltaY * 0.002);
      const whole = tree.width[0];
      const from = Math.max(0, at - (at - shownPart.from) * factor);
      shownPart = { from, to: Math.min(whole, Math.max(from + whole * 1e-9, at + (shownPart.to - at) * factor)) };
      motion = undefined;
      schedule();
    },
    { passive: false },
  );
  canvas.addEventListener('keydown', (event) => {
    if (tree === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const { parent, next, depth } = tree;
    const child = selected + 1 < tree.length && depth[selected + 1] > depth[selected] ? selected + 1 : selected;
    const after =
      next[selected] < tree.length && parent[next[selected]] === parent[selected] ? next[selected] : selected;
    switch (event.key) {
      case 'ArrowDown':
        choose(child);
        break;
      case 'ArrowUp':
        choose(Math.max(0, parent[selected]));
        break;
      case 'ArrowRight':
        choose(after);
        break;
      case 'ArrowLeft':
        choose(before(tree, selected));
        break;
      case 'Enter':
        zoomTo(selected);
        break;
      case 'Escape':
      case '0':
        choose(0);
        zoomTo(0);
        break;
      case 's':
        if (selected > 0) events.onSandwich(selected);
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  });
  scroller.addEventListener('scroll', schedule);
  const resized = new ResizeObserver(schedule);
  resized.observe(host);

  function repaint(): void {
    theme = pageTheme(host);
    if (tree !== undefined) fillOf = flameFills(tree, theme, lab(theme.background).l < 50);
    schedule();
  }
  const stopWatching = watchPalette(repaint);
  return {
    show(next) {
      tree = next;
      zoomed = 0;
      found = undefined;
      selected = 0;
      hovered = -1;
      motion = undefined;
      shownPart = { from: 0, to: Math.max(next?.width[0] ?? 1, Number.MIN_VALUE) };
      spacer.style.height = `${((next?.deepest ?? 0) + 1) * ROW_PX}px`;
      scroller.scrollTop = 0;
      canvas.setAttribute('aria-label', next === undefined ? 'Flame graph' : `Flame graph: ${visible(next.title)}`);
      repaint();
    },
    search(text) {
      if (tree === undefined) return 0;
      const wanted = text.toLowerCase();
      found =
        wanted === '' ? undefined : Uint8Array.from(tree.names, (name) => Number(name.toLowerCase().includes(wanted)));
      schedule();
      return found === undefined ? 0 : foundShare(tree, found);
    },
    zoomTo(node) {
      choose(node);
      zoomTo(node);
    },
    shown: () => zoomed,
    dispose() {
      cancelAnimationFrame(frame);
      resized.disconnect();
      stopWatching();
      canvas.remove();
      scroller.remove();
    },
  };
}

/** The sibling to the left; the node itself where it is the first. */
function before({ parent, next }: FlameTree, node: number): number {
  if (node === 0) return 0;
  let sibling = parent[node] + 1;
  if (sibling === node) return node;
  while (next[sibling] !== node) sibling = next[sibling];
  return sibling;
}

/** Width of the outermost nodes that were found: a recursion counts once. */
function foundShare({ name, width, next, length }: FlameTree, found: Uint8Array): number {
  let sum = 0;
  for (let node = 1; node < length; ) {
    if (found[name[node]] === 1) {
      sum += width[node];
      node = next[node];
    } else node++;
  }
  return width[0] === 0 ? 0 : sum / width[0];
}
