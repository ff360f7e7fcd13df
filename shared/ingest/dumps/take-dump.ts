// A file that holds dumps, or is searched for them, on its way to the readers.

import { groupDigits } from '../../base/format';
import { createDumpReaders, type DumpKind } from '../../formats/detect-dump';
import type { DumpReader } from '../../formats/dump-reader';
import type { DumpFormat, Snapshot } from '../../model/dumps';
import type { Problem } from '../../model/problems';
import { count, type FileInfo, fileOf, type Layer, type Shared, sentence } from './layer';

/** A file that begins with goroutines is searched for counted profiles as well, up to here: a large one is one dump. */
const BOTH_TEXTS_BYTES = 8 * 1024 * 1024;

/** @param what what the file is, if it is known to be something else. @param first its first bytes */
export function takeDump(
  shared: Shared,
  info: FileInfo,
  kind: DumpKind,
  what: string | undefined,
  first: Uint8Array,
): Layer {
  const { options } = shared;
  const { name, modifiedMs } = info;
  const about = { file: options.place(), name, ...(modifiedMs !== undefined && { modifiedMs }) };
  const readers = createDumpReaders(kind, { symbols: options.symbols, ...about });
  shared.readers = readers;
  const kept = info.inside && kind !== 'pprof' ? options.keep() : undefined;
  let bytes = 0;

  function problemsOf(found: readonly DumpReader[], fault: string | undefined): readonly Problem[] {
    const problems = (found.length > 0 ? found : readers).flatMap((reader) => reader.problems);
    if (fault !== undefined) {
      const read = found.length > 0 ? 'what came before was read' : 'no goroutines came before';
      const code = shared.stop !== undefined ? 'too-much' : info.inside ? 'broken-packing' : 'source';
      return [sentence(code, `${name} was not read to its end: ${fault}; ${read}.`), ...problems];
    }
    if (found.length > 0 || (kind === 'pprof' && problems.length > 0)) return problems;
    return [nothingFound(name, bytes, first, what)];
  }

  return {
    finished: false,
    push(chunk) {
      bytes += chunk.length;
      for (const reader of readers) {
        const second = kind === 'goroutine-text' && reader.format === 'goroutine-counts';
        if (second && bytes > BOTH_TEXTS_BYTES && reader.rows === 0) continue;
        reader.push(chunk);
      }
      if (kept === undefined) return;
      kept.add(chunk);
      count(shared, 'keptBytes', chunk.length);
    },
    end(fault) {
      const ended = readers.map((reader) => ({ reader, snapshots: reader.end() }));
      for (const { rows } of readers) shared.rowsOfEnded += rows;
      shared.readers = [];
      const found = ended.filter(({ snapshots }) => snapshots.length > 0);
      const snapshots = found.flatMap((each) => each.snapshots).sort((a, b) => a.from - b.from);
      const last = snapshots.at(-1);
      if (fault !== undefined && last !== undefined) snapshots[snapshots.length - 1] = { ...last, truncated: true };
      if (found.length === 0) {
        kept?.drop();
        if (kept !== undefined) options.limits.keptBytes -= bytes;
        if (info.tooManyOthers?.() === true) return;
      }
      const problems = problemsOf(
        found.map(({ reader }) => reader),
        fault,
      );
      const format: DumpFormat | 'unknown' = found[0]?.reader.format ?? 'unknown';
      const size = Math.max(bytes, info.size ?? 0);
      const file = fileOf(info, size, format, problems, found.length > 0 && size > 0 ? bytes / size : 0);
      const note = snapshots.some(isDifference) && { note: DIFFERENCE };
      options.done({ file: { ...file, ...note }, snapshots, ...(kept !== undefined && found.length > 0 && { kept }) });
    },
  };
}

/** What a profile of some seconds (seconds=N) tells. */
const DIFFERENCE = 'counts what changed between two moments, not what there was';
const isDifference = ({ length, columns }: Snapshot): boolean =>
  columns.weight.subarray(0, length).some((weight) => weight < 0);

/** The first line of an error page that was saved as a dump says more than any advice. */
function nothingFound(name: string, bytes: number, first: Uint8Array, what: string | undefined): Problem {
  if (what !== undefined) return sentence('not-a-dump', `${name} is ${what}; no goroutines were found in it.`);
  const searched = `all of its ${groupDigits(bytes)} bytes were searched for goroutines and for counts of them`;
  const text = new TextDecoder().decode(first.subarray(0, 400)).trimStart();
  const line = text.split(/[\r\n]/, 1)[0].slice(0, 60);
  const readable = line !== '' && !/[\p{Cc}\p{Cf}\ufffd]/u.test(line);
  const begins = readable ? `; it begins with “${line}”` : '';
  return sentence('no-goroutines', `${name} holds no goroutine dump: ${searched}${begins}.`);
}
