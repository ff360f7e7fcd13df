// Bytes as a source of a series, in pieces.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SeriesSource } from '../../shared/ingest/dumps/open-series';

export function memorySource(
  name: string,
  content: Uint8Array | string,
  { modifiedMs, piece = 1 << 20 }: { readonly modifiedMs?: number; readonly piece?: number } = {},
): SeriesSource {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content);
  return {
    name,
    size: bytes.length,
    ...(modifiedMs !== undefined && { modifiedMs }),
    async *stream() {
      for (let at = 0; at < bytes.length; at += piece) yield bytes.slice(at, at + piece);
    },
    range: async (from, to) => bytes.slice(from, to),
  };
}

/** All files of a folder, named with the folder before them. */
export const folderSources = (folder: string, name: string): readonly SeriesSource[] =>
  readdirSync(join(folder, name)).map((file) =>
    memorySource(`${name}/${file}`, readFileSync(join(folder, name, file))),
  );
