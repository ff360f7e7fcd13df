// `ghostlight export`: stacks of a file for other tools.

import { gzipSync } from 'node:zlib';
import { foldedStacks } from '../../shared/export/folded';
import { pprofProfile } from '../../shared/export/pprof';
import type { GraphSource } from '../../shared/model/graph-requests';
import { DEFAULT_GRAPH } from '../../shared/model/graphs';
import { buildCallGraph } from '../../shared/query/graph/build-graph';
import { refineStacks } from '../../shared/query/graph/stack-frames';
import { compileExpressions } from '../../shared/service/graphs';
import { chooseSource } from './choose-source';
import { asksForSources, EXPORT_FORMATS, type ExportFormat, expressionsOf, type StackFlags } from './graph-flags';
import { callGraphJson } from './graph-json';
import { openGraphs } from './open-graphs';
import { writeError } from './output';
import { saveFile } from './save-file';
import { droppedText, errorText, failed, listSources, saySystemWaits, stackScope, unfitOption } from './stack-request';

export interface ExportFlags extends StackFlags {
  readonly format?: ExportFormat;
  /** - is standard output. */
  readonly out?: string;
}

/** Writes the file and returns the exit code. */
export async function exportStacks(paths: readonly string[], flags: ExportFlags): Promise<number> {
  const { format, out } = flags;
  if (!asksForSources(flags)) {
    if (format === undefined) return failed(`--format says what is written: ${EXPORT_FORMATS.join(', ')}`);
    if (out === undefined) return failed('--out says where it goes: --out FILE, or - for standard output');
  }
  const opened = await openGraphs(paths, flags);
  if (!opened.ok) return failed(opened.error);
  const graphs = opened.value;
  if (format === undefined || out === undefined || asksForSources(flags)) return listSources(graphs);
  const unfit = unfitOption(graphs, flags);
  if (unfit !== undefined) return failed(unfit);
  const source = await chooseSource(graphs, 'calls', flags.source);
  if (!source.ok) return failed(source.error);
  saySystemWaits(source.value, flags);
  const found = await graphs.answers.stacks(stackScope(graphs, source.value, flags));
  if (!found.ok) return failed(errorText(found.error, flags));
  const compiled = compileExpressions(expressionsOf(flags));
  if (!compiled.ok) return failed(errorText(compiled.error, flags));
  const refine = { ...compiled.tests, noInlines: !flags.inlines };
  // Each test knows all names from here on, so that nothing below takes too long.
  const refined = compiled.within(() => ({ ok: true, ...refineStacks(found.stacks, refine) }) as const);
  if (!refined.ok) return failed(errorText(refined.error, flags));
  const { stacks, dropped } = refined;
  if (dropped > 0) writeError(droppedText(dropped, flags));
  if (stacks.length === 0) return failed(`${graphs.name}: nothing is left to write`);
  const { timeMs, durationNs } = graphs;

  let bytes: Uint8Array;
  switch (format) {
    case 'folded':
      bytes = new TextEncoder().encode(foldedStacks(found.stacks, refine));
      break;
    case 'pprof':
      bytes = gzipSync(
        pprofProfile(found.stacks, {
          refine,
          type: typeName(source.value),
          comments: [`made by Ghostlight of ${graphs.name}`],
          ...(timeMs === undefined ? {} : { timeMs }),
          ...(durationNs === undefined ? {} : { durationNs }),
        }),
      );
      break;
    case 'json': {
      const all = { ...DEFAULT_GRAPH, ...refine, nodeFraction: 0, edgeFraction: 0, nodeCount: 0 };
      const json = callGraphJson({ graphs, source: source.value }, buildCallGraph(found.stacks, all));
      bytes = new TextEncoder().encode(`${JSON.stringify(json, undefined, 1)}\n`);
    }
  }
  if (out === '-') return print(bytes);
  const saved = await saveFile(out, bytes);
  return saved.ok ? 0 : failed(saved.error);
}

/** Writes to standard output, as it takes it. */
async function print(bytes: Uint8Array): Promise<number> {
  await new Promise<void>((resolve) => process.stdout.write(bytes, () => resolve()));
  return 0;
}

/** The sources of a profile are called by type and unit, `inuse_space/bytes`. */
const typeName = ({ id }: GraphSource): string => (id.includes('/') ? id.slice(0, id.lastIndexOf('/')) : id);
