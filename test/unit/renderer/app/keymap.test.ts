import { expect, test } from 'vitest';
import { isTimelineCommand } from '../../../../renderer/app/commands';
import { bindingText, commandOf, KEYMAP, type KeyPress, type Platform } from '../../../../renderer/app/keymap';
import { TIMELINE_COMMANDS } from '../../../../renderer/views/timeline-commands';

const browser: Platform = { electron: false, mac: false };
const electron: Platform = { electron: true, mac: false };
const mac: Platform = { electron: true, mac: true };

function press(code: string, key: string, held = ''): KeyPress {
  return {
    code,
    key,
    ctrlKey: held.includes('C'),
    metaKey: held.includes('M'),
    altKey: held.includes('A'),
    shiftKey: held.includes('S'),
  };
}

test.each([
  [press('KeyW', 'w'), browser, 'zoom-in'],
  [press('KeyS', 's'), browser, 'zoom-out'],
  [press('KeyW', 'z'), browser, 'zoom-in'], // AZERTY: by place
  [press('KeyS', 's', 'C'), browser, 'save'],
  [press('KeyS', 's', 'M'), browser, undefined],
  [press('KeyS', 's', 'M'), mac, 'save'],
  [press('KeyS', 's', 'C'), mac, undefined],
  [press('KeyW', 'w', 'C'), browser, undefined], // the browser's own
  [press('KeyW', 'w', 'C'), electron, 'close-tab'],
  [press('Tab', 'Tab', 'C'), electron, 'next-tab'],
  [press('Tab', 'Tab', 'CS'), mac, 'previous-tab'],
  [press('Tab', 'Tab', 'C'), browser, undefined],
  [press('Tab', 'Tab'), electron, undefined],
  [press('Slash', '/'), browser, 'find'],
  [press('Digit7', '/', 'S'), browser, 'find'], // German: by sign
  [press('Slash', '-'), browser, undefined],
  [press('Slash', '?', 'S'), browser, 'help'],
  [press('Comma', '?', 'S'), browser, 'help'], // French
  [press('Digit0', '0'), browser, 'fit-all'],
  [press('Digit2', 'é'), browser, 'view-2'], // AZERTY: by place
  [press('Digit2', '2', 'A'), browser, 'tab-2'],
  [press('F6', 'F6'), browser, 'focus-view'],
  [press('Digit1', '1'), browser, 'view-1'],
  [press('Digit1', '1', 'A'), browser, 'tab-1'],
  [press('PageDown', 'PageDown'), browser, 'page-down'],
  [press('PageDown', 'PageDown', 'A'), browser, 'next-tab'],
  [press('KeyF', 'f'), browser, 'fit-selection'],
  [press('KeyF', 'f', 'C'), browser, 'filter'],
  [press('KeyA', 'A', 'S'), browser, undefined],
  [press('KeyN', 'n'), browser, 'gap-next'],
  [press('KeyN', 'N', 'S'), browser, 'gap-previous'],
])('%o on %o', (key, platform, command) => {
  expect(commandOf(key, platform)).toBe(command);
});

const entries = KEYMAP.flatMap((group) => group.entries);

test('no two bindings answer the same keys', () => {
  const keys = entries
    .flatMap((entry) => entry.bindings)
    .map((binding) => [binding.code, binding.key, binding.ctrl, binding.alt, binding.shift].join());
  expect(new Set(keys).size).toBe(keys.length);
});

test('every command of the timeline has a key', () => {
  const bound = new Set(entries.flatMap((entry) => entry.bindings.map((binding) => binding.command)));
  expect(TIMELINE_COMMANDS.filter((command) => !bound.has(command))).toEqual([]);
  expect(isTimelineCommand('zoom-in')).toBe(true);
  expect(isTimelineCommand('open')).toBe(false);
});

test('keys are printed as the platform names them', () => {
  const find = { command: 'filter', code: 'KeyF', ctrl: true } as const;
  const tab = { command: 'previous-tab', code: 'Tab', ctrl: true, shift: true } as const;
  expect([bindingText(find, browser), bindingText(find, mac), bindingText(tab, mac)]).toEqual([
    'Ctrl+F',
    '⌘F',
    'Ctrl+⇧Tab',
  ]);
});
