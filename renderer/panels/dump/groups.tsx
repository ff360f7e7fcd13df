// The list of groups, the most suspicious first; the selected one opens to its goroutines. One row height for both, so that
// a group of 100 000 is windowed as the list itself is.

// biome-ignore-all lint/a11y/useSemanticElements: a <table> cannot be windowed with rows of fixed height and a sticky header
// biome-ignore-all lint/a11y/useFocusableInteractive: the focus stays on the grid, which names its active row
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid handles the keys of its rows

import { useSignal } from '@preact/signals';
import { useId, useRef } from 'preact/hooks';
import { groupDigits } from '../../../shared/base/format';
import type { DumpGroup, GroupsReply, MemberRow, MembersReply } from '../../../shared/model/dump-requests';
import type { DumpSession } from '../../models/dump-session';
import { useRowWindow } from '../../ui/row-window';
import { groupHeading } from './actions';
import { GroupRow, MemberRowLine, MoreRow } from './group-rows';
import { useOpenMembers } from './members';
import { EmptyNote, Waiting } from './pieces';
import { BackgroundNote, GroupingBar, MomentChooser } from './toolbar';

export const GROUP_ROW_PX = 30;
const HEADER_PX = 30;

export type GroupListRow =
  | { readonly kind: 'group'; readonly group: DumpGroup; readonly open: boolean }
  | { readonly kind: 'member'; readonly group: DumpGroup; readonly member: MemberRow }
  | { readonly kind: 'more'; readonly group: DumpGroup; readonly left: number };

interface OpenGroup {
  readonly index: number;
  readonly members: MembersReply | undefined;
}

/** Rows of the list without an array of them: groups, and after the open one its members. */
export function groupListRows(groups: readonly DumpGroup[], open: OpenGroup | undefined) {
  const shown = open?.members?.rows.length ?? 0;
  const left = open === undefined ? 0 : (open.members?.total ?? open.members?.rows.length ?? 1) - shown;
  const inner = open === undefined ? 0 : shown + (left > 0 ? 1 : 0);
  const after = open === undefined ? groups.length : open.index + 1;
  return {
    count: groups.length + inner,
    row(at: number): GroupListRow | undefined {
      if (open !== undefined && at >= after && at < after + inner) {
        const group = groups[open.index];
        const member = open.members?.rows[at - after];
        return member ? { kind: 'member', group, member } : { kind: 'more', group, left };
      }
      const index = at < after ? at : at - inner;
      const group = groups[index];
      return group && { kind: 'group', group, open: index === open?.index };
    },
    groupAt: (index: number): number => (index < after ? index : index + inner),
    memberAt: (index: number): number => after + index,
  };
}

export function DumpGroupsPanel({ session }: { readonly session: DumpSession }) {
  const reply = session.groups.value;
  return (
    <section className="dump-panel dump-groups" aria-label="Groups of goroutines">
      <GroupingBar session={session}>
        <MomentChooser session={session} />
        <BackgroundNote session={session} hidden={reply?.hidden} />
      </GroupingBar>
      {reply ? <GroupList session={session} reply={reply} /> : <Waiting what="Grouping the stacks." />}
    </section>
  );
}

type Reply = Extract<GroupsReply, { readonly ok: true }>;

function GroupList({ session, reply }: { readonly session: DumpSession; readonly reply: Reply }) {
  const id = useId();
  const { selection } = session;
  const openKey = useSignal<string | undefined>(undefined);
  const members = useOpenMembers(session, openKey.value);
  const { groups } = reply;
  const hasLabels = groups.some(({ labels }) => labels.length > 0);
  const openIndex = groups.findIndex(({ key }) => key === openKey.value);
  const list = groupListRows(groups, openIndex < 0 ? undefined : { index: openIndex, members });
  const windowed = useRowWindow(list.count, GROUP_ROW_PX, HEADER_PX);

  const { group, goroutine } = selection.value;
  const inOpen =
    goroutine !== undefined && group === openKey.value
      ? (members?.rows.findIndex((m) => m.row === goroutine) ?? -1)
      : -1;
  const groupIndex = groups.findIndex(({ key }) => key === group);
  const at = inOpen >= 0 ? list.memberAt(inOpen) : groupIndex < 0 ? -1 : list.groupAt(groupIndex);

  const choose = (row: GroupListRow | undefined): void => {
    if (row?.kind === 'group') selection.value = { group: row.group.key };
    else if (row?.kind === 'member') selection.value = { group: row.group.key, goroutine: row.member.row };
    else if (row?.kind === 'more') session.moreMembers();
  };
  const toggle = (row: GroupListRow | undefined, open: boolean): void => {
    if (row?.kind !== 'group') return;
    openKey.value = open ? row.group.key : undefined;
    if (open) selection.value = { group: row.group.key };
  };
  const go = (target: number): void => {
    const within = Math.min(list.count - 1, Math.max(0, target));
    choose(list.row(within));
    windowed.scrollTo(within);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || list.count === 0) return;
    const row = list.row(at);
    const keys: Readonly<Record<string, () => void>> = {
      ArrowDown: () => go(at + 1),
      ArrowUp: () => go(at - 1),
      PageDown: () => go(at + windowed.pageRows),
      PageUp: () => go(at - windowed.pageRows),
      Home: () => go(0),
      End: () => go(list.count - 1),
      ArrowRight: () => (row?.kind === 'group' && !row.open ? toggle(row, true) : go(at + 1)),
      ArrowLeft: () => {
        if (row?.kind === 'member') go(list.groupAt(openIndex));
        else toggle(row, false);
      },
      Enter: () => (row?.kind === 'group' ? toggle(row, !row.open) : choose(row)),
      ' ': () => toggle(row, row?.kind === 'group' && !row.open),
    };
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };

  const rowId = (index: number): string => `${id}-${index}`;
  const visible = Array.from(
    { length: Math.max(0, windowed.to - windowed.from) },
    (_, offset) => windowed.from + offset,
  );
  // The end of what is loaded came into view: the next ones.
  const wantsMore = visible.some((index) => list.row(index)?.kind === 'more');
  const loaded = members?.rows.length ?? 0;
  const askedAt = useRef(-1);
  if (wantsMore && members && group === openKey.value && askedAt.current !== loaded) {
    askedAt.current = loaded;
    queueMicrotask(() => session.moreMembers());
  }

  if (groups.length === 0) return <NoGroups session={session} reply={reply} />;
  const heading = groupHeading(session.grouping.value.groupBy);
  const columns = COLUMNS.map((column) =>
    column[0] === 'where' ? ([column[0], heading.title, heading.label] as const) : column,
  );
  return (
    <div
      role="treegrid"
      className={hasLabels ? 'dump-grid group-list' : 'dump-grid group-list no-labels'}
      aria-label="Groups, the most suspicious first"
      aria-rowcount={list.count + 1}
      aria-activedescendant={at >= windowed.from && at < windowed.to ? rowId(at) : undefined}
      tabIndex={0}
      ref={windowed.ref}
      onKeyDown={onKeyDown}
    >
      <div role="row" className="group-row grid-header" aria-rowindex={1}>
        {columns.map(([name, title, label]) => (
          <div role="columnheader" className={name} title={title} key={name}>
            {label}
          </div>
        ))}
      </div>
      <div role="rowgroup" className="grid-body" style={{ height: `${list.count * GROUP_ROW_PX}px` }}>
        {visible.map((index) => {
          const row = list.row(index);
          if (row === undefined) return undefined;
          const shared = {
            id: rowId(index),
            topPx: index * GROUP_ROW_PX,
            position: index,
            selected: index === at,
            onChoose: () => choose(row),
          };
          if (row.kind === 'group') {
            return (
              <GroupRow
                {...shared}
                key={`group ${row.group.key}`}
                group={row.group}
                open={row.open}
                onToggle={() => toggle(row, !row.open)}
              />
            );
          }
          if (row.kind === 'member') return <MemberRowLine {...shared} key={row.member.row} member={row.member} />;
          return <MoreRow {...shared} key="more" left={row.left} />;
        })}
      </div>
      {reply.moreGroups > 0 && (
        <p className="note grid-end">
          {groupDigits(reply.moreGroups)} more groups are less suspicious and not listed. A filter finds them.
        </p>
      )}
    </div>
  );
}

const COLUMNS: readonly (readonly [name: string, title: string, label: string])[] = [
  ['verdict', 'How sure it is that something is wrong', 'verdict'],
  ['count', 'Goroutines; of one goroutine its id', 'count'],
  // Named by what is grouped by.
  ['where', '', ''],
  ['state', 'As the runtime prints it', 'state'],
  ['wait', 'How long at least; see the tooltips', 'wait'],
  ['labels', 'Labels set by pprof.Do, with the number of goroutines that have them', 'labels'],
  ['creator', 'The go statement', 'created by'],
];

function NoGroups({ session, reply }: { readonly session: DumpSession; readonly reply: Reply }) {
  const { hidden } = reply;
  if (session.appliedFilter.value.trim() !== '') {
    if (hidden.goroutines > 0) {
      return (
        <EmptyNote title={`Only background goroutines match the filter: ${groupDigits(hidden.goroutines)}.`}>
          They are such as every program has, and hidden. Press “show” above to list them.
        </EmptyNote>
      );
    }
    return (
      <EmptyNote title="No goroutine matches the filter.">
        {groupDigits(reply.total)} goroutines are in this dump. Clear the filter to see them.
      </EmptyNote>
    );
  }
  if (hidden.goroutines > 0) {
    return (
      <EmptyNote title="Only background goroutines.">
        All {groupDigits(hidden.goroutines)} goroutines of this dump are such as every program has. Press “show” above
        to list them.
      </EmptyNote>
    );
  }
  return <EmptyNote title="No goroutine in this dump.">What could not be read stands under Problems.</EmptyNote>;
}
