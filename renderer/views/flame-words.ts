// What a box of a flame graph says.

import { visibleText } from '../../shared/base/visible-text';
import type { FlameTree } from '../../shared/model/flame';
import { changeText, shareText, weightText } from '../../shared/model/weight-text';

/** Name; `12.3 ms (4.5 %)`, of two that are compared what it was and what it is; `own 1.2 ms`. */
export function flameWords(tree: FlameTree, node: number): readonly string[] {
  const { unit } = tree;
  const name = node === 0 ? `all: ${tree.title}` : tree.names[tree.name[node]];
  const before = tree.base[node];
  const weight = tree.weight[node];
  const total = tree.width[0];
  const change =
    tree.base[0] === 0
      ? `${weightText(weight, unit)}${node === 0 ? '' : ` (${shareText(weight, total)})`}`
      : `${weightText(before, unit)} → ${weightText(before + weight, unit)} (${changeText(weight, unit)})`;
  return [visibleText(name), change, ...(node === 0 ? [] : [`own ${weightText(tree.own[node], unit)}`])];
}
