// What the keyboard and the menu can ask of the timeline; the keymap (renderer/app/keymap.ts) gives each its keys.

import type { Disposable } from '../../shared/base/disposable';
import type { TimeWindow } from '../models/session';

export const TIMELINE_COMMANDS = [
  'zoom-in',
  'zoom-out',
  'pan-left',
  'pan-right',
  'row-up',
  'row-down',
  'page-up',
  'page-down',
  'span-previous',
  'span-next',
  'gap-previous',
  'gap-next',
  'fit-all',
  'fit-selection',
  'toggle-group',
  'clear',
] as const;
export type TimelineCommand = (typeof TIMELINE_COMMANDS)[number];

export interface TimelineHandle extends Disposable {
  run(command: TimelineCommand): void;
  /** Scrolls a goroutine's row into view, opening its group. */
  reveal(goroutineRow: number): void;
  /** Moves the window there. */
  showWindow(window: TimeWindow): void;
}
