// Graphs and flame graphs of an open trace: blocked time, counts, CPU samples, who wakes whom, the states of one goroutine.
//
// The last walk over the spans is kept: another source of the same stretch and filter, or other options, cost nothing of it.

import { assert } from '../base/assert';
import { groupDigits } from '../base/format';
import type { OnWalked, WalkedGraphs } from '../contract/graph-api';
import type { FlameRequest, GraphReply, GraphRequest, GraphScope, GraphSource } from '../model/graph-requests';
import type { WeightedStacks } from '../model/graphs';
import type { FilterError } from '../model/requests';
import { plainReason } from '../model/states';
import type { TraceIndex } from '../model/trace-index';
import { weightText } from '../model/weight-text';
import { countEvents } from '../query/count-events';
import { filterGoroutines } from '../query/filter';
import { drawInteraction } from '../query/graph/draw-interaction';
import { drawStates } from '../query/graph/draw-states';
import { eventStacks, isEventSource } from '../query/graph/event-stacks';
import { goroutineStates } from '../query/graph/goroutine-states';
import { findInteraction, type Interaction } from '../query/graph/interaction';
import { type KindSums, sumKinds } from '../query/graph/kind-sums';
import { statePaint } from '../query/graph/state-paint';
import {
  createdStacks,
  isSpanSource,
  sampleStacks,
  spanStacks,
  systemWaitWeight,
  traceSources,
} from '../query/graph/trace-stacks';
import type { Pause, SpanBytes, Stretch } from '../query/walk-spans';
import { rangeLines } from './graph-words';
import { callGraphReply, compileExpressions, flameReply, type LocalGraphs, type StacksReply } from './graphs';

const INTERACTION: GraphSource = {
  id: 'interaction',
  label: 'who creates and who wakes whom',
  unit: 'count',
  timed: false,
  kind: 'interaction',
};
const STATES: GraphSource = {
  id: 'states',
  label: 'states of one goroutine',
  unit: 'count',
  timed: false,
  kind: 'states',
};

/** A filter that leaves so few goroutines shows each of them. */
const SINGLE_UP_TO = 30;
/** Others get a turn so often while a trace is walked over. */
const TURN_MS = 25;

export interface TraceGraphsOptions {
  /** The open trace, as far as it is read by now: another object whenever there is more. */
  readonly trace: () => Promise<SpanBytes>;
  /** Gives the host a turn (a macrotask). */
  readonly yieldTurn?: () => Promise<void>;
}

/** All that began to walk over the trace since the last time that they were stopped. */
interface Walks {
  stopped: boolean;
}

/** Goroutines that are asked for. */
interface Chosen {
  readonly mask: Uint8Array | undefined;
  readonly matched: number;
}
/** Stacks, and the weight that they would have beside theirs if the request did not leave it out. */
type Found = Extract<StacksReply, { ok: true }> & { readonly leftOut?: number };
type FoundStacks = Found | Extract<StacksReply, { ok: false }>;
type Choice =
  | ({ readonly ok: true } & Chosen)
  | { readonly ok: false; readonly error: FilterError & { readonly expression: 'filter' } };

export function createTraceGraphs({ trace, yieldTurn = macrotask }: TraceGraphsOptions): LocalGraphs & WalkedGraphs {
  const sums = createKept<KindSums>();
  const events = createKept<Float64Array>();
  const interactions = createKept<Interaction>();
  let walks: Walks = { stopped: false };

  async function stacksOf(scope: GraphScope, onWalked?: OnWalked): Promise<FoundStacks> {
    const opened = await trace();
    const { index } = opened.context;
    const choice = choose(index, scope.filter);
    if (!choice.ok) return choice;
    const stretch = stretchOf(index, scope);
    const { mask } = choice;
    const { source } = scope;
    if (source === 'samples') return { ok: true, stacks: sampleStacks(index, stretch, mask) };
    if (source === 'created') return { ok: true, stacks: createdStacks(index, stretch, mask) };
    if (isEventSource(source)) {
      const counts = await events(opened, keyOf(stretch, scope.filter), walks, () =>
        countEvents(opened, stretch, mask, createPause(yieldTurn, walks, onWalked)),
      );
      return { ok: true, stacks: eventStacks(index, source, counts) };
    }
    assert(isSpanSource(source), `there is no source ${source}`);
    const found = await sums(opened, keyOf(stretch, scope.filter), walks, () =>
      sumKinds(opened, stretch, mask, createPause(yieldTurn, walks, onWalked)),
    );
    const { systemWaits = true } = scope;
    return {
      ok: true,
      stacks: spanStacks(index, source, found, systemWaits),
      leftOut: systemWaits ? 0 : systemWaitWeight(index, source, found),
    };
  }

  async function interaction(request: GraphRequest, startMs: number, onWalked?: OnWalked): Promise<GraphReply> {
    const compiled = compileExpressions(request.expressions);
    if (!compiled.ok) return compiled;
    const opened = await trace();
    const { index } = opened.context;
    const choice = choose(index, request.filter);
    if (!choice.ok) return choice;
    const { mask, matched } = choice;
    const stretch = stretchOf(index, request);
    const single = mask !== undefined && matched <= SINGLE_UP_TO;
    const found = await interactions(opened, keyOf(stretch, request.filter), walks, () =>
      findInteraction(opened, stretch, mask, single, createPause(yieldTurn, walks, onWalked)),
    );
    const { nodeFraction, edgeFraction, nodeCount } = request;
    const { focus, ignore } = compiled.tests;
    return compiled.within(() => {
      const drawn = drawInteraction(found, {
        ...{ nodeFraction, edgeFraction, nodeCount },
        caption: [...request.caption, ...scopeText(index, request, choice), ...filterText(request)],
        idOf: (row) => index.goroutines.id[row],
        ...(focus === undefined ? {} : { focus }),
        ...(ignore === undefined ? {} : { ignore }),
      });
      return { ok: true, drawn, builtMs: performance.now() - startMs };
    });
  }

  async function states(request: GraphRequest, startMs: number): Promise<GraphReply> {
    const { context } = await trace();
    const { index } = context;
    const { goroutines, summary, symbols } = index;
    const row = request.goroutine ?? 0;
    assert(row >= 0 && row < goroutines.length, `there is no goroutine in row ${row}`);
    const life = await goroutineStates(context, row, stretchOf(index, request));
    const drawn = drawStates(life, {
      caption: [...request.caption, ...rangeLines(request)],
      who: `g${goroutines.id[row]} ${symbols.string(goroutines.name[row])}`.trimEnd(),
      reasonText: (reason) => summary.reasons[reason] ?? '',
    });
    return { ok: true, drawn, builtMs: performance.now() - startMs };
  }

  async function captionOf(request: GraphRequest | FlameRequest, { stacks, leftOut }: Found): Promise<string[]> {
    const { index } = (await trace()).context;
    return [...request.caption, ...rangeLines(request), ...notesOf(stacks, index, leftOut)];
  }

  return {
    async graphSources() {
      const { index } = (await trace()).context;
      return index.goroutines.length === 0 ? [] : [...traceSources(index), INTERACTION, STATES];
    },
    async graph(request, onWalked) {
      const startMs = performance.now();
      if (request.source === INTERACTION.id) return interaction(request, startMs, onWalked);
      if (request.source === STATES.id) return states(request, startMs);
      const found = await stacksOf(request, onWalked);
      if (!found.ok) return found;
      const caption = await captionOf(request, found);
      const reply = callGraphReply(found.stacks, { ...request, caption }, (tag) => statePaint(plainReason(tag)));
      return reply.ok ? { ...reply, builtMs: performance.now() - startMs } : reply;
    },
    stacks: (scope) => stacksOf(scope),
    async flame(request, onWalked) {
      const found = await stacksOf(request, onWalked);
      return found.ok ? flameReply(found.stacks, { ...request, caption: await captionOf(request, found) }) : found;
    },
    stopGraphs() {
      walks.stopped = true;
      walks = { stopped: false };
    },
  };
}

function choose(index: TraceIndex, filter: string): Choice {
  if (filter.trim() === '') return { ok: true, mask: undefined, matched: index.goroutines.length };
  const found = filterGoroutines(index, filter);
  return found.ok ? found : { ok: false, error: { ...found.error, expression: 'filter' } };
}

/** What reaches the end of the trace has its last instant. */
function stretchOf({ summary }: TraceIndex, { fromNs = 0, toNs = Infinity }: GraphScope): Stretch {
  return { fromNs: Math.max(0, fromNs), toNs: toNs >= summary.spanNs ? Infinity : toNs };
}

const keyOf = ({ fromNs, toNs }: Stretch, filter: string): string => `${fromNs} ${toNs} ${filter}`;

const filterText = ({ filter, expressions }: GraphRequest): readonly string[] => {
  const rules = [
    ...(filter === '' ? [] : [`filter: ${filter}`]),
    ...(['focus', 'ignore'] as const).flatMap((name) => (expressions[name] ? [`${name}: ${expressions[name]}`] : [])),
  ];
  return rules.length === 0 ? [] : [rules.join(' · ')];
};

function scopeText({ goroutines }: TraceIndex, scope: GraphScope, { mask }: Chosen): readonly string[] {
  const { fromNs = 0, toNs = Infinity } = scope;
  const { length, createdNs, endNs } = goroutines;
  let matched = 0;
  // NaN: it was there before, or still is after it.
  for (let row = 0; row < length; row++) {
    if ((mask === undefined || mask[row] === 1) && !(createdNs[row] >= toNs) && !(endNs[row] < fromNs)) matched++;
  }
  const some = mask === undefined ? '' : '; dashed boxes are others';
  const of = matched < length ? ` of ${groupDigits(length)}` : '';
  return [[...rangeLines(scope), `${groupDigits(matched)}${of} goroutines${some}`].join(' · ')];
}

/** What a reader must know of the weights. */
function notesOf({ title, unit }: WeightedStacks, { summary }: TraceIndex, leftOut = 0): readonly string[] {
  const notes = [
    ...(leftOut > 0 ? [`without ${weightText(leftOut, unit)} of waits of the runtime's own goroutines`] : []),
    ...(title === 'CPU samples' ? ['samples are counted: the trace does not say how much time each stands for'] : []),
    ...(summary.gaps.length > 0 ? ['parts of the trace that could not be read are left out'] : []),
  ];
  return notes.length === 0 ? [] : [notes.join(' · ')];
}

/** Keeps the last answer, also while it is being worked out; one that fails or is stopped is not kept. */
function createKept<T>() {
  let kept:
    | {
        readonly of: SpanBytes;
        readonly key: string;
        readonly walks: Walks;
        readonly answer: Promise<T>;
        done: boolean;
      }
    | undefined;
  return (of: SpanBytes, key: string, walks: Walks, make: () => Promise<T>): Promise<T> => {
    // A walk hears at its next turn that it is stopped: who asks before must not wait for that one.
    if (kept?.of === of && kept.key === key && (kept.done || !kept.walks.stopped)) return kept.answer;
    const answer = make();
    const mine = { of, key, walks, answer, done: false };
    kept = mine;
    answer.then(
      () => {
        mine.done = true;
      },
      () => {
        if (kept === mine) kept = undefined;
      },
    );
    return answer;
  };
}

function createPause(yieldTurn: () => Promise<void>, walks: Walks, onWalked: OnWalked = () => {}): Pause {
  let turnMs = performance.now();
  return async (walked) => {
    if (performance.now() - turnMs < TURN_MS) return;
    onWalked(walked);
    await yieldTurn();
    if (walks.stopped) throw new Error('stopped');
    turnMs = performance.now();
  };
}

const macrotask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
