// The two Go programs of the bench, where Go is on the machine: the corpus program, which writes traces of any size, and
// the reference `readall` on Go's own reader. That reader is internal to Go's library, so it is copied out of the SDK into
// a scratch module when readall is built; nothing of it is kept in the project.

import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const corpusSources = fileURLToPath(new URL('../fixtures/programs/all', import.meta.url));
const suffix = process.platform === 'win32' ? '.exe' : '';

/** Standard library only: no network, no other toolchain than the one that is there. */
const goEnv = {
  ...process.env,
  GO111MODULE: 'on',
  GOFLAGS: '-mod=mod',
  GOTOOLCHAIN: 'local',
  GOWORK: 'off',
  GOPROXY: 'off',
};

function go(args, cwd) {
  const { status, error, stdout, stderr } = spawnSync('go', args, { cwd, env: goEnv, encoding: 'utf8' });
  if (status === 0) return { ok: true, text: stdout.trim() };
  const lines = (stderr ?? '').trim().split('\n');
  return { ok: false, text: error?.message ?? lines.slice(0, 4).join('; ') };
}

/** `{version, root}`, or undefined where there is no Go. `go` is looked for on PATH only. */
export function findGo() {
  const found = go(['env', 'GOVERSION', 'GOROOT'], here);
  if (!found.ok) return undefined;
  const [version, root] = found.text.split('\n');
  return { version, root };
}

/** Builds once per Go version: `{path}` or `{why}`. `prepare(folder)` fills the module's folder. */
function build(folder, { name, version, prepare }) {
  const path = join(folder, `${name}-${version.replace(/[^\w.-]/g, '_')}${suffix}`);
  if (existsSync(path)) return { path };
  mkdirSync(folder, { recursive: true });
  const module = mkdtempSync(join(tmpdir(), `ghostlight-${name}-`));
  try {
    prepare(module);
    const language = /^go(\d+\.\d+)/.exec(version)?.[1] ?? '1.22';
    writeFileSync(join(module, 'go.mod'), `module ${name}\n\ngo ${language}\n`);
    const built = go(['build', '-o', join(module, `built${suffix}`), '.'], module);
    if (!built.ok) return { why: `${version} could not build ${name}: ${built.text}` };
    cpSync(join(module, `built${suffix}`), `${path}.part`);
    renameSync(`${path}.part`, path);
    return { path };
  } finally {
    rmSync(module, { recursive: true, force: true });
  }
}

export function buildCorpus(folder, { version }) {
  return build(folder, {
    name: 'corpus',
    version,
    prepare: (module) => cpSync(corpusSources, module, { recursive: true }),
  });
}

export function buildReadall(folder, { version, root }) {
  const reader = join(realpathSync(join(root, 'src')), 'internal', 'trace');
  if (!existsSync(reader)) return { why: `${version} has no trace reader in ${reader}` };
  return build(folder, {
    name: 'readall',
    version,
    prepare(module) {
      cpSync(join(here, 'readall'), module, { recursive: true });
      const copy = join(module, 'trace');
      const left = ['testdata', 'testtrace', 'traceviewer', 'internal/testgen'].map((name) => join(reader, name));
      cpSync(reader, copy, { recursive: true, filter: (from) => !left.includes(from) && !from.endsWith('_test.go') });
      // Imports of internal/trace are allowed inside the SDK only: the copy imports itself.
      for (const entry of readdirSync(copy, { recursive: true, withFileTypes: true })) {
        if (!entry.name.endsWith('.go')) continue;
        const file = join(entry.parentPath, entry.name);
        writeFileSync(file, readFileSync(file, 'utf8').replaceAll('"internal/trace', '"readall/trace'));
      }
    },
  });
}
