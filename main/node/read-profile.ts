// Reads a pprof profile from disk.

import { formatBytes } from '../../shared/base/format';
import { fail, ok, type Result } from '../../shared/base/result';
import { decodeProfile } from '../../shared/formats/profiles';
import { unwrap } from '../../shared/ingest/unwrap';
import type { Profile } from '../../shared/model/profiles';
import { type FileSource, fileErrorText, readSource } from './file-source';

/** A profile is read as a whole, its names stand last. Real ones are at most some 10 MB, as they are sums. */
const MAX_BYTES = 256 * 1024 * 1024;

export interface ReadProfile {
  readonly profile: Profile;
  /** What was lost, in a sentence; absent = nothing. */
  readonly damage?: string;
}

/** An error is a sentence with the file's name. */
export async function readProfile(file: FileSource): Promise<Result<ReadProfile>> {
  const { name, size } = file;
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    const { bytes } = await unwrap(readSource(file), size);
    for await (const chunk of bytes) {
      length += chunk.length;
      if (length > MAX_BYTES) return fail(`${name}: a profile of more than ${formatBytes(MAX_BYTES)} is not read`);
      chunks.push(chunk.slice());
    }
  } catch (error) {
    return fail(`${name}: ${fileErrorText(error)}`);
  }
  const decoded = decodeProfile(Buffer.concat(chunks));
  if (!decoded.ok) return fail(`${name}: begins like a pprof profile, but ${decoded.what}`);
  const { profile, damage } = decoded;
  if (damage === undefined) return ok({ profile });
  return ok({
    profile,
    damage: `${name}: ${damage}; ${profile.length} of its stacks were read`,
  });
}
