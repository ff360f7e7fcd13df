// Names of several files in one.

import type { SourceRef } from '../../shared/contract/host';

/** The name of the one file, the folder that all are in, or `snap0.txt and 3 more`. */
export function sourcesName(sources: readonly SourceRef[]): string {
  const [first] = sources;
  if (first === undefined) return '';
  if (sources.length === 1) return first.name.split('/').at(-1) ?? first.name;
  const folder = first.name.split('/').slice(0, -1);
  for (const { name } of sources) {
    const parts = name.split('/').slice(0, -1);
    while (folder.length > 0 && folder.some((part, place) => part !== parts[place])) folder.pop();
  }
  return folder.at(-1) ?? `${first.name} and ${sources.length - 1} more`;
}
