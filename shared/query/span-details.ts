// One span in full: state, reason, goroutine, and the stacks at both of its ends.

import { NONE } from '../model/events';
import type { SpanDetail } from '../model/requests';
import { GO_STATE_NAMES, GoState, PROC_STATE_NAMES, ProcState } from '../model/states';
import type { Lane } from '../model/tables';
import { type ExactSpan, findSpan, stepSpan } from './exact-spans';
import { isGhost } from './ghosts';
import { goroutineRef } from './goroutine-details';
import type { QueryContext } from './query-context';

/** State of the time between two ranges of the lane `gc`. */
const GC_GAP = 0;

/** The span of a row at a time; undefined where the row does not exist then, and between two ranges of the lane `gc`. */
export async function spanAt(
  context: QueryContext,
  lane: Lane,
  row: number,
  timeNs: number,
): Promise<SpanDetail | undefined> {
  const span = await findSpan(context, lane, row, timeNs);
  return span === undefined || isGap(lane, span) ? undefined : describe(context, lane, row, span);
}

/**
 * The span before (-1) or after (+1) the one at that time; undefined where there is none. Idle time of a processor is
 * stepped over like the gaps of the lane `gc`: the way goes from one thing that happened to the next.
 */
export async function neighbourSpan(
  context: QueryContext,
  lane: Lane,
  row: number,
  timeNs: number,
  step: -1 | 1,
): Promise<SpanDetail | undefined> {
  let span = await findSpan(context, lane, row, timeNs);
  do {
    span = span === undefined ? undefined : await stepSpan(context, lane, row, span, step);
  } while (span !== undefined && (isGap(lane, span) || isIdle(lane, span)));
  return span === undefined ? undefined : describe(context, lane, row, span);
}

const isGap = (lane: Lane, { state }: ExactSpan): boolean => lane === 'gc' && state === GC_GAP;
const isIdle = (lane: Lane, { state }: ExactSpan): boolean => lane === 'proc' && state === ProcState.Idle;

type Stacks = Pick<SpanDetail, 'stack' | 'endStack' | 'wokenAt'>;

const NO_STACKS: Stacks = { stack: [], endStack: [] };

/**
 * What ended a goroutine's span is the transition into the next one; its stack is the place up to which this one lasted. A
 * goroutine that was woken has none there: the stack is that of who woke it.
 */
async function goroutineStacks(context: QueryContext, row: number, span: ExactSpan): Promise<Stacks> {
  const { symbols } = context.index;
  const own = symbols.frames(span.arg);
  const wakes = (before: ExactSpan | undefined, after: ExactSpan | undefined): boolean =>
    before?.state === GoState.Waiting && after?.state === GoState.Runnable && before.endNs === after.startNs;
  const next = await stepSpan(context, 'goroutine', row, span, 1);
  const atEnd = next === undefined || next.startNs !== span.endNs ? [] : symbols.frames(next.arg);
  if (wakes(span, next)) return { stack: own, endStack: [], ...(atEnd.length > 0 ? { wokenAt: atEnd } : {}) };
  const woken =
    span.state === GoState.Runnable &&
    wakes(await stepSpan(context, 'goroutine', row, span, -1), span) &&
    own.length > 0;
  return woken ? { stack: [], endStack: atEnd, wokenAt: own } : { stack: own, endStack: atEnd };
}

/** A processor's span tells the same as that of the goroutine that it ran. The middle, since edges belong to two spans. */
async function stacksOnProc(context: QueryContext, { arg, startNs, endNs }: ExactSpan): Promise<Stacks> {
  if (arg === NONE) return NO_STACKS;
  const span = await findSpan(context, 'goroutine', arg, (startNs + endNs) / 2);
  return span === undefined ? NO_STACKS : goroutineStacks(context, arg, span);
}

async function describe(context: QueryContext, lane: Lane, row: number, span: ExactSpan): Promise<SpanDetail> {
  const { index } = context;
  const { summary, symbols } = index;
  const { startNs, endNs, spanClass } = span;
  const reason = summary.reasons[span.reason] ?? '';
  const common = { lane, row, startNs, endNs, spanClass, reason };
  switch (lane) {
    case 'goroutine': {
      const final = endNs > index.goroutines.finalSinceNs[row] && span.state === GoState.Waiting;
      return {
        ...common,
        state: (GO_STATE_NAMES[span.state] ?? '').toLowerCase(),
        ghost: final && isGhost(index, row),
        goroutine: goroutineRef(index, row),
        ...(await goroutineStacks(context, row, span)),
      };
    }
    case 'proc':
      return {
        ...common,
        state: (PROC_STATE_NAMES[span.state] ?? '').toLowerCase(),
        ghost: false,
        ...(span.arg === NONE ? {} : { goroutine: goroutineRef(index, span.arg) }),
        proc: summary.procIds[row],
        ...(await stacksOnProc(context, span)),
      };
    case 'gc': {
      const { name, stack, goroutine } = index.gcRanges;
      const beginner = goroutine[span.arg];
      return {
        ...common,
        state: symbols.string(name[span.arg]),
        ghost: false,
        ...(beginner === NONE ? {} : { goroutine: goroutineRef(index, beginner) }),
        stack: symbols.frames(stack[span.arg]),
        endStack: [],
      };
    }
  }
}
