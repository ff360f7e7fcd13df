// The colours of a graph on the page: those of the style sheets at the moment (theme, colour-blind palette).

import { rgb } from 'd3';
import type { PictureTheme } from '../../shared/export/theme';
import type { Paint } from '../../shared/model/drawn-graph';

const PAINT_TOKENS: Readonly<Record<Paint, string>> = {
  plain: '--faint',
  running: '--state-running',
  runnable: '--state-runnable',
  syscall: '--state-syscall',
  chan: '--blocked-chan',
  select: '--blocked-select',
  network: '--blocked-network',
  sync: '--blocked-sync',
  inactive: '--inactive',
  ghost: '--ghost',
  good: '--good',
  warning: '--warning',
  alert: '--alert',
};

export function pageTheme(element: Element): PictureTheme {
  const style = getComputedStyle(element);
  // Colours are mixed as #rrggbb; a style sheet may write them in other ways.
  const token = (name: string): string => rgb(style.getPropertyValue(name).trim()).formatHex();
  return {
    background: token('--bg'),
    panel: token('--panel'),
    line: token('--line'),
    text: token('--text'),
    dim: token('--dim'),
    faint: token('--faint'),
    heat: token('--lamp'),
    cold: token('--accent'),
    paint: Object.fromEntries(
      Object.entries(PAINT_TOKENS).map(([paint, name]) => [paint, token(name)]),
    ) as PictureTheme['paint'],
  };
}
