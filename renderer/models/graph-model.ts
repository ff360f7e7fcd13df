// The graph and the flame graph of one open file: what is asked for, what was answered, what is selected. Asked while shown;
// an answer keeps standing until the next one is there. Views read the signals and never ask the workers themselves.

import { batch, computed, effect, type ReadonlySignal, type Signal, signal, untracked } from '@preact/signals-core';
import type { Disposable } from '../../shared/base/disposable';
import type { GraphAnswers, WalkedGraphs } from '../../shared/contract/graph-api';
import type { GraphDirection, GraphLook, PlacedGraph, ViewSize } from '../../shared/model/drawn-graph';
import {
  EXPRESSIONS_OF,
  type FlameReply,
  type FlameRequest,
  type GraphReply,
  type GraphRequest,
  type GraphScope,
  type GraphSource,
} from '../../shared/model/graph-requests';
import type { CallGraph } from '../../shared/model/graphs';
import { DEFAULT_GRAPH } from '../../shared/model/graphs';
import type { GoroutineChoice } from './goroutine-choice';
import { createSteps, type Steps } from './graph-steps';
import { createGraphWorker, type GraphWork, type Layout } from './graph-work';
import { createLatest, messageOf } from './latest';

type Ok<T> = Extract<T, { readonly ok: true }>;

/** Everything of a request that the user sets in the graph's own toolbar. */
export type GraphSettings = Omit<GraphRequest, keyof GraphScope | 'caption'> & {
  readonly systemWaits: boolean;
};

/** One of several things of a tab that can be drawn and compared: a dump of a series, a profile. */
export interface GraphSubject {
  readonly id: number;
  readonly label: string;
  /** All of its name, where the label is a part of it. */
  readonly title?: string;
}

export const GRAPH_VIEWS = ['graph', 'flame', 'top'] as const;
export type GraphView = (typeof GRAPH_VIEWS)[number];

export interface FlameSettings {
  readonly order: FlameRequest['order'];
  /** Sandwich around this function. */
  readonly around: string | undefined;
}

/** Steps back and forward are changes of source or settings. */
export interface GraphModel extends GraphWork, Steps {
  readonly sources: ReadonlySignal<readonly GraphSource[]>;
  /** Id of the source that the user chose. */
  readonly source: Signal<string | undefined>;
  /** The one that is shown: of the chosen or the first one, what the view can draw. */
  readonly shownSource: ReadonlySignal<GraphSource | undefined>;
  readonly settings: Signal<GraphSettings>;
  readonly flameSettings: Signal<FlameSettings>;
  /** What can be drawn, one at a time, and compared; [] = there is only one. */
  readonly subjects: ReadonlySignal<readonly GraphSubject[]>;
  /** Id of the one that is drawn. */
  readonly subject: Signal<number>;
  /** The one that it is compared with; undefined = none. */
  readonly base: Signal<number | undefined>;
  /** Weights are differences. */
  readonly isDifference: ReadonlySignal<boolean>;
  /** The one that it is compared with is scaled to the same total. */
  readonly normalise: Signal<boolean>;
  /** Of which one the graph of one goroutine is; undefined: the file has none of the kind. */
  readonly goroutine: GoroutineChoice | undefined;
  readonly direction: Signal<GraphDirection | 'auto'>;
  /** Size of the view, for the direction; set by the view. */
  readonly view: Signal<ViewSize>;
  readonly reply: ReadonlySignal<Ok<GraphReply> | undefined>;
  readonly placed: ReadonlySignal<PlacedGraph | undefined>;
  readonly flame: ReadonlySignal<Ok<FlameReply> | undefined>;
  /** All functions, however small: for the table, and beside the flame graph. */
  readonly top: ReadonlySignal<CallGraph | undefined>;
  /** How much they are of, and by which rules. */
  readonly topCaption: ReadonlySignal<readonly string[]>;
  /** Nothing can be asked yet: the file is still being read. */
  readonly isWaiting: ReadonlySignal<boolean>;
  readonly placedMs: ReadonlySignal<number | undefined>;
  readonly selected: Signal<string | undefined>;
  /** The view tells how the picture is looked at; by Back it is looked at so again. */
  tellLook(look: GraphLook): void;
  /** How a picture that was just placed is to be looked at; undefined = it is a new one. */
  takeLook(): GraphLook | undefined;
}

export const DEFAULT_GRAPH_SETTINGS: GraphSettings = {
  ...DEFAULT_GRAPH,
  expressions: {},
  fold: true,
  unfolded: [],
  clusters: false,
  // The runtime's goroutines idle: two or three of them would be the heaviest of most graphs.
  systemWaits: false,
};

export interface GraphModelOptions {
  readonly answers: GraphAnswers & Partial<WalkedGraphs>;
  readonly layout: Layout;
  /** What is looked at beside the source: filter, range, moment. */
  readonly scope: () => Omit<GraphScope, 'source' | 'goroutine' | 'base' | 'normalise'>;
  /** Whose states are drawn. */
  readonly goroutine?: GoroutineChoice;
  readonly subjects?: { readonly list: () => readonly GraphSubject[]; readonly shown: Signal<number> };
  /** File name and the like, for the caption. */
  readonly caption: () => readonly string[];
  /** Which of the views is shown; nothing is asked while none is. */
  readonly shown: () => GraphView | undefined;
  /** Rises when there is more to ask for; 0 = nothing can be asked yet. */
  readonly edition: () => number;
}

export function createGraphModel(options: GraphModelOptions): GraphModel & Disposable {
  const { answers, layout, caption, shown, edition, goroutine } = options;
  const sources = signal<readonly GraphSource[]>([]);
  const source = signal<string | undefined>(undefined);
  const settings = signal(DEFAULT_GRAPH_SETTINGS);
  const flameSettings = signal<FlameSettings>({ order: 'weight', around: undefined });
  const base = signal<number | undefined>(undefined);
  const normalise = signal(false);
  const subject = options.subjects?.shown ?? signal(0);
  const subjects = computed(() => {
    const list = options.subjects?.list() ?? [];
    return list.length > 1 ? list : [];
  });
  const isDifference = computed(
    () => base.value !== subject.value && subjects.value.some(({ id }) => id === base.value),
  );
  /** Everything that is looked at. */
  const scopeOf = ({ id, kind }: GraphSource): GraphScope => ({
    ...options.scope(),
    source: id,
    ...(kind === 'states' && goroutine?.row.value !== undefined ? { goroutine: goroutine.row.value } : {}),
    ...(isDifference.value && base.value !== undefined ? { base: base.value, normalise: normalise.value } : {}),
  });
  const direction = signal<GraphDirection | 'auto'>('auto');
  const view = signal<ViewSize>({ width: 1600, height: 900 });
  const reply = signal<Ok<GraphReply> | undefined>(undefined);
  const placed = signal<PlacedGraph | undefined>(undefined);
  const flame = signal<Ok<FlameReply> | undefined>(undefined);
  const topReply = signal<Ok<GraphReply> | undefined>(undefined);
  const placedMs = signal<number | undefined>(undefined);
  const selected = signal<string | undefined>(undefined);
  /** Of the picture that is shown; of the step that was gone back to, until its picture is there. */
  let look: GraphLook | undefined;
  let returning: GraphLook | undefined;
  const work = createGraphWorker(answers, layout);
  const [asking, flaming, summing] = [work.latest(), work.latest(), work.latest()];
  const listing = createLatest((thrown) => {
    work.fault.value = messageOf(thrown);
  });
  const chosen = computed(() => {
    const wanted = source.value;
    // A flame graph and a table are of stacks only: of another graph nothing of the kind can be made.
    const fitting = sources.value.filter(({ kind }) => kind === 'calls' || shown() === 'graph');
    return fitting.find(({ id }) => id === wanted) ?? fitting[0];
  });
  const stops: (() => void)[] = [];
  const when = (run: () => void): void => void stops.push(effect(run));

  when(() => {
    if (shown() === undefined || edition() === 0) return;
    listing(
      () => answers.graphSources(),
      (list) => {
        // The same ones anew would be asked for anew.
        if (JSON.stringify(list) !== JSON.stringify(sources.peek())) sources.value = list;
      },
    );
  });

  when(() => {
    const from = chosen.value;
    void work.tries.value;
    if (shown() !== 'graph' || edition() === 0 || from === undefined) return;
    if (from.kind === 'states' && goroutine?.row.value === undefined) {
      untracked(() => {
        work.leave();
        batch(() => {
          reply.value = undefined;
          placed.value = undefined;
        });
      });
      return;
    }
    const scope = scopeOf(from);
    const { expressions, ...rest } = settings.value;
    // One that is wrong for stacks must not stop a graph that has no field for it.
    const used = Object.fromEntries(EXPRESSIONS_OF[from.kind].map((name) => [name, expressions[name]]));
    const request: GraphRequest = { ...rest, expressions: used, ...scope, caption: caption() };
    work.ask({
      ...{ latest: asking, scope, leads: true },
      ask: (onWalked) => answers.graph(request, onWalked),
      onAnswer: (answer: Ok<GraphReply>) => {
        reply.value = answer;
      },
    });
  });

  when(() => {
    const answer = reply.value;
    const way = direction.value;
    if (answer === undefined) return;
    if (answer.drawn.nodes.length === 0) {
      placed.value = undefined;
      return;
    }
    work.place(answer.drawn, way, view.peek(), (graph, ms) => {
      placed.value = graph;
      placedMs.value = ms;
    });
  });

  when(() => {
    const from = chosen.value;
    void work.tries.value;
    if (shown() !== 'flame' || edition() === 0 || from === undefined) return;
    const scope = scopeOf(from);
    const { order, around } = flameSettings.value;
    const { expressions, noInlines, systemWaits } = settings.value;
    const request: FlameRequest = {
      ...{ ...scope, expressions, noInlines, systemWaits },
      order: from.timed ? order : 'weight',
      ...(around === undefined ? {} : { around }),
      caption: caption(),
    };
    work.ask({
      ...{ latest: flaming, scope, leads: true },
      ask: (onWalked) => answers.flame(request, onWalked),
      onAnswer: (answer: Ok<FlameReply>) => {
        flame.value = answer;
      },
    });
  });

  when(() => {
    const from = chosen.value;
    const view = shown();
    void work.tries.value;
    if ((view !== 'top' && view !== 'flame') || edition() === 0 || from === undefined) return;
    const scope = scopeOf(from);
    const request: GraphRequest = {
      ...{ ...settings.value, ...scope },
      ...{ nodeCount: 0, nodeFraction: 0, edgeFraction: 0, callTree: false },
      ...{ numbersOnly: true, caption: [] },
    };
    work.ask({
      ...{ latest: summing, scope, leads: view === 'top' },
      ask: (onWalked) => answers.graph(request, onWalked),
      onAnswer: (answer: Ok<GraphReply>) => {
        topReply.value = answer;
      },
    });
  });

  when(() => {
    if (shown() === undefined) untracked(work.leave);
  });

  const steps = createSteps(
    () => ({ source: source.value, settings: settings.value }),
    (step) => {
      source.value = step.source;
      settings.value = step.settings;
    },
    {
      read: () => look,
      write(before) {
        look = undefined;
        returning = before;
      },
    },
  );

  return {
    ...work,
    ...steps,
    ...{ sources, source, shownSource: chosen, settings, flameSettings },
    ...{ subjects, subject, base, normalise, isDifference },
    ...{ direction, view, reply, placed, placedMs, flame, selected, goroutine },
    top: computed(() => topReply.value?.graph),
    topCaption: computed(() => topReply.value?.drawn.caption ?? []),
    isWaiting: computed(() => edition() === 0),
    tellLook(now) {
      // Between a step and its picture the one before is shown.
      if (work.busy.peek() === undefined) look = now;
    },
    takeLook() {
      const taken = returning;
      returning = undefined;
      return taken;
    },
    dispose() {
      for (const stop of stops) stop();
      steps.dispose();
      work.leave();
      listing.cancel();
      layout.dispose();
    },
  };
}
