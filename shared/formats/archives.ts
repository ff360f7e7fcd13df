// Archives that hold dumps. Which one a file is, is said by its bytes (detect-dump.ts).

import { createTarReader } from './tar/reader';
import type { ArchiveReader, OnEntry } from './wrappers/archive';
import { createZipReader } from './zip/reader';

export { type ArchiveEntry, type ArchiveReader, type EntrySink, MAX_ENTRIES, type OnEntry } from './wrappers/archive';

export type ArchiveKind = 'zip' | 'tar';

export const createArchiveReader = (kind: ArchiveKind, onEntry: OnEntry): ArchiveReader =>
  kind === 'zip' ? createZipReader(onEntry) : createTarReader(onEntry);
