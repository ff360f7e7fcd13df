// The stacks merged into a tree: from the start functions down, or from what is waited in up to who called.

import { useSignal } from '@preact/signals';
import { groupDigits } from '../../../shared/base/format';
import { shortName, splitFunctionName } from '../../../shared/base/function-name';
import type { CallTreeNode } from '../../../shared/model/dump-requests';
import type { DumpSession } from '../../models/dump-session';
import { Button } from '../../ui/button';
import { FunctionName } from '../../ui/function-name';
import { Segmented } from '../../ui/segmented';
import { isSmallTree, openRows, TreeView } from '../../ui/tree-view';
import { type CallChain, foldChains, unfoldChain } from './call-chains';
import { EmptyNote, Place, States, Waiting } from './pieces';
import { BackgroundNote, MomentChooser } from './toolbar';
import { goroutines, share } from './words';

const ROW_PX = 28;
const OPEN_LEVELS = 3;
const DIRECTIONS = [
  { id: 'root', label: 'start function', title: 'Start functions first, what they call below' },
  { id: 'leaf', label: 'where they wait', title: 'What they wait in first, its callers below' },
] as const;

export function DumpCallsPanel({ session }: { readonly session: DumpSession }) {
  const reply = session.calls.value;
  const toggled = useSignal<ReadonlyMap<string, boolean>>(new Map());
  const unfolded = useSignal<ReadonlySet<CallTreeNode>>(new Set());
  const all = useSignal<boolean | undefined>(undefined);
  const cursor = useSignal<string | undefined>(undefined);
  const from = session.callsFrom.value;
  const setAll = (open: boolean): void => {
    all.value = open;
    toggled.value = new Map();
  };
  const toChains = (nodes: readonly CallTreeNode[]): readonly CallChain[] =>
    nodes.flatMap((node) => {
      const chain = foldChains(node);
      return unfolded.value.has(node) ? [unfoldChain(chain)] : [chain];
    });
  const roots = toChains(reply?.roots ?? []);
  const childrenOf = ({ children, rest }: CallChain): readonly CallChain[] => (rest ? [rest] : toChains(children));
  const small = isSmallTree(roots, childrenOf);
  const rows = openRows<CallChain>({
    roots,
    childrenOf,
    keyOf: ({ first }, parent, index) => `${parent}/${index}:${first.frame.func}:${first.frame.line}`,
    isOpen: (key, level) => toggled.value.get(key) ?? all.value ?? (small || level < OPEN_LEVELS),
  });
  const total = reply?.total ?? 0;
  return (
    <section className="dump-panel dump-calls" aria-label="Calls">
      <div className="dump-toolbar">
        <Segmented
          label="From"
          choices={DIRECTIONS}
          selected={from}
          onChoose={(id) => {
            session.callsFrom.value = id;
            cursor.value = undefined;
          }}
        />
        <Button onClick={() => setAll(true)}>Expand all</Button>
        <Button onClick={() => setAll(false)}>Collapse all</Button>
        <MomentChooser session={session} />
        <BackgroundNote session={session} hidden={undefined} />
      </div>
      {!reply && <Waiting what="Merging the stacks." />}
      {reply && rows.length === 0 && (
        <EmptyNote title="No stack to show.">
          {session.appliedFilter.value.trim() === ''
            ? 'The stacks of all goroutines are merged here into one tree. This dump tells no stacks.'
            : 'No goroutine of this dump matches the filter.'}
        </EmptyNote>
      )}
      {rows.length > 0 && (
        <TreeView
          label={from === 'root' ? 'Calls from the start functions' : 'Callers of what is waited in'}
          rows={rows}
          rowPx={ROW_PX}
          selected={cursor.value}
          onSelect={({ key }) => {
            cursor.value = key;
          }}
          onOpen={(changed, open) => {
            toggled.value = new Map([...toggled.value, ...changed.map(({ key }) => [key, open] as const)]);
          }}
          textOf={({ first }) => splitFunctionName(first.frame.func).name}
          classOf={({ last }) => (last.user ? 'user' : '')}
          render={({ value }) => (
            <ChainLine
              chain={value}
              total={total}
              onUnfold={() => {
                unfolded.value = new Set([...unfolded.value, value.first]);
              }}
            />
          )}
        />
      )}
      {reply && reply.droppedNodes > 0 && (
        <p className="note grid-end">
          {groupDigits(reply.droppedNodes)} smaller nodes are not shown. A filter brings them up.
        </p>
      )}
    </section>
  );
}

interface ChainLineProps {
  readonly chain: CallChain;
  readonly total: number;
  readonly onUnfold: () => void;
}

function ChainLine({ chain, total, onUnfold }: ChainLineProps) {
  const { first, last, folded } = chain;
  const part = total > 0 ? Math.max(0, first.count) / total : 0;
  return (
    <>
      <span className="tree-name calls">
        <span className={first.user ? 'call-frame user' : 'call-frame'}>
          <FunctionName name={first.frame.func} short />
          <Place frame={first.frame} />
        </span>
        {folded.length > 0 && (
          <button
            type="button"
            tabIndex={-1}
            className="fold"
            title={folded.map(({ frame }) => shortName(frame.func)).join('\n')}
            onClick={(event) => {
              event.stopPropagation();
              onUnfold();
            }}
          >
            + {folded.length} {folded.length === 1 ? 'frame' : 'frames'}
          </button>
        )}
        {last !== first && folded.length === 0 && <span aria-hidden="true">→</span>}
        {last !== first && (
          <span className={last.user ? 'call-frame user' : 'call-frame'}>
            <FunctionName name={last.frame.func} short />
            <Place frame={last.frame} />
          </span>
        )}
      </span>
      <States states={last.states} />
      <span className="tree-end">
        <span className="call-count" title={`${goroutines(first.count)}, ${share(part)} of all that are shown`}>
          {groupDigits(first.count)}
        </span>
        <span className="call-bar" aria-hidden="true">
          <span style={{ width: `${(part * 100).toFixed(2)}%` }} />
        </span>
        <span className="call-own" title="Their stack ends here">
          {last.own > 0 ? `${groupDigits(last.own)} end here` : ''}
        </span>
      </span>
    </>
  );
}
