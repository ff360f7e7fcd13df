// The colours of pictures: those of renderer/styles/tokens.css (a test compares them), as values, since a picture leaves the
// page and its style sheets behind.

import type { Paint } from '../model/drawn-graph';

export interface PictureTheme {
  readonly background: string;
  readonly panel: string;
  readonly line: string;
  readonly text: string;
  readonly dim: string;
  readonly faint: string;
  /** Fill of the heaviest node; lighter ones are mixed with `panel`. */
  readonly heat: string;
  /** The same for what became less in a difference. */
  readonly cold: string;
  readonly paint: Readonly<Record<Paint, string>>;
}

export const LIGHT: PictureTheme = {
  background: '#fbfbfa',
  panel: '#f3f4f5',
  line: '#dfe3e8',
  text: '#1c2530',
  dim: '#55616e',
  faint: '#858f9b',
  heat: '#c87600',
  cold: '#1769c2',
  paint: {
    plain: '#858f9b',
    running: '#2f9a63',
    runnable: '#d99a00',
    syscall: '#3f73d8',
    chan: '#c25c97',
    select: '#8f5fd0',
    network: '#2a8fb2',
    sync: '#d4525f',
    inactive: '#cfd6dd',
    ghost: '#d92d2d',
    good: '#1d7648',
    warning: '#8f5600',
    alert: '#c42424',
  },
};

export const DARK: PictureTheme = {
  background: '#0e1116',
  panel: '#141920',
  line: '#262e39',
  text: '#dbe2ea',
  dim: '#8f9cad',
  faint: '#667283',
  heat: '#ffb84d',
  cold: '#6cb6ff',
  paint: {
    plain: '#667283',
    running: '#46b07a',
    runnable: '#f0b429',
    syscall: '#5b8def',
    chan: '#d77fb0',
    select: '#b085e6',
    network: '#49a9c9',
    sync: '#e5707b',
    inactive: '#3b4654',
    ghost: '#ff5c5c',
    good: '#46b07a',
    warning: '#ffb84d',
    alert: '#ff7a7a',
  },
};

/** `share` of colour b in colour a, both #rrggbb. */
export function mix(a: string, b: string, share: number): string {
  const part = (colour: string, from: number): number => Number.parseInt(colour.slice(from, from + 2), 16);
  const mixed = [1, 3, 5].map((from) => Math.round(part(a, from) + (part(b, from) - part(a, from)) * share));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}
