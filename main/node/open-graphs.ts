// What graphs and stacks are made of: opens files of each kind for `ghostlight graph` and `ghostlight export`.

import { setImmediate } from 'node:timers/promises';
import { fail, ok, type Result } from '../../shared/base/result';
import { countsGoroutines } from '../../shared/formats/profiles';
import { fileLine, takenAt } from '../../shared/model/file-line';
import type { GraphScope, GraphSource } from '../../shared/model/graph-requests';
import type { Profile } from '../../shared/model/profiles';
import { createQueryContext } from '../../shared/query/query-context';
import { createChunkCache, createSpanSource } from '../../shared/query/span-source';
import type { LocalGraphs } from '../../shared/service/graphs';
import { createProfileGraphs } from '../../shared/service/profile-graphs';
import { createTraceGraphs } from '../../shared/service/trace-graphs';
import { createMemoryStore } from '../../shared/store/memory-store';
import { fileKind } from './file-kind';
import { type FileSource, fileErrorText } from './file-source';
import { findEach } from './find-sources';
import { writeError } from './output';
import { readDumpFiles, reportProblems } from './read-dumps';
import { readProfile } from './read-profile';
import { readTrace } from './read-trace';

export interface GraphsOptions {
  /** Path of the file that the others are compared with. */
  readonly base?: string;
  /** Of dumps: counted from 1; the last one if not said. */
  readonly moment?: number;
}

export interface OpenGraphs {
  readonly kind: 'trace' | 'profile' | 'dumps';
  /** Of a trace: row of a goroutine by its id. */
  readonly rowOf?: (id: number) => number | undefined;
  readonly answers: LocalGraphs;
  /** What of the files is to be asked for. */
  readonly scope: Pick<GraphScope, 'moment' | 'base'>;
  /** Names, and what they are compared with. */
  readonly name: string;
  /** When it was taken, ms since 1970; absent = not told. */
  readonly timeMs?: number;
  /** Names and times, the first line of captions. */
  readonly caption: string;
  readonly durationNs?: number;
}

/** An error is a sentence; what is wrong with a part of a file is said on stderr. */
export async function openGraphs(paths: readonly string[], options: GraphsOptions): Promise<Result<OpenGraphs>> {
  // All names at once: two files of one name are told apart by their folders.
  const each = await findEach(options.base === undefined ? paths : [options.base, ...paths]);
  if (!each.ok) return each;
  const base = options.base === undefined ? [] : each.value[0];
  const files = each.value.flat().slice(base.length);
  let kinds: ReadonlySet<string>;
  try {
    kinds = new Set(await Promise.all([...base, ...files].map(fileKind)));
  } catch (error) {
    return fail(fileErrorText(error));
  }
  if (kinds.has('trace')) return openTrace(files, base);
  const profiles = kinds.size === 1 && kinds.has('pprof');
  if (profiles && files.length === 1 && base.length < 2) return openProfile(files[0], base[0]);
  if (profiles && !(await someOfGoroutines([...base, ...files]))) {
    return fail('a graph is of one profile, and --base names one that it is compared with');
  }
  const dumps = await openDumps(files, base, options.moment);
  return dumps ?? fail(`${nameOf(files, base)}: no goroutines in it that could be drawn`);
}

/** Such profiles are dumps, of which there may be several. */
async function someOfGoroutines(files: readonly FileSource[]): Promise<boolean> {
  for (const file of files) {
    const read = await readProfile(file);
    if (read.ok && countsGoroutines(read.value.profile)) return true;
  }
  return false;
}

async function openTrace(files: readonly FileSource[], bases: readonly FileSource[]): Promise<Result<OpenGraphs>> {
  if (files.length > 1 || bases.length > 0) return fail('a graph is of one trace, which is not compared with others');
  const [file] = files;
  const writer = await createMemoryStore().create(file.path);
  const read = await readTrace(file, writer);
  const { problems } = read.status === 'ready' ? read.index.summary : read.summary;
  for (const { message } of problems) writeError(`${file.name}: ${message}`);
  if (read.status === 'unreadable') return fail(`${file.name}: nothing of it could be read`);
  const { index } = read;
  const chunks = createChunkCache((table, chunk) => writer.get(table, chunk));
  const opened = { context: createQueryContext(index, createSpanSource(index, chunks)), chunks };
  const { wallStartMs, spanNs } = index.summary;
  const time = wallStartMs === undefined ? {} : { timeMs: wallStartMs };
  return ok({
    kind: 'trace',
    answers: createTraceGraphs({ trace: async () => opened, yieldTurn: setImmediate }),
    scope: {},
    name: file.name,
    ...time,
    caption: fileLine({ name: file.name, ...time }),
    durationNs: spanNs,
    rowOf(id) {
      const row = index.goroutines.id.subarray(0, index.goroutines.length).lastIndexOf(id);
      return row < 0 ? undefined : row;
    },
  });
}

async function openProfile(file: FileSource, baseFile: FileSource | undefined): Promise<Result<OpenGraphs>> {
  const read = await readProfile(file);
  if (!read.ok) return read;
  const base = baseFile === undefined ? undefined : await readProfile(baseFile);
  if (base?.ok === false) return base;
  for (const { damage } of [read.value, ...(base === undefined ? [] : [base.value])]) {
    if (damage !== undefined) writeError(damage);
  }
  const { profile } = read.value;
  const before = base?.value.profile;
  const answers = createProfileGraphs(profile, before);
  const inBoth = (source: GraphSource): boolean =>
    before?.sampleTypes.some(({ type, unit }) => source.id === `${type}/${unit}`) !== false;
  const sources = (await answers.graphSources()).filter(inBoth);
  if (sources.length === 0) {
    const types = (of: Profile | undefined) => of?.sampleTypes.map(({ type }) => type).join(', ') ?? '';
    return fail(`${file.name} counts ${types(profile)}, ${baseFile?.name} ${types(before)}: no difference`);
  }
  const { durationNs } = profile;
  const time = takenAt(profile);
  return ok({
    kind: 'profile',
    answers: { ...answers, graphSources: async () => sources },
    scope: {},
    name: nameOf([file], baseFile === undefined ? [] : [baseFile]),
    ...time,
    caption: fileLine({ name: file.name, ...time }, baseFile && before && { name: baseFile.name, ...takenAt(before) }),
    ...(durationNs === undefined ? {} : { durationNs }),
  });
}

/** Undefined: there are no goroutines in them. */
async function openDumps(
  files: readonly FileSource[],
  bases: readonly FileSource[],
  number: number | undefined,
): Promise<Result<OpenGraphs> | undefined> {
  const read = await readDumpFiles([...bases, ...files]);
  reportProblems(read.summary);
  if (read.status === 'unreadable') return undefined;
  const { moments, files: listings } = read.summary;
  const ofBase = (file: number): boolean =>
    bases.some(({ name }) => listings[file].name === name || listings[file].name.startsWith(`${name}/`));
  const places = [...moments.keys()];
  const own = places.filter((place) => !moments[place].files.every(ofBase));
  const base = places.filter((place) => moments[place].files.every(ofBase)).at(-1);
  if (bases.length > 0 && (base === undefined || own.length === 0)) {
    const listed = moments.flatMap((moment) => moment.files);
    if (!listed.some(ofBase)) return fail(`${nameOf(bases, [])}: no goroutines in it to compare with`);
    const sameFiles = files.every(({ name }) => bases.some((base) => base.name === name));
    if (listed.every(ofBase) && !sameFiles)
      return fail(`${nameOf(files, [])}: no goroutines in it that could be drawn`);
    return fail(`${nameOf(files, bases)}: they list the same moment, there is no difference`);
  }
  const moment = number === undefined ? own.at(-1) : own[number - 1];
  if (moment === undefined) {
    return fail(`--moment ${number}: there ${own.length === 1 ? 'is 1 dump' : `are ${own.length} dumps`}`);
  }
  const listed = (place: number): string => listings[moments[place].files[0]].name;
  const time = takenAt(moments[moment]);
  const name = own.length > 1 ? listed(moment) : nameOf(files, []);
  return ok({
    kind: 'dumps',
    answers: read.service,
    scope: { moment, ...(base === undefined ? {} : { base }) },
    name: bases.length === 0 ? name : `${name} minus ${nameOf(bases, [])}`,
    ...time,
    caption: fileLine(
      { name, ...time },
      base === undefined
        ? undefined
        : { name: bases.length === 1 ? bases[0].name : listed(base), ...takenAt(moments[base]) },
    ),
  });
}

function nameOf(files: readonly FileSource[], bases: readonly FileSource[]): string {
  const own = files.length === 1 ? files[0].name : `${files.length} files`;
  return bases.length === 0 ? own : `${own} minus ${nameOf(bases, [])}`;
}
