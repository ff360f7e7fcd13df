// What a box of a flame graph says.

import { visibleText } from '../../shared/base/visible-text';
import type { FlameTree } from '../../shared/model/flame';
import { shareText, weightText } from '../../shared/model/weight-text';

/** `main.work: 12.3 ms (4.5 %), own 1.2 ms`; of two that are compared what it was and what it is. */
export function flameWords(tree: FlameTree, node: number): string {
  const { unit } = tree;
  const name = node === 0 ? tree.title : tree.names[tree.name[node]];
  const before = tree.base[node];
  const weight = tree.weight[node];
  const total = tree.width[0];
  const change =
    tree.base[0] === 0
      ? `${weightText(weight, unit)} (${shareText(weight, total)})`
      : `${weightText(before, unit)} → ${weightText(before + weight, unit)} (${weight >= 0 ? '+' : ''}${weightText(weight, unit)})`;
  return `${visibleText(name)}: ${change}, own ${weightText(tree.own[node], unit)}`;
}
