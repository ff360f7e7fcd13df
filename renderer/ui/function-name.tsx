// A qualified name: the package faint, the name strong; when there is no room the package gives way first.

import { shortName, splitFunctionName } from '../../shared/base/function-name';

export interface FunctionNameProps {
  readonly name: string;
  /** Leaves out the path of the package; the tooltip has it. */
  readonly short?: boolean;
}

export function FunctionName({ name, short = false }: FunctionNameProps) {
  if (name === '') return <span className="function-name unknown">unknown function</span>;
  const shown = short ? shortName(name) : name;
  const strong = splitFunctionName(name).name;
  const qualifier = shown.slice(0, shown.length - strong.length);
  return (
    <span className="function-name" title={name}>
      {qualifier !== '' && <span className="qualifier">{qualifier}</span>}
      <span className="name">{strong}</span>
    </span>
  );
}
