// Listens for keys and turns them into commands; leaves keys alone that an input, a widget or a dialog uses itself.

import { type Disposable, disposable } from '../../shared/base/disposable';
import type { AppCommand } from './commands';
import { commandOf, type Platform } from './keymap';

const TYPING = 'input, textarea, select, [contenteditable]';
/** Widgets that act on Enter and arrows themselves. */
const PRESSABLE = 'button, a[href], [role=separator], summary';
const WIDGET_KEYS = new Set(['Enter', ' ']);

export function listenToKeys(platform: Platform, run: (command: AppCommand) => void): Disposable {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]')) return;
    const target = event.target instanceof Element ? event.target : undefined;
    const held = event.ctrlKey || event.metaKey || event.altKey;
    // On a Mac, Alt moves by words and types letters. F1 and F6 type nothing.
    if (target?.closest(TYPING) && !/^F\d/.test(event.key) && (!held || (platform.mac && event.altKey))) return;
    if (target?.closest(PRESSABLE) && WIDGET_KEYS.has(event.key)) return;
    const command = commandOf(event, platform);
    if (command === undefined) return;
    event.preventDefault();
    run(command);
  };
  window.addEventListener('keydown', onKeyDown);
  return disposable(() => window.removeEventListener('keydown', onKeyDown));
}

export function currentPlatform(electron: boolean): Platform {
  return { electron, mac: /Mac|iPhone|iPad/.test(navigator.platform) };
}
