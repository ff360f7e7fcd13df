// The dependency rule: a folder is a permission. The table below is the rule; the test compares all imports with it.

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { checkLayers, checkSizes, type LayerRules, type UnitRule } from './support/layers';

const shared = (...names: readonly string[]) => names.map((name) => `shared/${name}`);
const renderer = (...names: readonly string[]) => names.map((name) => `renderer/${name}`);
const ALL_SHARED = shared(
  'base',
  'model',
  'contract',
  'formats',
  'store',
  'ingest',
  'query',
  'findings',
  'export',
  'service',
);

const units: Record<string, UnitRule> = {
  'shared/base': { units: [] },
  'shared/model': { units: shared('base') },
  'shared/contract': { units: shared('base', 'model') },
  'shared/formats': { units: shared('base', 'model'), packages: ['fflate'] },
  'shared/store': { units: shared('base', 'model') },
  'shared/ingest': { units: shared('base', 'model', 'formats', 'store') },
  'shared/query': { units: shared('base', 'model', 'store') },
  'shared/findings': { units: shared('base', 'model', 'query') },
  'shared/export': { units: shared('base', 'model', 'query', 'findings'), packages: ['jspdf', 'pprof-format'] },
  // Answers every question about a dump from memory: what the worker and the command line share.
  'shared/service': { units: shared('base', 'model', 'contract', 'formats', 'ingest', 'query', 'findings') },

  'renderer/worker': { units: ALL_SHARED, packages: ['dexie', 'comlink', '@hpcc-js/wasm-graphviz'] },
  'renderer/host': { units: shared('base', 'contract') },
  'renderer/models': { units: shared('base', 'model', 'contract'), packages: ['@preact/signals-core'] },
  'renderer/canvas': { units: shared('base'), packages: ['d3'] },
  'renderer/tracks': { units: [...shared('base', 'model'), ...renderer('canvas')], packages: ['d3'] },
  // shared/export: graphs look on the page as in the pictures that are made of them.
  'renderer/views': {
    units: [...shared('base', 'model', 'export'), ...renderer('canvas', 'models', 'tracks')],
    packages: ['d3', '@preact/signals-core', '@expo-google-fonts/'],
  },
  'renderer/ui': { units: shared('base'), packages: ['preact', '@preact/signals', '@tanstack/virtual-core'] },
  'renderer/panels': {
    units: [...shared('base', 'model'), ...renderer('models', 'ui', 'views')],
    packages: ['preact', '@preact/signals', '@tanstack/virtual-core'],
  },
  'renderer/app': {
    units: [
      ...shared('base', 'model', 'contract'),
      ...renderer('host', 'models', 'tracks', 'views', 'ui', 'panels', 'styles'),
    ],
    packages: ['preact', '@preact/signals', 'comlink', '@fontsource-variable/'],
    urls: renderer('worker'),
  },
  // renderer/index.html
  renderer: { units: renderer('app', 'styles') },

  'main/node': {
    units: ALL_SHARED,
    packages: ['node:', 'commander', '@hpcc-js/wasm-graphviz', '@resvg/resvg-js'],
  },
  'main/preload': { units: shared('contract'), packages: ['electron'] },
  'main/electron': { units: [...shared('base', 'contract'), 'main/node'], packages: ['electron', 'node:'] },
  // main/bootstrap.mjs: runs before anything is built
  main: { units: [], packages: ['node:'] },
};

const rules: LayerRules = {
  units,
  lists: [
    // format.ts and sections.ts are the contracts of a reader; detect.ts lists the formats by asking each; wrappers are what
    // a trace is packed in; sectioned-trace.ts is the one format that several readers may read at once
    {
      folder: 'shared/formats',
      index: 'detect.ts',
      also: ['sectioned-trace.ts', 'detect-dump.ts', 'goroutine-detail.ts', 'archives.ts', 'profiles.ts'],
      common: ['format.ts', 'sections.ts', 'wrappers', 'dump-reader.ts'],
    },
    { folder: 'shared/ingest/indexers' },
    { folder: 'renderer/tracks' },
    { folder: 'renderer/panels' },
  ],
  maxLines: 600,
};

/** Known exceptions, each with its reason. The list may only get shorter. */
const DEBT: readonly string[] = [];

const root = fileURLToPath(new URL('..', import.meta.url));

function readFiles(folders: readonly string[]): Map<string, string> {
  const files = new Map<string, string>();
  for (const folder of folders) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      const name = relative(root, path).split(sep).join('/');
      if (!entry.isFile() || !/\.(ts|tsx|mjs|html|css)$/.test(name)) continue;
      if (/^test\/(fixtures|results|\.cache)\//.test(name)) continue;
      files.set(name, readFileSync(path, 'utf8'));
    }
  }
  return files;
}

describe('the code as it is', () => {
  const files = readFiles(['shared', 'renderer', 'main']);
  const violations = checkLayers(files, rules);

  test('all of it was read', () => {
    const count = (folder: string) => [...files.keys()].filter((path) => path.startsWith(`${folder}/`)).length;
    // Fewer would mean that the check looks in the wrong place and passes silently.
    expect(count('shared')).toBeGreaterThan(20);
    expect(count('renderer')).toBeGreaterThan(20);
    expect(count('main')).toBeGreaterThan(5);
  });

  test('nothing imports what it may not', () => {
    expect(violations.filter((violation) => !DEBT.includes(violation))).toEqual([]);
  });

  test('no debt is listed that was paid', () => {
    expect(DEBT.filter((debt) => !violations.includes(debt))).toEqual([]);
  });

  test('test files keep the size limit too', () => {
    expect(checkSizes(readFiles(['test']), rules.maxLines)).toEqual([]);
  });
});

describe('the check itself', () => {
  const check = (files: Record<string, string>, own: Partial<LayerRules> = {}) =>
    checkLayers(new Map(Object.entries(files)), { ...rules, ...own });

  test('finds a package in the wrong folder, in every form of import', () => {
    const source = [
      '// import "dexie" in a comment is none',
      'import { scaleLinear } from "d3";',
      'import type { Dexie } from "dexie";',
      'export * from "comlink";',
      'const later = () => import("electron");',
      'type Fs = typeof import("node:fs");',
    ].join('\n');
    expect(check({ 'renderer/tracks/goroutine.ts': source })).toEqual([
      'renderer/tracks/goroutine.ts:3 imports dexie: only renderer/worker may',
      'renderer/tracks/goroutine.ts:4 imports comlink: only renderer/worker, renderer/app may',
      'renderer/tracks/goroutine.ts:5 imports electron: only main/preload, main/electron may',
      'renderer/tracks/goroutine.ts:6 imports node:fs: only main/node, main/electron, main may',
    ]);
  });

  test('finds a unit that may not be imported, also as a type', () => {
    const files = {
      'shared/base/a.ts': 'import type { B } from "../model/b";',
      'shared/model/b.ts': 'export type B = 1;',
    };
    expect(check(files)).toEqual(['shared/base/a.ts:1 imports shared/model/b.ts: shared/base may import nothing']);
  });

  test('a worker may be started by the app, not imported', () => {
    const worker = { 'renderer/worker/trace.worker.ts': 'export {};' };
    const url = 'new Worker(new URL("../worker/trace.worker.ts", import.meta.url), { type: "module" });';
    expect(check({ ...worker, 'renderer/app/start.ts': url })).toEqual([]);
    expect(check({ ...worker, 'renderer/views/start.ts': url })).toHaveLength(1);
    expect(check({ ...worker, 'renderer/app/start.ts': 'import "../worker/trace.worker";' })).toHaveLength(1);
  });

  test('finds siblings in a list folder and imports around its index', () => {
    const files = {
      'renderer/tracks/index.ts': 'export * from "./gc"; export * from "./heap";',
      'renderer/tracks/gc.ts': 'import { heap } from "./heap"; export const gc = heap;',
      'renderer/tracks/heap.ts': 'export const heap = 1;',
      'renderer/views/timeline.ts': 'import { gc } from "../tracks/gc"; export const view = gc;',
      'shared/formats/detect.ts': 'import { read } from "./go-trace-v2/reader"; export const detect = read;',
      'shared/formats/go-trace-v2/reader.ts': 'import type { Reader } from "../format"; export const read: Reader = 1;',
      'shared/formats/format.ts': 'export type Reader = 1;',
    };
    expect(check(files)).toEqual([
      'renderer/tracks/gc.ts:1 imports renderer/tracks/heap.ts: siblings in renderer/tracks do not know each other',
      'renderer/views/timeline.ts:1 imports renderer/tracks/gc.ts: outside of renderer/tracks only its index.ts may be',
    ]);
  });

  test('finds cycles, missing files, unknown units and long files', () => {
    expect(
      check({
        'shared/base/a.ts': 'import "./b";',
        'shared/base/b.ts': 'import "./c";',
        'shared/base/c.ts': 'import "./a";',
      }),
    ).toEqual(['cycle: shared/base/a.ts -> shared/base/b.ts -> shared/base/c.ts -> shared/base/a.ts']);
    expect(check({ 'shared/base/a.ts': 'import "./gone";' })).toEqual([
      'shared/base/a.ts:1 imports ./gone: no such file',
    ]);
    expect(check({ 'shared/magic/a.ts': 'import "d3";' })).toEqual([
      'shared/magic/a.ts:1 is in shared/magic: no such unit in the table',
    ]);
    expect(check({ 'shared/base/a.ts': 'let a;\n'.repeat(4) }, { maxLines: 3 })).toEqual([
      'shared/base/a.ts has 4 lines: at most 3',
    ]);
  });
});
