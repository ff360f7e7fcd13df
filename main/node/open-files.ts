// Which files the page may read: those that the user opened, each under a token that nobody can guess. The page never
// learns a path and main never takes one from it.

import { randomBytes } from 'node:crypto';
import type { SourceRef } from '../../shared/contract/host';
import type { FileSource } from './file-source';

export interface OpenFiles {
  /** Gives a file that the user opened its URL. The same path keeps its token. */
  add(file: FileSource): SourceRef;
  /** Path behind the host of a trace:// URL; undefined for a token that was not given out. */
  path(token: string): string | undefined;
}

// The token is the host of a URL, so it may have no capitals; the letter in front keeps it from looking like a number,
// which URL parsers read as an IPv4 address.
const newToken = () => `t${randomBytes(16).toString('hex')}`;

export function createOpenFiles(): OpenFiles {
  const pathOf = new Map<string, string>();
  const tokenOf = new Map<string, string>();
  return {
    add(file) {
      let token = tokenOf.get(file.path);
      if (token === undefined) {
        token = newToken();
        tokenOf.set(file.path, token);
        pathOf.set(token, file.path);
      }
      return { name: file.name, size: file.size, url: `trace://${token}/`, modifiedMs: file.modifiedMs };
    },
    path: (token) => pathOf.get(token),
  };
}
