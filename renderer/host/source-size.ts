// How large a file is now. The question is its URL's: HEAD, which the served page and Electron's trace:// answer.

import type { SourceRef } from '../../shared/contract/host';

/** Files on a disk behind the page; a blob: is a picked file as it was, and the sample is part of the page. */
const ON_DISK = /^trace:|\/source\/\d+$/;

/** Bytes; undefined where it cannot be known, or the file is gone. */
export async function sourceSize({ url }: SourceRef): Promise<number | undefined> {
  if (!ON_DISK.test(url)) return undefined;
  try {
    const { ok, headers } = await fetch(url, { method: 'HEAD', cache: 'no-store' });
    const length = headers.get('Content-Length');
    return ok && length !== null ? Number(length) : undefined;
  } catch {
    return undefined; // no server any more: what was read stays, and the next reading says so
  }
}
