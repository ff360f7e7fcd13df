// What the worker of open pprof profiles offers to the page (over comlink).

import type { ProfilesSummary } from '../model/profile-requests';
import type { GraphAnswers } from './graph-api';
import type { SourceRef } from './host';

export type ProfileOpenReply =
  | { readonly status: 'ready'; readonly summary: ProfilesSummary }
  | { readonly status: 'cancelled' }
  /** A sentence why. */
  | { readonly status: 'unreadable'; readonly message: string };

/** `moment` and `base` of questions are places in the summary's profiles. */
export interface ProfileApi extends GraphAnswers {
  /** Reads profiles that count the same, the earliest first where all of them tell their time. */
  open(sources: readonly SourceRef[]): Promise<ProfileOpenReply>;
  /** Adds one to compare with, at the end of the list. Where it cannot be compared the open ones stay as they are. */
  add(source: SourceRef): Promise<ProfileOpenReply>;
  /** Stops `open` or `add`; it resolves with `cancelled`. */
  cancel(): void;
}
