// How a goroutine stands when the trace ends, in words.

import { formatDuration } from '../../shared/base/format';
import type { GoroutineDetail } from '../../shared/model/requests';
import { INFERRED, plainReason } from '../../shared/model/states';

/** `ended at 24.4 ms`, `still waiting on chan receive when the trace ends, for 12.3 s`. */
export function finalStateWords(detail: GoroutineDetail, traceEndNs: number): string {
  if (detail.finalState === 'NotExist') {
    return detail.endNs === undefined ? 'ended' : `ended at ${formatDuration(detail.endNs)}`;
  }
  if (detail.finalState === 'Undetermined') return 'how it stands at the end is not known';
  const lasting = traceEndNs - detail.finalSinceNs;
  const doing =
    detail.finalState === 'Waiting' && detail.finalReason !== ''
      ? `waiting on ${detail.finalReason}`
      : shortState(detail.finalState);
  const since = Number.isFinite(lasting) && lasting >= 0 ? `, for ${formatDuration(lasting)}` : '';
  return `still ${doing} when the trace ends${since}`;
}

export interface FinalCell {
  readonly text: string;
  /** All of it in words; undefined where the text says all. */
  readonly title?: string;
}

/** How the goroutine table shows the end: `ended`, `running`, `select`, `chan receive*` (the reason is read off the stack). */
export function finalCell(finalState: string, finalReason: string, ghost: boolean): FinalCell {
  const waits = finalState === 'Waiting' && finalReason !== '';
  const mark = waits && finalReason.endsWith(INFERRED) ? '*' : '';
  const text = waits ? plainReason(finalReason) + mark : shortState(finalState);
  if (!waits && !ghost) return { text };
  const title = `waiting${waits ? ` on ${finalReason}` : ''} when the trace ends`;
  return { text, title: ghost ? `ghost: ${title}; nothing woke it` : title };
}

/** The final state alone: `ended`, `waiting`, `running` …. */
export function shortState(finalState: string): string {
  switch (finalState) {
    case 'NotExist':
      return 'ended';
    case 'Undetermined':
      return 'unknown';
    case 'Syscall':
      return 'in a syscall';
    default:
      return finalState.toLowerCase();
  }
}
