// The beginning of a source, for recognising what it is.

import type { SourceRef } from '../../shared/contract/host';

/** Up to `count` bytes; fewer where the source is shorter. Rejects where it cannot be read. */
export async function firstBytes({ url, size }: SourceRef, count: number): Promise<Uint8Array> {
  if (size === 0) return new Uint8Array(0);
  const { ok, body, status } = await fetch(url, { headers: { Range: `bytes=0-${count - 1}` } });
  if (!ok || body === null) throw new Error(`the answer was ${status}`);
  const bytes = new Uint8Array(count);
  let filled = 0;
  const reader = body.getReader();
  while (filled < count) {
    const { done, value } = await reader.read();
    if (done) break;
    const part = value.subarray(0, count - filled);
    bytes.set(part, filled);
    filled += part.length;
  }
  // A server without ranges sends the whole file: the rest is not waited for.
  await reader.cancel();
  return bytes.subarray(0, filled);
}
