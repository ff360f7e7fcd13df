// Files from the page itself (picked or dropped) as sources that a worker can fetch.

import type { SourceRef } from '../../shared/contract/host';

/** A folder with more files is no folder of dumps; each file is looked at once. */
const MAX_FILES = 2000;

/**
 * The URL holds the file until `releaseSource`.
 * @param name with its folders, where it came with them
 */
export function sourceOfFile(file: File, name = file.webkitRelativePath || file.name): SourceRef {
  return { name, size: file.size, url: URL.createObjectURL(file), modifiedMs: file.lastModified };
}

export function releaseSource(source: SourceRef): void {
  if (source.url.startsWith('blob:')) URL.revokeObjectURL(source.url);
}

/** Whether a drag carries files, which is all that may be known before the drop. */
export function carriesFiles(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes('Files') ?? false;
}

/** The dropped files, and all files in dropped folders. What the drop carries must be taken at once: it is empty later. */
export async function droppedSources(transfer: DataTransfer | null): Promise<readonly SourceRef[]> {
  const taken = [...(transfer?.items ?? [])]
    .filter(({ kind }) => kind === 'file')
    .map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const sources: SourceRef[] = [];
  for (const { entry, file } of taken) {
    if (entry?.isDirectory === true) await addFolder(entry as FileSystemDirectoryEntry, sources);
    else if (file !== null) sources.push(sourceOfFile(file));
  }
  return sources;
}

async function addFolder(folder: FileSystemDirectoryEntry, sources: SourceRef[]): Promise<void> {
  for (const entry of await entriesOf(folder)) {
    if (sources.length >= MAX_FILES) return;
    if (isHidden(entry.name)) continue;
    if (entry.isDirectory) await addFolder(entry as FileSystemDirectoryEntry, sources);
    else {
      const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
      sources.push(sourceOfFile(file, entry.fullPath.replace(/^\//, '')));
    }
  }
}

/** `.DS_Store`, `.git`: of a folder that was chosen as a whole nobody means these. */
const isHidden = (name: string): boolean => name.startsWith('.');

/** A reader gives at most a hundred entries at a time. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> {
  const reader = folder.createReader();
  const entries: FileSystemEntry[] = [];
  for (;;) {
    const more = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (more.length === 0) return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    entries.push(...more);
  }
}

/** Files of a chosen folder as they are taken: without hidden ones, by name, not too many. */
export function filesOfFolder(files: readonly File[]): readonly SourceRef[] {
  return files
    .filter((file) => !file.webkitRelativePath.split('/').some(isHidden))
    .sort((a, b) => (a.webkitRelativePath < b.webkitRelativePath ? -1 : 1))
    .slice(0, MAX_FILES)
    .map((file) => sourceOfFile(file));
}
