// Members as the session has them are those of the group that was selected when they were asked for.

import { useRef } from 'preact/hooks';
import type { MembersReply } from '../../../shared/model/dump-requests';
import type { DumpSession } from '../../models/dump-session';

/** Goroutines of the selected group; undefined as long as the answer is still that of the group before it. */
export function useMembers(session: DumpSession): MembersReply | undefined {
  const now = session.members.value;
  const { group } = session.selection.value;
  const since = useRef<{ readonly group: string | undefined; readonly stale: MembersReply | undefined } | undefined>(
    undefined,
  );
  if (since.current?.group !== group || since.current === undefined) {
    since.current = { group, stale: since.current === undefined ? undefined : now };
  }
  return now === since.current.stale ? undefined : now;
}

/** Those of the open group: they stay while another group is selected. */
export function useOpenMembers(session: DumpSession, openKey: string | undefined): MembersReply | undefined {
  const kept = useRef<{ readonly key: string; readonly reply: MembersReply } | undefined>(undefined);
  const now = useMembers(session);
  if (now && openKey !== undefined && session.selection.value.group === openKey) {
    kept.current = { key: openKey, reply: now };
  }
  return kept.current?.key === openKey ? kept.current?.reply : undefined;
}
