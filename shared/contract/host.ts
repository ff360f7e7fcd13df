// What the page needs from the place it runs in. Before adding a member ask whether it can be a URL or a command.

import type { Disposable } from '../base/disposable';
import type { Result } from '../base/result';

/**
 * A file as a URL that a worker can fetch: blob: (picked or dropped), trace://token (Electron), source/ID (served).
 * The name of a file that came with its folder has that folder in it: `series/snap0.txt`.
 */
export interface SourceRef {
  readonly name: string;
  readonly size: number;
  readonly url: string;
  /** Last change, ms since 1970, where the file system tells it. */
  readonly modifiedMs?: number;
}

/** What the user is asked for: one or more files, or a folder with all files in it. */
export const PICKS = ['files', 'folder'] as const;
export type Pick = (typeof PICKS)[number];

/** Commands that a native menu may send; the page has the same ones in its keymap. */
export const COMMANDS = [
  'open',
  'open-folder',
  'close-tab',
  'next-tab',
  'find',
  'fit-all',
  'zoom-in',
  'zoom-out',
  'toggle-theme',
  'help',
  'save',
] as const;
export type CommandId = (typeof COMMANDS)[number];

export interface Host {
  readonly kind: 'electron' | 'browser';
  /** Asks the user; [] if they changed their mind. */
  pick(what: Pick): Promise<readonly SourceRef[]>;
  /** Files that arrive from outside: command line, second instance, /sources of the served page. */
  onOpen(listener: (sources: readonly SourceRef[]) => void): Disposable;
  /** Hands bytes to the user as a file (download or save dialog). `undefined` value = cancelled. */
  save(name: string, bytes: Uint8Array): Promise<Result<string | undefined>>;
  onCommand(listener: (id: CommandId) => void): Disposable;
}
