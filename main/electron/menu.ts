// The native menu. Its commands are the page's own; keys without a modifier belong to the page's keymap and are only
// shown here. Input: where to send a command. Not: what it does.

import type { MenuItemConstructorOptions } from 'electron';
import type { CommandId } from '../../shared/contract/host';

export interface MenuOptions {
  readonly send: (command: CommandId) => void;
  readonly isMac: boolean;
  /** Adds the developer tools: only where the app is not packaged. */
  readonly isDevelopment: boolean;
}

export function menuTemplate({ send, isMac, isDevelopment }: MenuOptions): MenuItemConstructorOptions[] {
  const command = (id: CommandId, label: string, accelerator?: string): MenuItemConstructorOptions => ({
    id,
    label,
    click: () => send(id),
    ...(accelerator === undefined ? {} : { accelerator, registerAccelerator: accelerator.startsWith('CmdOrCtrl') }),
  });
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        command('open', '&Open…', 'CmdOrCtrl+O'),
        command('open-folder', 'Open &Folder…', 'CmdOrCtrl+Shift+O'),
        command('save', '&Save As…', 'CmdOrCtrl+S'),
        separator,
        command('next-tab', '&Next Tab'),
        command('close-tab', '&Close Tab', 'CmdOrCtrl+W'),
        separator,
        { role: 'quit' },
      ],
    },
    {
      label: '&Edit',
      submenu: [{ role: 'copy' }, { role: 'paste' }, { role: 'selectAll' }, separator, command('find', '&Find', '/')],
    },
    {
      label: '&View',
      submenu: [
        command('fit-all', '&Fit All', '0'),
        command('zoom-in', 'Zoom &In', 'W'),
        command('zoom-out', 'Zoom &Out', 'S'),
        separator,
        command('toggle-theme', 'Change &Theme'),
        { role: 'togglefullscreen' },
        ...(isDevelopment ? [separator, { role: 'toggleDevTools' } as const] : []),
      ],
    },
    { label: '&Help', role: 'help', submenu: [command('help', '&Keyboard Shortcuts', '?')] },
  ];
}
