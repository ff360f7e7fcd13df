// A node of a call graph in a list: its function and line, or the file or package that it is of.

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { groupDigits } from '../../../shared/base/format';
import { cutEnd } from '../../../shared/base/function-name';
import { visibleText } from '../../../shared/base/visible-text';
import type { GraphNode } from '../../../shared/model/graphs';
import { Button } from '../../ui/button';
import { FunctionName, TOOLTIP_LETTERS } from '../../ui/function-name';

export interface NodeNameProps {
  readonly node: GraphNode;
  /** Without the path of the package; the tooltip has it. */
  readonly short?: boolean;
}

export function NodeName({ node: { name, func, file, line }, short = false }: NodeNameProps) {
  if (func === '') {
    return (
      <span className="mono other-name" title={visibleText(cutEnd(name, TOOLTIP_LETTERS))}>
        {visibleText(name)}
      </span>
    );
  }
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

/** Longer ones are cut to a few lines. */
const LONG_NAME = 240;

export interface NameHeadingProps {
  readonly name: string;
  readonly children: ComponentChildren;
}

/** Of what is selected: of a name of thousands of letters the begin, and all of it on a click. */
export function NameHeading({ name, children }: NameHeadingProps) {
  const [whole, setWhole] = useState('');
  if (name.length <= LONG_NAME) return <h2>{children}</h2>;
  const isWhole = whole === name;
  return (
    <>
      <h2 className={isWhole ? 'whole' : 'cut'}>{isWhole ? visibleText(name) : children}</h2>
      <Button kind="link" onClick={() => setWhole(isWhole ? '' : name)}>
        {isWhole ? 'Less of the name' : `Whole name (${groupDigits(name.length)} letters)`}
      </Button>
    </>
  );
}
