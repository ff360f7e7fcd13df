// Weighted stacks from a few lines of text, for tests: `main;handler;read 30 tag` (root first, as folded stacks are written).

import type { WeightedStacks } from '../../shared/model/graphs';
import { SymbolTableBuilder } from '../../shared/model/symbol-table';

export function stacksOf(...lines: readonly string[]): WeightedStacks {
  const symbols = new SymbolTableBuilder();
  const tagNames: string[] = [];
  const stack: number[] = [];
  const weight: number[] = [];
  const tag: number[] = [];
  for (const line of lines) {
    const [path, amount, name] = line.split(' ');
    let node = -1;
    for (const func of path.split(';')) {
      const place = symbols.internString(func);
      node = symbols.internStack(node, symbols.internFrame(place + 1, place, 0, 0));
    }
    stack.push(node);
    weight.push(Number(amount));
    if (name !== undefined && !tagNames.includes(name)) tagNames.push(name);
    tag.push(name === undefined ? -1 : tagNames.indexOf(name));
  }
  return {
    title: 'test',
    unit: 'count',
    symbols,
    length: lines.length,
    stack: Int32Array.from(stack),
    weight: Float64Array.from(weight),
    tag: Int32Array.from(tag),
    tagNames,
    hasAddresses: false,
  };
}
