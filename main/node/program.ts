// The commands of `ghostlight` and their options. What they do is in the files of their names.

import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { parseDuration } from './duration';
import { goroutines } from './goroutines';
import { info } from './info';
import { open } from './open';
import { writeError } from './output';
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
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
}

function createProgram({ version, buildFolder }: ProgramOptions, end: (code: number) => void): Command {
  const program = new Command('ghostlight')
    .description('Opens Go execution traces and goroutine dumps offline and shows every goroutine.')
    .version(version)
    .exitOverride()
    .configureOutput({
      outputError: (text, write) => write(text.replace(/^error: (.*)/, 'ghostlight: $1 (see --help)')),
    });

  program
    .command('open', { isDefault: true })
    .description('open files in the desktop app, or in the browser where there is no Electron runtime')
    .argument('[FILE...]', 'traces, goroutine dumps, archives and folders of them; none: the start page')
    .action(async (files: readonly string[]) => end(await open(files, buildFolder)));

  program
    .command('serve')
    .description('serve the same page on 127.0.0.1 until Ctrl+C and print its URL')
    .argument('[FILE...]', 'traces, goroutine dumps, archives and folders of them; none: the start page')
    .option('--port <N>', 'port to use (default: 7117, or the next free one)', parsePort)
    .option('--open', 'open the browser', false)
    .action(async (paths: readonly string[], { port, open: opens }: { port?: number; open: boolean }) => {
      const files = await findFiles(paths);
      end(files === undefined ? 2 : await serve(files, { port, browser: opens ? 'open' : 'none', buildFolder }));
    });

  program
    .command('info')
    .description('say what files are and how much of them could be read')
    .argument('<FILE...>', 'traces')
    .option('--json', 'print JSON: an object for one file, an array for several', false)
    .option('--strict', 'exit 1 when a file has problems', false)
    .action(async (files: readonly string[], flags: { json: boolean; strict: boolean }) =>
      end(await info(files, flags)),
    );

  program
    .command('goroutines')
    .description('print one row per goroutine with where its time went')
    .argument('<FILE>', 'a trace')
    .addOption(new Option('--json', 'print JSON').default(false).conflicts('csv'))
    .addOption(new Option('--csv', 'print CSV').default(false))
    .option(
      '--filter <EXPR>',
      'only those that match: text, /regex/, g:12, state:waiting, reason:"chan receive", dur>10ms; -not, a or b, (…), family(…)',
    )
    .option('--from <T>', 'only what happens from here on: 5ms, 1.2s since the start', parseTime)
    .option('--to <T>', 'only what happens up to here', parseTime)
    .action(async (file: string, flags: GoroutineFlags) => end(await goroutines(file, flags)));

  for (const command of program.commands) command.exitOverride();
  return program;
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

function parseTime(text: string): number {
  const ns = parseDuration(text);
  if (ns === undefined) throw new InvalidArgumentError('a time looks like 5ms, 1.2s or 1m30s.');
  return ns;
}

/** Reports what went wrong in words; our own bugs keep their stack. */
export function reportFailure(error: unknown): void {
  writeError(error instanceof Error ? (error.stack ?? error.message) : String(error));
}
