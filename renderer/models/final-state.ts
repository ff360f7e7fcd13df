// How a goroutine stands when the trace ends, in words.

import { formatDuration } from '../../shared/base/format';
import type { Gap, GoroutineDetail } from '../../shared/model/requests';
import { INFERRED, plainReason } from '../../shared/model/states';

/** What is known of the end of the trace. */
export interface TraceEnd {
  /** End of the trace, or of what was read of it. */
  readonly ns: number;
  /** False while the file is being read, or where reading stopped. */
  readonly whole: boolean;
  readonly gaps: readonly Gap[];
}

/** `ended at 24.4 ms`, `still waiting on chan receive when the trace ends, for 12.3 s`. */
export function finalStateWords(detail: GoroutineDetail, end: TraceEnd): string {
  if (detail.finalState === 'NotExist') {
    return detail.endNs === undefined ? 'ended' : `ended at ${formatDuration(detail.endNs)}`;
  }
  if (detail.finalState === 'Undetermined') return undeterminedWords(detail.finalSinceNs, end);
  const lasting = end.ns - detail.finalSinceNs;
  const doing =
    detail.finalState === 'Waiting' && detail.finalReason !== ''
      ? `waiting on ${detail.finalReason}`
      : shortState(detail.finalState);
  const since = Number.isFinite(lasting) && lasting >= 0 ? `, for ${formatDuration(lasting)}` : '';
  return end.whole
    ? `still ${doing} when the trace ends${since}`
    : `${doing} at the end of what was read so far${since}`;
}

/** A goroutine that was lost in a gap: what is said of it is up to where it was seen. */
function undeterminedWords(sinceNs: number, { ns, gaps }: TraceEnd): string {
  // Its last span ends at the gap; where that time is not known either, the last gap is the only one that can be meant.
  const gap = Number.isFinite(sinceNs)
    ? gaps.findLast(({ fromNs, toNs }) => fromNs <= sinceNs && sinceNs <= toNs)
    : gaps.length === 1
      ? gaps[0]
      : undefined;
  if (gap === undefined) return 'how it stands at the end is not known';
  const from = formatDuration(gap.fromNs);
  if (gap.toNs >= ns) return `unknown: the trace is not readable from ${from} on`;
  return `unknown after ${from}: the trace is not readable from there to ${formatDuration(gap.toNs)}, and it was not seen again`;
}

export interface FinalCell {
  readonly text: string;
  /** All of it in words; undefined where the text says all. */
  readonly title?: string;
}

/** How the goroutine table shows the end: `ended`, `running`, `select`, `chan receive*` (the reason is read off the stack). */
export function finalCell(finalState: string, finalReason: string, ghost: boolean, whole = true): FinalCell {
  if (finalState === 'Undetermined')
    return { text: 'unknown', title: 'not seen to the end: a part of the trace is not readable' };
  const waits = finalState === 'Waiting' && finalReason !== '';
  const mark = waits && finalReason.endsWith(INFERRED) ? '*' : '';
  const text = waits ? plainReason(finalReason) + mark : shortState(finalState);
  if (!waits && !ghost) return { text };
  const title = `waiting${waits ? ` on ${finalReason}` : ''} ${whole ? 'when the trace ends' : 'at the end of what was read so far'}`;
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
