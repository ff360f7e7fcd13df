// Which source of a file is meant: by its id, its name, or the first one of a kind.

import { fail, ok, type Result } from '../../shared/base/result';
import type { GraphKind, GraphSource } from '../../shared/model/graph-requests';
import type { OpenGraphs } from './open-graphs';
import { printable } from './text-table';

const KIND_WORDS: Readonly<Record<GraphKind, string>> = {
  calls: 'call graph',
  interaction: 'graph of who wakes whom',
  waits: 'graph of who waits for whom',
  created: 'tree of who created whom',
  states: 'graph of states',
};

/** @param kind only such ones; undefined = any that is named by `id`, else calls */
export async function chooseSource(
  { answers, name }: OpenGraphs,
  kind: GraphKind | undefined,
  id: string | undefined,
): Promise<Result<GraphSource>> {
  const all = await answers.graphSources();
  const ofKind = all.filter((source) => kind === undefined || source.kind === kind);
  const list = (sources: readonly GraphSource[]): string => sources.map((source) => printable(source.id)).join(', ');
  if (id === undefined) {
    const first = ofKind.find((source) => kind !== undefined || source.kind === 'calls');
    if (first !== undefined) return ok(first);
    return fail(`${name}: there is no ${KIND_WORDS[kind ?? 'calls']} in it; its sources: ${list(all) || 'none'}`);
  }
  const chosen =
    ofKind.find((source) => source.id === id) ??
    ofKind.find((source) => source.label === id || source.id.startsWith(`${id}/`));
  if (chosen !== undefined) return ok(chosen);
  return fail(`--source ${id}: ${name} has ${list(ofKind) || 'no source of this kind'}`);
}
