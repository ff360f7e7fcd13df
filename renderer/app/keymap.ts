// The keys, as a table: the keyboard listener looks them up here and the shortcuts dialog prints them from here.
//
// Keys are bound by their place on the keyboard (`code`), so that W A S D lie under the same fingers on every layout.
// `/` and `?` are bound by what they type (`key`): their place differs, and people look for the sign.

import type { AppCommand } from './commands';

export interface KeyBinding {
  readonly command: AppCommand;
  readonly code?: string;
  readonly key?: string;
  /** Ctrl, or ⌘ on a Mac. Bindings without it do not fire while Ctrl, ⌘ or Alt is held. */
  readonly ctrl?: boolean;
  readonly alt?: boolean;
  readonly shift?: boolean;
  /** Only where the browser does not keep the key for itself. */
  readonly electronOnly?: boolean;
  /** A further key for the same thing that the dialog need not show. */
  readonly hidden?: boolean;
}

export interface KeyGroup {
  readonly title: string;
  readonly entries: readonly KeyEntry[];
}

export interface KeyEntry {
  readonly label: string;
  readonly bindings: readonly KeyBinding[];
}

const on = (command: AppCommand, ...codes: readonly string[]): readonly KeyBinding[] =>
  codes.map((code) => ({ command, code }));

const PLACES = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const;

/** `/` does the same in views that have no field of their own for finding. */
export const FILTER_KEY: KeyBinding = { command: 'filter', code: 'KeyF', ctrl: true };

export const KEYMAP: readonly KeyGroup[] = [
  {
    title: 'Timeline',
    entries: [
      { label: 'Zoom in, out', bindings: [...on('zoom-in', 'KeyW'), ...on('zoom-out', 'KeyS')] },
      {
        label: 'Pan left, right',
        bindings: [...on('pan-left', 'KeyA', 'ArrowLeft'), ...on('pan-right', 'KeyD', 'ArrowRight')],
      },
      { label: 'Row up, down', bindings: [...on('row-up', 'ArrowUp'), ...on('row-down', 'ArrowDown')] },
      { label: 'Page up, down', bindings: [...on('page-up', 'PageUp'), ...on('page-down', 'PageDown')] },
      {
        label: 'Previous, next span of the row',
        bindings: [...on('span-previous', 'Comma'), ...on('span-next', 'Period')],
      },
      {
        label: 'Next, previous gap that is not readable',
        bindings: [...on('gap-next', 'KeyN'), { command: 'gap-previous', code: 'KeyN', shift: true }],
      },
      { label: 'Open or close the group', bindings: on('toggle-group', 'Enter') },
      { label: 'Fit the selection', bindings: on('fit-selection', 'KeyF') },
      {
        label: 'Fit the whole trace',
        bindings: [...on('fit-all', 'Digit0', 'Home'), { command: 'fit-all', code: 'Numpad0', hidden: true }],
      },
      { label: 'Clear the selection', bindings: on('clear', 'Escape') },
    ],
  },
  {
    title: 'Find',
    entries: [
      { label: 'Find in Graph, Flame or Top, else filter goroutines', bindings: [{ command: 'find', key: '/' }] },
      { label: 'Filter goroutines', bindings: [FILTER_KEY] },
      { label: 'Go to a goroutine by its id', bindings: on('go-to-goroutine', 'KeyG') },
      {
        label: 'Back, forward in dumps and graphs',
        bindings: [
          { command: 'back', code: 'ArrowLeft', alt: true },
          { command: 'forward', code: 'ArrowRight', alt: true },
        ],
      },
    ],
  },
  {
    title: 'Files',
    entries: [
      { label: 'Open', bindings: [{ command: 'open', code: 'KeyO', ctrl: true }] },
      { label: 'Open a folder', bindings: [{ command: 'open-folder', code: 'KeyO', ctrl: true, shift: true }] },
      { label: 'Add dumps to the shown series', bindings: [{ command: 'add-dumps', code: 'KeyO', alt: true }] },
      { label: 'Save the goroutine table as CSV', bindings: [{ command: 'save', code: 'KeyS', ctrl: true }] },
      { label: 'Close the tab', bindings: [{ command: 'close-tab', code: 'KeyW', ctrl: true, electronOnly: true }] },
      {
        label: 'Next, previous tab',
        bindings: [
          { command: 'next-tab', code: 'Tab', ctrl: true, electronOnly: true },
          { command: 'previous-tab', code: 'Tab', ctrl: true, shift: true, electronOnly: true },
          { command: 'next-tab', code: 'PageDown', alt: true },
          { command: 'previous-tab', code: 'PageUp', alt: true },
        ],
      },
      {
        label: 'Tab 1 to 9',
        bindings: PLACES.map((place) => ({
          command: `tab-${place}` as const,
          code: `Digit${place}`,
          alt: true,
          hidden: place !== 1 && place !== 9,
        })),
      },
    ],
  },
  {
    title: 'Page',
    entries: [
      {
        label: 'View 1 to 9 of the list at the left',
        bindings: PLACES.map((place) => ({
          command: `view-${place}` as const,
          code: `Digit${place}`,
          hidden: place !== 1 && place !== 9,
        })),
      },
      { label: 'To the rows or the drawing of the view', bindings: on('focus-view', 'F6') },
      { label: 'Light or dark', bindings: on('toggle-theme', 'KeyT') },
      {
        label: 'These shortcuts',
        bindings: [
          { command: 'help', key: '?' },
          { command: 'help', code: 'F1', hidden: true },
        ],
      },
    ],
  },
];

export interface KeyPress {
  readonly code: string;
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

export interface Platform {
  readonly electron: boolean;
  readonly mac: boolean;
}

/** The command of a key press, or undefined. Signs win over places: `?` may lie anywhere. */
export function commandOf(press: KeyPress, platform: Platform): AppCommand | undefined {
  const bindings = KEYMAP.flatMap((group) => group.entries.flatMap((entry) => entry.bindings));
  const fits = bindings.filter(
    (binding) => (platform.electron || !binding.electronOnly) && matches(binding, press, platform),
  );
  return (fits.find((binding) => binding.key !== undefined) ?? fits[0])?.command;
}

function matches(binding: KeyBinding, press: KeyPress, platform: Platform): boolean {
  const ctrl = platform.mac ? press.metaKey : press.ctrlKey;
  const otherControl = platform.mac ? press.ctrlKey : press.metaKey;
  // The tab keys of a Mac are on Ctrl, not on ⌘.
  const ctrlFits = binding.code === 'Tab' ? press.ctrlKey : ctrl === (binding.ctrl ?? false) && !otherControl;
  if (!ctrlFits || press.altKey !== (binding.alt ?? false)) return false;
  // A sign may need Shift (`?`), on some layouts others do too: what was typed decides.
  if (binding.key !== undefined) return press.key === binding.key;
  return press.code === binding.code && press.shiftKey === (binding.shift ?? false);
}

const CODE_NAMES: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  Comma: ',',
  Period: '.',
  PageUp: 'Page Up',
  PageDown: 'Page Down',
};

/** `Ctrl+F`, `⌘F`, `W`: what to print on a key. */
export function bindingText(binding: KeyBinding, platform: Platform): string {
  const code = binding.code ?? '';
  const name = binding.key ?? CODE_NAMES[code] ?? code.replace(/^(?:Key|Digit)/, '');
  const modifiers = [
    ...(binding.ctrl ? [platform.mac && binding.code !== 'Tab' ? '⌘' : 'Ctrl+'] : []),
    ...(binding.alt ? [platform.mac ? '⌥' : 'Alt+'] : []),
    ...(binding.shift ? [platform.mac ? '⇧' : 'Shift+'] : []),
  ];
  return modifiers.join('') + name;
}
