// What an archive offers: its bytes are pushed in as they come, the files in it come out one after another.

export interface ArchiveEntry {
  /** As it stands in the archive: only ever shown, never a path to anything. */
  readonly name: string;
  /** Ms since 1970. A zip file tells it at its end only: see ArchiveReader.modifiedMs. */
  readonly modifiedMs?: number;
}

/** Takes the bytes of one file. */
export interface EntrySink {
  push(chunk: Uint8Array): void;
  /** @param fault why the file is not whole: a clause that ends without a stop */
  end(fault?: string): void;
}

/** Asked for each file (not for folders and links). */
export type OnEntry = (entry: ArchiveEntry) => EntrySink;

export interface ArchiveReader {
  /** Keeps no reference to the chunk. Never throws because of what the bytes are. */
  push(chunk: Uint8Array): void;
  end(): void;
  /** Why reading ended before the end: a clause that begins in lower case and ends without a stop. */
  readonly fault: string | undefined;
  /** After `end`, for archives that tell it late. */
  modifiedMs(name: string): number | undefined;
}

/** Files in one archive. A dump a minute for a week is as many; what has more is a backup, or made to be a burden. */
export const MAX_ENTRIES = 10_000;
const LONGEST_NAME = 400;

/** A name without control and direction characters, and its end only if it is very long. */
export const shownName = (name: string): string =>
  (name.length > LONGEST_NAME ? `…${name.slice(-LONGEST_NAME)}` : name).replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd');

/** What macOS adds for its own use. */
export const isOwnBusiness = (name: string): boolean =>
  /(?:^|\/)(?:__MACOSX\/|\._[^/]*$|\.DS_Store$)/.test(name.slice(-LONGEST_NAME * 2));
