// What a file on disk is, by its first bytes: which reader is to be asked.

import { DETECT_DUMP_BYTES, type DumpDetection, type DumpKind, detectDump } from '../../shared/formats/detect-dump';
import { unwrap } from '../../shared/ingest/unwrap';
import { type FileSource, readSource } from './file-source';

/**
 * `unknown` may still be a log with a dump in it, far from its beginning. Of a file packed with gzip or zstd it is what is in it.
 * Fails as the file system does.
 */
export async function detectFile(file: FileSource): Promise<DumpDetection> {
  const { bytes } = await unwrap(readSource(file), file.size);
  const first = new Uint8Array(DETECT_DUMP_BYTES);
  let length = 0;
  for await (const chunk of bytes) {
    const part = chunk.subarray(0, first.length - length);
    first.set(part, length);
    length += part.length;
    if (length === first.length) break;
  }
  return detectDump(first.subarray(0, length), file.name);
}

export const fileKind = async (file: FileSource): Promise<DumpKind> => (await detectFile(file)).kind;
