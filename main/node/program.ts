// The commands of `ghostlight` and their options. What they do is in the files of their names.

import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { FLAME_WIDTH_PX } from '../../shared/export/flame-picture';
import type { GraphKind } from '../../shared/model/graph-requests';
import { DEFAULT_GRAPH, GRANULARITIES } from '../../shared/model/graphs';
import { type DiffFlags, diff } from './diff';
import { type DumpFlags, dump } from './dump';
import { parseDuration } from './duration';
import type { ExportFlags } from './export';
import { goroutines } from './goroutines';
import { addStackOptions, EXPORT_FORMATS, type GraphFlags, parseCount, parseFraction } from './graph-flags';
import { addGroupingOptions } from './grouping-flags';
import { info } from './info';
import { open } from './open';
import { writeError } from './output';
import { ourSpelling } from './pprof-spelling';
import { findFiles, serve } from './serve';

export interface ProgramOptions {
  readonly version: string;
  /** Folder of the build: `main` and `renderer` are in it. */
  readonly buildFolder: string;
}

/** Runs the command that the arguments ask for. Returns the exit code: 0 done, 1 problems, 2 wrong use or nothing readable. */
export async function runProgram(args: readonly string[], options: ProgramOptions): Promise<number> {
  let code = 0;
  const program = createProgram(options, (ended) => {
    code = ended;
  });
  try {
    await program.parseAsync(ourSpelling(args), { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
}

function createProgram({ version, buildFolder }: ProgramOptions, end: (code: number) => void): Command {
  const program = new Command('ghostlight')
    .description(
      'Opens Go execution traces, goroutine dumps and pprof profiles offline: timelines, call graphs and flame graphs.',
    )
    .version(version)
    .exitOverride()
    .configureOutput({
      outputError: (text, write) => write(text.replace(/^error: (.*)/, 'ghostlight: $1 (see --help)')),
    });

  program
    .command('open', { isDefault: true })
    .description('open files in the desktop app, or in the browser where there is no Electron runtime')
    .argument(
      '[FILE...]',
      'traces, goroutine dumps, pprof profiles, archives and folders of them; none: the start page',
    )
    .action(async (files: readonly string[]) => end(await open(files, buildFolder)));

  program
    .command('serve')
    .description('serve the same page on 127.0.0.1 until Ctrl+C and print its URL')
    .argument(
      '[FILE...]',
      'traces, goroutine dumps, pprof profiles, archives and folders of them; none: the start page',
    )
    .option('--port <N>', 'port to use (default: 7117, or the next free one)', parsePort)
    .option('--open', 'open the browser', false)
    .action(async (paths: readonly string[], { port, open: opens }: { port?: number; open: boolean }) => {
      const files = await findFiles(paths);
      end(files === undefined ? 2 : await serve(files, { port, browser: opens ? 'open' : 'none', buildFolder }));
    });

  program
    .command('info')
    .description('say what files are and how much of them could be read')
    .argument('<FILE...>', 'traces, goroutine dumps, pprof profiles, archives and folders of them; - is standard input')
    .option('--json', 'print JSON: an object for one file, an array for several or a folder', false)
    .option('--strict', 'exit 1 when a file has problems', false)
    .action(async (files: readonly string[], flags: { json: boolean; strict: boolean }) =>
      end(await info(files, flags)),
    );

  program
    .command('goroutines')
    .description('print one row per goroutine with where its time went')
    .argument('<FILE>', 'a trace; - is standard input')
    .addOption(new Option('--json', 'print JSON').default(false).conflicts('csv'))
    .addOption(new Option('--csv', 'print CSV').default(false))
    .option(
      '--filter <EXPR>',
      'only those that match: text, /regex/, g:12, state:waiting, reason:"chan receive", dur>10ms; -not, a or b, (…), family(…)',
    )
    .option('--from <T>', 'only what happens from here on: 5ms, 1.2s since the start', parseTime)
    .option('--to <T>', 'only what happens up to here', parseTime)
    .action(async (file: string, flags: GoroutineFlags) => end(await goroutines(file, flags)));

  addGroupingOptions(
    program
      .command('dump')
      .description('print the groups of a goroutine dump, the most suspicious first, with what is wrong')
      .argument(
        '<FILE...>',
        'goroutine dumps, archives and folders of them, - is standard input; of several the last one is shown',
      )
      .option('--json', 'print JSON', false)
      .option('--each', 'goroutines one by one instead of groups', false)
      .option('--moment <N>', 'the dump to show, counted from 1 (default: the last one)', parseMoment),
  ).action(async (files: readonly string[], flags: DumpFlags) => end(await dump(files, flags)));

  addGroupingOptions(
    program
      .command('diff')
      .description('compare goroutine dumps: which groups grow, which are stuck, which goroutines are new or gone')
      .argument('<FILE...>', 'two or more goroutine dumps, or archives and folders of them; - is standard input')
      .option('--json', 'print JSON', false)
      .option('--normalise', 'scale counts to the total of the last dump', false),
  ).action(async (files: readonly string[], flags: DiffFlags) => end(await diff(files, flags)));

  // What draws is loaded when it is asked for: with PDF, PNG and Graphviz every command started 0.15 s later.
  const parse = { time: parseTime, moment: parseMoment };
  addStackOptions(
    program
      .command('graph')
      .description('draw a call graph or another graph of a file as a picture: SVG, PNG, PDF or DOT')
      .argument('<FILE...>', 'a trace, a pprof profile, or goroutine dumps; - is standard input')
      .option('--out <FILE>', 'where the picture goes: X.svg, X.png, X.pdf, X.dot')
      .option('--json', 'print the graph as JSON', false)
      .option('--goroutine <ID>', 'of a trace, with --kind states: which one', parseId)
      .addOption(new Option('--kind <KIND>', `which graph: ${Object.keys(KINDS).join(', ')}`).argParser(parseKind)),
    parse,
  )
    .option('--node-count <N>', 'at most so many nodes; 0 = all', parseCount, DEFAULT_GRAPH.nodeCount)
    .option('--node-fraction <F>', 'leave nodes below this share out', parseFraction, DEFAULT_GRAPH.nodeFraction)
    .option('--edge-fraction <F>', 'leave edges below this share out', parseFraction, DEFAULT_GRAPH.edgeFraction)
    .addOption(new Option('--granularity <WHAT>', 'what is a node').choices(GRANULARITIES).default('function'))
    .option('--call-tree', 'a node for each calling context', false)
    .option('--relative', 'shares are of what the filters leave', false)
    .option('--no-fold', 'draw chains of single callers one by one')
    .option('--clusters', 'a frame around the functions of a package', false)
    .addOption(
      new Option('--direction <WHERE>', 'where callees stand').choices(['auto', 'down', 'right']).default('auto'),
    )
    .addOption(new Option('--order <ORDER>', 'of a flame graph').choices(['weight', 'time'] as const).default('weight'))
    .option('--around <FUNCTION>', 'of a flame graph: only what calls this function, and what it calls')
    .option('--width <PX>', 'of a flame graph', parseWidth, FLAME_WIDTH_PX)
    .option('--dark', 'dark background', false)
    .option('--no-caption', 'no title, caption and legend')
    .addOption(
      new Option('--scale <N>', 'pixels of a PNG per pixel of the picture').choices(['1', '2', '3']).default('1'),
    )
    .action(async (files: readonly string[], flags: GraphFlags & { readonly scale: string }) =>
      end(await (await import('./graph')).graph(files, { ...flags, scale: Number(flags.scale) })),
    );

  addStackOptions(
    program
      .command('export')
      .description('write the stacks of a file for other tools: pprof, folded stacks for flame graphs, JSON')
      .argument('<FILE...>', 'a trace, a pprof profile, or goroutine dumps; - is standard input')
      .addOption(new Option('--format <FORMAT>', 'what is written').choices(EXPORT_FORMATS))
      .option('--out <FILE>', 'where it goes; - is standard output'),
    parse,
  ).action(async (files: readonly string[], flags: ExportFlags) =>
    end(await (await import('./export')).exportStacks(files, flags)),
  );

  for (const command of program.commands) command.exitOverride();
  return program;
}

/** The words of the command line for the kinds of graphs. */
const KINDS: Readonly<Record<string, GraphKind | 'flame'>> = {
  call: 'calls',
  flame: 'flame',
  interaction: 'interaction',
  waits: 'waits',
  created: 'created',
  states: 'states',
};

function parseKind(text: string): GraphKind | 'flame' {
  const kind = Object.hasOwn(KINDS, text) ? KINDS[text] : undefined;
  if (kind === undefined) throw new InvalidArgumentError(`there are ${Object.keys(KINDS).join(', ')}.`);
  return kind;
}

function parseWidth(text: string): number {
  const width = Number(text);
  if (!/^\d+$/.test(text) || width < 200 || width > 10_000) {
    throw new InvalidArgumentError('a width is 200 to 10000 pixels.');
  }
  return width;
}

interface GoroutineFlags {
  readonly json: boolean;
  readonly csv: boolean;
  readonly filter?: string;
  readonly from?: number;
  readonly to?: number;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('a port is a number from 0 to 65535.');
  return port;
}

function parseId(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('a goroutine has a number as its id.');
  return Number(text);
}

function parseMoment(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('dumps are counted from 1.');
  return Number(text);
}

function parseTime(text: string): number {
  const ns = parseDuration(text);
  if (ns === undefined) throw new InvalidArgumentError('a time looks like 5ms, 1.2s or 1m30s.');
  return ns;
}

/** Reports what went wrong in words; our own bugs keep their stack. */
export function reportFailure(error: unknown): void {
  writeError(error instanceof Error ? (error.stack ?? error.message) : String(error));
}
