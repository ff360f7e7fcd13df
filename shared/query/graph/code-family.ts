// The family of a function by the rules that dumps have for their frames (frame-kinds.ts), with the runtime apart.

import type { CodeFamily } from '../../model/code-family';
import { isDependency, isStandard, packageOf } from '../dumps/frame-kinds';

const RUNTIME = /^(?:internal\/)?runtime(?:\/|$)/;
/** Where the file is unknown: modules of the Go project are rarely the program itself. */
const GO_PROJECT = 'golang.org/x/';
/** What assembly of the Go project names without a package: `aeshashbody` in runtime, `memeqbody` in internal/bytealg. */
const GO_SOURCE = /[/\\]src[/\\](runtime|internal[/\\](?:bytealg|runtime|cpu))[/\\]/;

export function codeFamily(func: string, file: string): CodeFamily {
  const path = packageOf(func);
  if (path === '') {
    if (isStandard(func, file)) return 'runtime';
    const folder = GO_SOURCE.exec(file)?.[1];
    if (folder === undefined) return 'none';
    return RUNTIME.test(folder.replace('\\', '/')) ? 'runtime' : 'standard';
  }
  if (isStandard(func, file)) return RUNTIME.test(path) ? 'runtime' : 'standard';
  return isDependency(file) || (file === '' && path.startsWith(GO_PROJECT)) ? 'dependency' : 'own';
}
