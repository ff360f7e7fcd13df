// The colours of the canvas, read from the same CSS custom properties as the rest of the page (styles/tokens.css).

import { hcl, lab, rgb } from 'd3';
import type { Hatch } from './rect-batch';

/** Tokens of the span classes, in the order of SpanClass (shared/model/states.ts). */
const CLASS_TOKENS = [
  '--state-running',
  '--state-runnable',
  '--state-syscall',
  '--blocked-chan',
  '--blocked-select',
  '--blocked-network',
  '--blocked-sync',
  '--inactive',
] as const;

/** Patterns of the blocked classes in the colour-blind palette, in the order of SpanClass. */
const CLASS_HATCHES: readonly (Hatch | undefined)[] = [
  undefined,
  undefined,
  undefined,
  'rising',
  'falling',
  'dots',
  'upright',
  undefined,
];

export interface Palette {
  readonly bg: string;
  readonly panel: string;
  readonly raised: string;
  readonly line: string;
  readonly text: string;
  readonly dim: string;
  readonly faint: string;
  readonly lamp: string;
  readonly accent: string;
  readonly selection: string;
  readonly ghost: string;
  readonly stw: string;
  readonly gc: string;
  /** Fill per SpanClass. */
  readonly classes: readonly string[];
  /** Pattern per SpanClass; none outside the colour-blind palette. */
  readonly hatches: readonly (Hatch | undefined)[];
  /** Quiet violets, apart in lightness, for functions on processors. */
  readonly hues: readonly string[];
  readonly sans: string;
  readonly mono: string;
}

/**
 * Lightness and chroma of the quiet violets that tell functions on processors apart. The hues of the states mean something in
 * the rows below; here a colour does not, so it has little of it. Neighbours in the list differ most.
 */
const VIOLETS: readonly (readonly [lightness: number, chroma: number])[] = [
  [63, 34],
  [50, 22],
  [73, 24],
  [55, 36],
  [68, 20],
  [46, 30],
  [59, 22],
  [75, 30],
  [52, 28],
  [70, 28],
];
const VIOLET_ANGLE = 288;
/** On a light page the same steps stand out when they are darker. */
const LIGHT_SHIFT = -4;

/** Reads the tokens in force for `element`. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(name).trim();
  const bg = token('--bg');
  const dark = lab(bg).l < 50;
  const colourBlind = document.documentElement.dataset.palette === 'colour-blind';
  return {
    bg,
    panel: token('--panel'),
    raised: token('--raised'),
    line: token('--line'),
    text: token('--text'),
    dim: token('--dim'),
    faint: token('--faint'),
    lamp: token('--lamp'),
    accent: token('--accent'),
    selection: token('--selection'),
    ghost: token('--ghost'),
    stw: token('--stw'),
    gc: token('--gc'),
    classes: CLASS_TOKENS.map(token),
    hatches: colourBlind ? CLASS_HATCHES : CLASS_HATCHES.map(() => undefined),
    hues: VIOLETS.map(([lightness, chroma]) =>
      hcl(VIOLET_ANGLE, chroma, lightness + (dark ? 0 : LIGHT_SHIFT)).formatHex(),
    ),
    sans: token('--sans') || 'sans-serif',
    mono: token('--mono') || 'monospace',
  };
}

/** Calls back when the page's theme or palette changes. Returns the call that ends it. */
export function watchPalette(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme', 'data-palette'] });
  return () => observer.disconnect();
}

/** A steady colour for a name. */
export function hueOf(palette: Palette, name: string): string {
  let hash = 0;
  for (let i = 0; i < name.length; i++) hash = (hash * 31 + name.charCodeAt(i)) >>> 0;
  return palette.hues[hash % palette.hues.length] as string;
}

const inks = new Map<string, string>();

/** Black or white ink, whichever reads better on a fill. */
export function inkOn(fill: string): string {
  let ink = inks.get(fill);
  if (ink === undefined) {
    const { r, g, b } = rgb(fill);
    const linear = (channel: number) => {
      const share = channel / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    };
    const luminance = 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
    // Contrast with #0b0e12 (luminance 0.004) against contrast with white.
    ink = (luminance + 0.05) / 0.054 >= 1.05 / (luminance + 0.05) ? '#0b0e12' : '#ffffff';
    inks.set(fill, ink);
  }
  return ink;
}
