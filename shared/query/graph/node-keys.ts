// What frames become one node: by the granularity.

import { splitFunctionName } from '../../base/function-name';
import type { Granularity } from '../../model/graphs';
import type { Frame } from '../../model/stacks';

export interface NodeName {
  readonly key: string;
  readonly name: string;
  readonly func: string;
  readonly file: string;
  readonly line: number;
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
      const name = splitFunctionName(func).path || func;
      return { key: name, name, func: '', file: '', line: 0 };
    }
  }
}
