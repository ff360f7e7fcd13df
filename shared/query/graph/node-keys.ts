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

/** What the reader of profiles calls a frame without a name: by its address, `file` is then its binary or ''. */
export const isAddress = (func: string): boolean => /^0x[0-9a-f]+$/.test(func);

export function nodeName(frame: Frame, granularity: Granularity): NodeName {
  const { func, file, line } = frame;
  // As pprof: code of which only the binary is known is one node.
  if (isAddress(func)) {
    const name = file || '<unknown>';
    return { key: name, name, func: '', file, line: 0 };
  }
  switch (granularity) {
    case 'function':
      // By its name alone, as pprof: a function whose file is told in two ways stays one node.
      return { key: func, name: func, func, file, line: 0 };
    case 'file':
      return { key: file, name: file || '(no file)', func: '', file, line: 0 };
    case 'line': {
      const place = line === 0 ? file : `${file}:${line}`;
      const name = place === '' ? func : `${func} ${place}`;
      return { key: name, name, func, file, line };
    }
    case 'package': {
      const name = splitFunctionName(func).path || func;
      return { key: name, name, func: '', file: '', line: 0 };
    }
  }
}
