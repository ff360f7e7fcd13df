#!/usr/bin/env node
// Entry of the command line.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { endQuietlyOnClosedPipe } from './output';
import { reportFailure, runProgram } from './program';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

endQuietlyOnClosedPipe();
try {
  // Not process.exit(): that would cut off what a pipe has not taken yet.
  process.exitCode = await runProgram(process.argv.slice(2), {
    version,
    buildFolder: fileURLToPath(new URL('..', import.meta.url)),
  });
} catch (error) {
  reportFailure(error);
  process.exitCode = 2;
}
