// What `graph` and `export` ask of stacks alike: which sources there are, which options do not fit, what part of the file is meant.

import type { ExpressionError, GraphScope, GraphSource } from '../../shared/model/graph-requests';
import { plural } from './dump-text';
import { expressionErrorText } from './expression-error';
import { expressionsOf, optionName, type StackFlags } from './graph-flags';
import type { OpenGraphs } from './open-graphs';
import { writeError, writeOut } from './output';
import { printable } from './text-table';

/** Says what is wrong, and that it is: the exit code. */
export function failed(message: string): number {
  writeError(message);
  return 2;
}

export async function listSources({ answers }: OpenGraphs): Promise<number> {
  const sources = await answers.graphSources();
  await writeOut(sources.map(({ id, kind, label }) => `${printable(id)}\t${kind}\t${printable(label)}\n`));
  return 0;
}

/** An option that says nothing about this kind of file would be passed over in silence. */
export function unfitOption({ kind }: OpenGraphs, flags: StackFlags): string | undefined {
  const { from, to } = flags;
  if (kind !== 'trace' && (from !== undefined || to !== undefined))
    return '--from and --to are for traces, which have a time';
  if (from !== undefined && to !== undefined && to < from) return '--to is before --from';
  if (flags.normalise && flags.base === undefined) return '--normalise is for differences: --base FILE';
  if (kind === 'profile' && (flags.filter ?? '').trim() !== '') {
    return '--filter is for goroutines; --focus, --ignore and --tag-focus choose stacks of a profile';
  }
  if (kind !== 'dumps' && flags.moment !== undefined) return '--moment is for goroutine dumps';
  return undefined;
}

export function errorText(error: ExpressionError, flags: StackFlags): string {
  return expressionErrorText(optionName(error.expression), flags[error.expression] ?? '', error);
}

/** One end may be open: then it is that of the trace. */
function timeScope({ durationNs = 0 }: OpenGraphs, { from, to }: StackFlags): Pick<GraphScope, 'fromNs' | 'toNs'> {
  if (from === undefined && to === undefined) return {};
  return { fromNs: from ?? 0, toNs: Math.min(to ?? durationNs, durationNs) };
}

/** What is left out unasked is said. */
export function saySystemWaits({ ofWaits }: GraphSource, { systemWaits }: StackFlags): void {
  if (ofWaits !== true || systemWaits) return;
  writeError("what the runtime's own goroutines wait is left out; --system-waits counts it");
}

/** What part of the file, and of which goroutines. */
export const stackScope = (graphs: OpenGraphs, source: GraphSource, flags: StackFlags): GraphScope => ({
  ...graphs.scope,
  source: source.id,
  filter: flags.filter ?? '',
  ...timeScope(graphs, flags),
  normalise: flags.normalise,
  systemWaits: flags.systemWaits,
});

/** Stacks that are not in what is made. */
export function droppedText(stacks: number, flags: StackFlags): string {
  const filtered = !flags.inlines || Object.keys(expressionsOf(flags)).length > 0;
  return filtered ? `${plural(stacks, 'stack')} did not pass the filters` : 'what has no stack is left out';
}
