// What a trace may be packed in. A wrapper is told by its first bytes, never by the file's name.

import { createGunzip, isGzip } from './gzip';
import type { Unpacker } from './unpacker';
import { createUnzstd, isZstd } from './zstd';

export type { PackingFault, Unpacker } from './unpacker';

/** Bytes that `wrapperOf` wants to see. */
export const WRAPPER_BYTES = 6;

export interface Wrapper {
  readonly name: 'gzip' | 'zstd';
  readonly createUnpacker: () => Unpacker;
}

/** The wrapper of a file that is unpacked here; undefined for any other file. */
export function wrapperOf(first: Uint8Array): Wrapper | undefined {
  if (isGzip(first)) return { name: 'gzip', createUnpacker: createGunzip };
  if (isZstd(first)) return { name: 'zstd', createUnpacker: createUnzstd };
  return undefined;
}

const OTHERS: readonly (readonly [name: string, magic: readonly number[]])[] = [
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['lz4', [0x04, 0x22, 0x4d, 0x18]],
  ['7z', [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
];

/** Name of the packer that wrote a file, whether it is unpacked here or not. */
export function packerOf(first: Uint8Array): string | undefined {
  const other = OTHERS.find(([, magic]) => magic.every((byte, index) => first[index] === byte));
  return wrapperOf(first)?.name ?? other?.[0];
}
