// What frames become one node: by the granularity.

import type { Granularity } from '../../model/graphs';
import type { Frame } from '../../model/stacks';

export interface NodeName {
  readonly key: string;
  readonly name: string;
  readonly func: string;
  readonly file: string;
  readonly line: number;
}

/** `net/http.(*conn).serve` -> `net/http`; a dot in the last element of a path is escaped by Go as %2e. */
export function packageOf(func: string): string {
  const slash = func.lastIndexOf('/', func.search(/[([]|$/));
  const dot = func.indexOf('.', slash + 1);
  return dot < 0 ? func : func.slice(0, dot);
}

export function nodeName({ func, file, line }: Frame, granularity: Granularity): NodeName {
  switch (granularity) {
    case 'function':
      // By its name alone, as pprof: a function whose file is told in two ways stays one node.
      return { key: func, name: func, func, file, line: 0 };
    case 'file':
      return { key: file, name: file || '(no file)', func: '', file, line: 0 };
    case 'line': {
      const name = file === '' ? func : `${func} ${file}:${line}`;
      return { key: name, name, func, file, line };
    }
    case 'package': {
      const name = packageOf(func);
      return { key: name, name, func: '', file: '', line: 0 };
    }
  }
}
