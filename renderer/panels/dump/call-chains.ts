// Chains in a tree of calls: functions with one callee and no goroutine of their own say nothing by themselves and are shown
// as one row. Real stacks are mostly such chains.

import type { CallTreeNode } from '../../../shared/model/dump-requests';

export interface CallChain {
  readonly first: CallTreeNode;
  readonly last: CallTreeNode;
  /** Between first and last; not shown. */
  readonly folded: readonly CallTreeNode[];
  readonly children: readonly CallTreeNode[];
  /** What comes below instead of `children` where the chain was unfolded. */
  readonly rest?: CallChain;
}

/** From this node down to the next fork, or to where goroutines end. */
export function foldChains(first: CallTreeNode): CallChain {
  const folded: CallTreeNode[] = [];
  let last = first;
  for (let next = only(last); next !== undefined; next = only(last)) {
    if (last !== first) folded.push(last);
    last = next;
  }
  return { first, last, folded, children: last.children };
}

/** All frames of a chain as rows below each other. */
export function unfoldChain({ first, last, folded, children }: CallChain): CallChain {
  let rest: CallChain | undefined;
  for (const node of [first, ...folded, ...(last === first ? [] : [last])].reverse()) {
    rest = { first: node, last: node, folded: [], children: rest ? [] : children, ...(rest && { rest }) };
  }
  return rest ?? { first, last, folded: [], children };
}

function only({ children, own, count }: CallTreeNode): CallTreeNode | undefined {
  const child = children.length === 1 ? children[0] : undefined;
  return own === 0 && child?.count === count ? child : undefined;
}
