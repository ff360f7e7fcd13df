// Compares the imports of all modules with a table of what each unit may import. Pure: files come in as text, so that
// the check itself can be tested with a planted violation. The table of this project: test/layers.test.ts.

import { posix } from 'node:path';
import { readImports } from './imports';

export interface UnitRule {
  /** Units that may be imported besides the unit itself. */
  readonly units: readonly string[];
  /** Packages by name; `d3` also means `@types/d3`, `node:` means all of Node. */
  readonly packages?: readonly string[];
  /** Units of which only a URL may be taken, to run them elsewhere (workers). */
  readonly urls?: readonly string[];
}

/** A folder with a list of alike things: siblings do not know each other, and outsiders know only its index. */
export interface ListFolder {
  readonly folder: string;
  /** The file that lists them; `index.ts` if not named. */
  readonly index?: string;
  /** Files that belong to all of them (contracts, shared drawing): everyone may import these. */
  readonly common?: readonly string[];
  /** More files that may be imported from outside and import members, as the index may. */
  readonly also?: readonly string[];
}

export interface LayerRules {
  readonly units: Readonly<Record<string, UnitRule>>;
  readonly lists: readonly ListFolder[];
  readonly maxLines: number;
}

type Files = ReadonlyMap<string, string>;

interface Link {
  readonly from: string;
  readonly line: number;
  readonly specifier: string;
  readonly kind: 'import' | 'url';
  /** File of the project, where it is one. */
  readonly to?: string;
}

const CODE = /\.(ts|tsx|mjs)$/;

/** All violations, as sentences: `renderer/tracks/goroutine.ts:3 imports dexie: only renderer/worker may`. */
export function checkLayers(files: Files, rules: LayerRules): readonly string[] {
  const links = [...files].flatMap(([path, source]) => linksOf(path, source, files));
  return [
    ...links.flatMap((link) => checkLink(link, rules)),
    ...links.flatMap((link) => checkLists(link, rules.lists)),
    ...findCycles(links),
    ...checkSizes(files, rules.maxLines),
  ];
}

function linksOf(path: string, source: string, files: Files): readonly Link[] {
  if (path.endsWith('.html')) {
    return [...source.matchAll(/<script[^>]+src="([^"]+)"/g)].map((match) => {
      const specifier = match[1] as string;
      const line = source.slice(0, match.index).split('\n').length;
      return { from: path, line, specifier, kind: 'import', to: resolve(path, specifier, files) };
    });
  }
  if (!CODE.test(path)) return [];
  return readImports(path, source).map((found) => ({
    from: path,
    ...found,
    to: resolve(path, found.specifier, files),
  }));
}

function resolve(from: string, specifier: string, files: Files): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const base = posix.join(posix.dirname(from), specifier.replace(/\?.*$/, ''));
  return ['', '.ts', '.tsx', '.d.ts', '/index.ts', '/index.tsx']
    .map((end) => base + end)
    .find((path) => files.has(path));
}

/** The unit of a file: its folder in the second level, or the first level's name for a file that lies directly in it. */
export function unitOf(path: string): string {
  const parts = path.split('/');
  return parts.length > 2 ? `${parts[0]}/${parts[1]}` : (parts[0] as string);
}

function checkLink(link: Link, rules: LayerRules): readonly string[] {
  const unit = unitOf(link.from);
  const rule = rules.units[unit];
  const at = `${link.from}:${link.line}`;
  if (rule === undefined) return [`${at} is in ${unit}: no such unit in the table`];
  if (link.to !== undefined) {
    const target = unitOf(link.to);
    if (target === unit || rule.units.includes(target)) return [];
    if (link.kind === 'url' && rule.urls?.includes(target)) return [];
    return [`${at} imports ${link.to}: ${unit} may import ${rule.units.join(', ') || 'nothing'}`];
  }
  // A URL that names no source file is an address at run time (a folder beside the built file).
  if (link.kind === 'url') return [];
  if (link.specifier.startsWith('.')) return [`${at} imports ${link.specifier}: no such file`];
  if (rule.packages?.some((name) => isPackage(link.specifier, name))) return [];
  const owners = Object.keys(rules.units).filter((other) =>
    rules.units[other]?.packages?.some((name) => isPackage(link.specifier, name)),
  );
  return [`${at} imports ${link.specifier}: ${owners.length > 0 ? `only ${owners.join(', ')} may` : 'nobody may'}`];
}

function isPackage(specifier: string, name: string): boolean {
  return specifier === name || specifier.startsWith(name.endsWith(':') || name.endsWith('/') ? name : `${name}/`);
}

function checkLists({ from, to, line }: Link, lists: readonly ListFolder[]): readonly string[] {
  if (to === undefined) return [];
  return lists.flatMap(({ folder, index = 'index.ts', also = [], common = [] }) => {
    const entry = (path: string): string | undefined =>
      path.startsWith(`${folder}/`) ? path.slice(folder.length + 1).split('/')[0] : undefined;
    const target = entry(to);
    const own = entry(from);
    if (target === undefined || target === own || common.includes(target)) return [];
    const says = `${from}:${line} imports ${to}:`;
    if (own === undefined)
      return target === index || also.includes(target) ? [] : [`${says} outside of ${folder} only its ${index} may be`];
    return own === index || also.includes(own) ? [] : [`${says} siblings in ${folder} do not know each other`];
  });
}

/** Each cycle once, named by its members in the order of import. */
function findCycles(links: readonly Link[]): readonly string[] {
  const graph = new Map<string, string[]>();
  for (const { from, to, kind } of links) {
    if (to !== undefined && kind === 'import') graph.set(from, [...(graph.get(from) ?? []), to]);
  }
  const cycles = new Set<string>();
  const done = new Set<string>();
  const walk = (path: string, trail: readonly string[]): void => {
    const seen = trail.indexOf(path);
    if (seen >= 0) {
      const members = trail.slice(seen);
      const first = members.indexOf([...members].sort()[0] as string);
      cycles.add([...members.slice(first), ...members.slice(0, first), members[first]].join(' -> '));
      return;
    }
    if (done.has(path)) return;
    for (const next of graph.get(path) ?? []) walk(next, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) walk(path, []);
  return [...cycles].map((cycle) => `cycle: ${cycle}`);
}

export function checkSizes(files: Files, maxLines: number): readonly string[] {
  return [...files].flatMap(([path, source]) => {
    const lines = source.trimEnd().split('\n').length;
    return lines > maxLines ? [`${path} has ${lines} lines: at most ${maxLines}`] : [];
  });
}
