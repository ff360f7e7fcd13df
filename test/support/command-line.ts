// Runs the command line in this process and keeps what it prints.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest';
import { runProgram } from '../../main/node/program';

export interface CommandRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A file or folder of test/fixtures. */
export const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));

/** To be called once in a test file: prepares stdout, stderr and a folder for files, and takes all of it away again. */
export function commandLine() {
  let folder = '';
  let out = '';
  let err = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ghostlight-cli-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  beforeEach(() => {
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      out += String(text);
      return true;
    });
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      err += String(text);
      return true;
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });
  return {
    /** Path of a file in the folder. */
    file: (name: string): string => join(folder, name),
    async run(...args: readonly string[]): Promise<CommandRun> {
      out = '';
      err = '';
      const code = await runProgram(args, { version: '0.0.0', buildFolder: folder });
      return { code, out, err };
    },
  };
}
