// A node of a call graph in a list: its function and line, or the file or package that it is of.

import { visibleText } from '../../../shared/base/visible-text';
import type { GraphNode } from '../../../shared/model/graphs';
import { FunctionName } from '../../ui/function-name';

export interface NodeNameProps {
  readonly node: GraphNode;
  /** Without the path of the package; the tooltip has it. */
  readonly short?: boolean;
}

export function NodeName({ node: { name, func, file, line }, short = false }: NodeNameProps) {
  if (func === '') return <span className="mono">{visibleText(name)}</span>;
  return (
    <span className="node-name">
      <FunctionName name={func} short={short} />
      {line > 0 && (
        <span className="place" title={visibleText(`${file}:${line}`)}>
          {visibleText(`${file.slice(file.lastIndexOf('/') + 1)}:${line}`)}
        </span>
      )}
    </span>
  );
}
