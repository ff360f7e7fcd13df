// The part `dumps`: goroutine dumps of 100 000 and of a million goroutines parsed and grouped, each in a process of its own.

import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { generateDump } from './generate-dump.mjs';
import { measureCommand } from './processes.mjs';

export const DUMP_SIZES = [100_000, 1_000_000];
const root = fileURLToPath(new URL('../..', import.meta.url));

/** Builds what is measured from the sources. @returns path of the script. */
async function buildEntry() {
  const outDir = join(root, 'test', '.cache', 'bench-dumps');
  const ssr = join(root, 'test', 'bench', 'dump-entry.ts');
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: { ssr, outDir, emptyOutDir: true, target: 'node20', minify: false },
  });
  return join(outDir, 'dump-entry.js');
}

function dumpOf(goroutines, folder, say) {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `generator-${goroutines}.txt`);
  if (existsSync(path)) return path;
  say(`making ${path}`);
  const part = `${path}.part-${process.pid}`;
  generateDump({ path: part, goroutines });
  renameSync(part, path);
  return path;
}

export async function measureDumps(report, { folder, repeat, timeoutMs }, say) {
  const script = await buildEntry();
  for (const goroutines of DUMP_SIZES) {
    const path = dumpOf(goroutines, folder, say);
    report.begin({ name: `dump of ${goroutines} goroutines`, bytes: statSync(path).size, by: 'made by the generator' });
    try {
      const runs = [];
      for (let round = 0; round < (repeat ?? 3); round++) {
        const { output } = await measureCommand(process.execPath, [script, path], { timeoutMs });
        runs.push(JSON.parse(output));
      }
      const [{ groups, problems }] = runs;
      if (runs.some((run) => run.goroutines !== goroutines || run.problems !== 0)) {
        throw new Error(`${runs[0].goroutines} of ${goroutines} goroutines were read, ${problems} problems`);
      }
      const seconds = (pick) => runs.map((run) => pick(run) / 1000);
      report.figure(
        'dump',
        seconds(({ parseMs, groupMs }) => parseMs + groupMs),
        `${groups} groups`,
      );
      report.figure(
        'dumpParse',
        seconds(({ parseMs }) => parseMs),
      );
      report.figure(
        'dumpGroups',
        seconds(({ groupMs }) => groupMs),
      );
      // JSON has no NaN.
      report.figure(
        'dumpThread',
        seconds(({ threadMs }) => threadMs ?? Number.NaN),
        'reading of the file included',
      );
      report.figure(
        'dumpMemory',
        runs.map(({ peakBytes }) => peakBytes),
      );
    } catch (error) {
      report.failed('dump', error);
    }
  }
}
