// Ids that lead to their goroutines.

import { groupDigits } from '../../../shared/base/format';
import type { DumpSession } from '../../models/dump-session';

const SHOWN_IDS = 24;

export interface GoroutineLinkProps {
  readonly session: DumpSession;
  readonly id: number;
}

export function GoroutineLink({ session, id }: GoroutineLinkProps) {
  return (
    <button type="button" className="link mono" onClick={() => session.goTo(id)}>
      g{id}
    </button>
  );
}

export interface IdsProps {
  readonly session: DumpSession;
  readonly ids: readonly number[];
  readonly total: number;
}

export function Ids({ session, ids, total }: IdsProps) {
  const shown = ids.slice(0, SHOWN_IDS);
  return (
    <>
      {shown.map((id) => (
        <span key={id}>
          <GoroutineLink session={session} id={id} />{' '}
        </span>
      ))}
      {total > shown.length && <span className="note">and {groupDigits(total - shown.length)} more</span>}
    </>
  );
}
