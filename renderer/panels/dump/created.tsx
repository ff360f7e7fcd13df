// Who created whom: a tree of what is in the dump, with the parents that have ended as ghosts.

import { useSignal } from '@preact/signals';
import { groupDigits } from '../../../shared/base/format';
import { splitFunctionName } from '../../../shared/base/function-name';
import type { CreatedNode } from '../../../shared/model/dump-requests';
import type { DumpSession } from '../../models/dump-session';
import { Button } from '../../ui/button';
import { FunctionName } from '../../ui/function-name';
import { isSmallTree, openRows, type TreeRow, TreeView } from '../../ui/tree-view';
import { EmptyNote, LevelBadge, Place, Section, Swatch, Waiting } from './pieces';
import { FrameStack } from './stack';
import { BackgroundNote, MomentChooser } from './toolbar';
import { goroutines, isQuiet, stateWords } from './words';

const ROW_PX = 28;
/** Open at first: what `main` started is seen without a click. */
const OPEN_LEVELS = 2;

export function DumpCreatedPanel({ session }: { readonly session: DumpSession }) {
  const reply = session.created.value;
  const toggled = useSignal<ReadonlyMap<string, boolean>>(new Map());
  const all = useSignal<boolean | undefined>(undefined);
  const chosen = useSignal<CreatedNode | undefined>(undefined);
  const cursor = useSignal<string | undefined>(undefined);

  const setAll = (open: boolean): void => {
    all.value = open;
    toggled.value = new Map();
  };
  const choose = (row: TreeRow<CreatedNode>): void => {
    cursor.value = row.key;
    chosen.value = row.value;
    const id = row.value.ids[0];
    if (row.value.kind === 'goroutines' && id !== undefined) session.goTo(id);
  };
  if (!reply) {
    return (
      <section className="dump-panel" aria-label="Created by">
        <Waiting what="Looking for who created whom." />
      </section>
    );
  }
  const small = isSmallTree(reply.roots, (node) => node.children);
  const rows = openRows<CreatedNode>({
    roots: reply.roots,
    childrenOf: (node) => node.children,
    keyOf: (node, parent) => `${parent}/${node.key}`,
    isOpen: (key, level) => toggled.value.get(key) ?? all.value ?? (small || level < OPEN_LEVELS),
  });
  const ghost = chosen.value?.kind === 'ghost' ? chosen.value : undefined;
  return (
    <section className="dump-panel dump-created" aria-label="Created by">
      <div className="dump-toolbar">
        <Button onClick={() => setAll(true)}>Expand all</Button>
        <Button onClick={() => setAll(false)}>Collapse all</Button>
        <MomentChooser session={session} />
        <BackgroundNote session={session} hidden={undefined} />
      </div>
      {rows.length === 0 ? (
        <EmptyNote title="No goroutine to show.">
          {session.appliedFilter.value.trim() === ''
            ? 'Goroutines stand here below the one that created them. Dumps with counts (debug=1, pprof) do not tell who created whom; those with debug=2 do.'
            : 'No goroutine of this dump matches the filter.'}
        </EmptyNote>
      ) : (
        <TreeView
          label="Goroutines below the one that created them"
          rows={rows}
          rowPx={ROW_PX}
          selected={cursor.value}
          onSelect={choose}
          onOpen={(changed, open) => {
            toggled.value = new Map([...toggled.value, ...changed.map(({ key }) => [key, open] as const)]);
          }}
          textOf={({ name }) => splitFunctionName(name).name}
          classOf={({ kind }) => kind}
          render={({ value }) => <NodeLine node={value} />}
        />
      )}
      {ghost?.ancestorStack && ghost.ancestorStack.length > 0 && (
        <div className="tree-details">
          <Section title={`Stack of the ended goroutine ${ghost.ids.map((id) => `g${id}`).join(', ')}`}>
            <FrameStack frames={ghost.ancestorStack} />
          </Section>
        </div>
      )}
      {reply.droppedNodes > 0 && (
        <p className="note grid-end">
          {groupDigits(reply.droppedNodes)} smaller nodes are not shown. A filter brings them up.
        </p>
      )}
    </section>
  );
}

function NodeLine({ node }: { readonly node: CreatedNode }) {
  const { kind, count, ids, name, createdAt, state, level, below } = node;
  const first = ids[0];
  return (
    <>
      {kind === 'ghost' && <span className="ghost-mark" aria-hidden="true" />}
      <span className="tree-name">
        {kind === 'untold' ? (
          <span className="unknown">creator not told</span>
        ) : name === '' ? (
          <span className="unknown">{kind === 'ghost' ? 'function not known' : 'start function not known'}</span>
        ) : (
          <FunctionName name={name} short />
        )}
        {kind === 'ghost' && (
          <span className="ended" title="It is not in the dump; others name it as the one that created them.">
            {first === undefined ? 'ended' : `g${first}${ids.length > 1 ? ` +${ids.length - 1}` : ''} ended`}
          </span>
        )}
        {kind === 'goroutines' && (
          <span className="tree-count">
            {count === 1 && first !== undefined ? `g${first}` : `${groupDigits(count)} ×`}
          </span>
        )}
      </span>
      {kind === 'goroutines' && !isQuiet(level) && <LevelBadge level={level} />}
      {kind === 'goroutines' && state !== '' && (
        <span className="dump-state">
          <Swatch state={state} />
          <span className="dump-state-name">{stateWords(state)}</span>
        </span>
      )}
      <span className="tree-end">
        {createdAt && createdAt.func !== '' && (
          <span className="go-statement" title="The go statement">
            go in <FunctionName name={createdAt.func} short /> <Place frame={createdAt} />
          </span>
        )}
        <span className="tree-below" title={`${goroutines(below)} below`}>
          {below > 0 ? `${groupDigits(below)} below` : ''}
        </span>
      </span>
    </>
  );
}
