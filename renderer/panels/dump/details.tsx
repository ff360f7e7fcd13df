// The column at the right: the selected group, or one goroutine of it.

import type { DumpSession } from '../../models/dump-session';
import { findGroup, findMatrixGroup } from './actions';
import { GoroutineDetails } from './details-goroutine';
import { GroupDetails } from './details-group';
import { EmptyNote, Waiting } from './pieces';

export function DumpDetails({ session }: { readonly session: DumpSession }) {
  const { group: key, goroutine: row } = session.selection.value;
  if (row !== undefined) {
    const goroutine = session.goroutine.value;
    if (goroutine === undefined || goroutine.row !== row) return <Waiting what="Reading the goroutine." />;
    return <GoroutineDetails session={session} goroutine={goroutine} key={row} />;
  }
  if (key === undefined) {
    return (
      <EmptyNote title="Nothing is selected.">
        Choose a group to see what is wrong with it, what to do, its stack and its goroutines.
      </EmptyNote>
    );
  }
  const group = findGroup(session, key);
  if (group === undefined) {
    return (
      <EmptyNote title="The group is not listed here.">
        No goroutine of it is in this dump, or the filter or the grouping leaves it out.
      </EmptyNote>
    );
  }
  const compared = session.view.value === 'compare' ? findMatrixGroup(session, key) : undefined;
  return <GroupDetails session={session} group={group} compared={compared} key={key} />;
}
