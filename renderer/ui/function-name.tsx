// A qualified name: the package faint, the name strong; when there is no room the package gives way first.

import { cutEnd, shortName, splitFunctionName } from '../../shared/base/function-name';
import { visibleText } from '../../shared/base/visible-text';

export interface FunctionNameProps {
  readonly name: string;
  /** Leaves out the path of the package; the tooltip has it. */
  readonly short?: boolean;
}

/** A name may have 10 kB: what covers the page explains nothing. */
export const TOOLTIP_LETTERS = 400;

export function FunctionName({ name, short = false }: FunctionNameProps) {
  if (name === '') return <span className="function-name unknown">unknown function</span>;
  const shown = short ? shortName(name) : name;
  const strong = splitFunctionName(name).name;
  const receiver = receiverOf(strong);
  const qualifier = shown.slice(0, shown.length - strong.length);
  return (
    <span className="function-name" title={visibleText(cutEnd(name, TOOLTIP_LETTERS))}>
      {qualifier !== '' && <span className="qualifier">{visibleText(qualifier)}</span>}
      {receiver !== '' && <span className="receiver">{visibleText(receiver)}</span>}
      <span className="name">{visibleText(strong.slice(receiver.length))}</span>
    </span>
  );
}

/** `(*conn).` of `(*conn).serve`, `Pool[...].` of `Pool[...].run`: type arguments may be long, and give way before the method. */
const receiverOf = (name: string): string => /^(?:\(.*\)|[^.[]*\[.*\])\.(?=[^.])/.exec(name)?.[0] ?? '';
