// Files from the page itself (picked or dropped) as sources that a worker can fetch.

import type { SourceRef } from '../../shared/contract/host';

/** The URL holds the file until `releaseSource`. */
export function sourceOfFile(file: File): SourceRef {
  return { name: file.name, size: file.size, url: URL.createObjectURL(file) };
}

export function releaseSource(source: SourceRef): void {
  if (source.url.startsWith('blob:')) URL.revokeObjectURL(source.url);
}

/** Whether a drag carries files, which is all that may be known before the drop. */
export function carriesFiles(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes('Files') ?? false;
}

/** The dropped files; directories are left out, they cannot be read as one. */
export function droppedSources(transfer: DataTransfer | null): readonly SourceRef[] {
  const items = [...(transfer?.items ?? [])];
  return items
    .filter((item) => item.kind === 'file' && item.webkitGetAsEntry()?.isDirectory !== true)
    .map((item) => item.getAsFile())
    .filter((file) => file !== null)
    .map(sourceOfFile);
}
