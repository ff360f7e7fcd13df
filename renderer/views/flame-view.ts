// Draws a flame graph (callers above callees) on canvas: zoom to a node, search, hover, keyboard. What is to be drawn is
// flame-layout.ts; this file paints and takes gestures.

import type { Disposable } from '../../shared/base/disposable';
import { type FillOf, flameFills } from '../../shared/export/flame-fills';
import { visible } from '../../shared/export/svg';
import type { FlameTree } from '../../shared/model/flame';
import { inkOn, watchPalette } from '../canvas/palette';
import { fitFunctionName } from '../canvas/text-fit';
import { flameBoxes, nodeAt, ROW_PX } from './flame-layout';
import { flameWords } from './flame-words';
import { pageTheme } from './graph-theme';
import { createTooltip } from './timeline-tooltip';

export interface FlameEvents {
  /** -1 = nothing. */
  onHover(node: number): void;
  onSelect(node: number): void;
  /** Double click or `s`: what calls this function and what it calls. */
  onSandwich(node: number): void;
  /** Share of the whole in stacks that pass a function that was found; undefined = nothing is searched for. */
  onFound(share: number | undefined): void;
}

export interface FlameHandle extends Disposable {
  show(tree: FlameTree | undefined): void;
  /** Marks functions whose name has the text, in other trees too as long as it stays. */
  search(text: string): void;
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
  // The canvas stays in view while the rows pass behind it: the browser scrolls, with a bar that can be seen and drawn.
  scroller.append(canvas, spacer);
  host.append(scroller);
  const tooltip = createTooltip(host);
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  let tree: FlameTree | undefined;
  let fillOf: FillOf = () => '';
  let theme = pageTheme(host);
  let wanted = '';
  /** By name. */
  let found: Uint8Array | undefined;
  let shownPart = { from: 0, to: 1 };
  let selected = 0;
  let zoomed = 0;
  let hovered = -1;
  let frame = 0;
  let motion: { readonly from: typeof shownPart; readonly to: typeof shownPart; readonly startMs: number } | undefined;

  /** Without the scroll bar. */
  const size = () => ({ width: Math.max(1, scroller.clientWidth), height: Math.max(1, host.clientHeight) });
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
    const text = node === 0 ? flameWords(of, 0).join(', ') : visible(of.names[of.name[node]]);
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
  /** Undoes nothing of the selection: only what is in view becomes another part. */
  function showPart(from: number, to: number): void {
    shownPart = { from, to };
    motion = undefined;
    schedule();
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
    if (top < scroller.scrollTop || top + ROW_PX > scroller.scrollTop + host.clientHeight) scroller.scrollTop = top;
  }

  /** Room below the canvas for the rows that do not fit into it. */
  function setRows(): void {
    const rowsPx = ((tree?.deepest ?? 0) + 1) * ROW_PX;
    spacer.style.height = `${Math.max(0, rowsPx - size().height)}px`;
  }
  function leave(): void {
    hovered = -1;
    tooltip.hide();
    events.onHover(-1);
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
      case '+':
      case '=':
        zoomAt((shownPart.from + shownPart.to) / 2, 0.7);
        break;
      case '-':
        zoomAt((shownPart.from + shownPart.to) / 2, 1.4);
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
  scroller.addEventListener('scroll', () => {
    tooltip.hide();
    schedule();
  });
  const resized = new ResizeObserver(schedule);
  resized.observe(host);

  function find(): void {
    found =
      wanted === '' || tree === undefined
        ? undefined
        : Uint8Array.from(tree.names, (name) => Number(name.toLowerCase().includes(wanted)));
    events.onFound(found === undefined || tree === undefined ? undefined : foundShare(tree, found));
  }
  function repaint(): void {
    theme = pageTheme(host);
    if (tree !== undefined) fillOf = flameFills(tree, theme);
    schedule();
  }
  const stopWatching = watchPalette(repaint);
  return {
    show(next) {
      tree = next;
      zoomed = 0;
      selected = 0;
      hovered = -1;
      motion = undefined;
      find();
      shownPart = { from: 0, to: Math.max(next?.width[0] ?? 1, Number.MIN_VALUE) };
      setRows();
      scroller.scrollTop = 0;
      tooltip.hide();
      canvas.setAttribute('aria-label', next === undefined ? 'Flame graph' : `Flame graph: ${visible(next.title)}`);
      repaint();
    },
    search(text) {
      wanted = text.toLowerCase();
      find();
      schedule();
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
      tooltip.dispose();
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
