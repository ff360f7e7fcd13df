// The graph and the flame graph of one open file: what is asked for, what was answered, what is selected. Asked while shown;
// an answer keeps standing until the next one is there. Views read the signals and never ask the workers themselves.

import { batch, computed, effect, type ReadonlySignal, type Signal, signal, untracked } from '@preact/signals-core';
import type { Disposable } from '../../shared/base/disposable';
import type { GraphAnswers, LayoutApi } from '../../shared/contract/graph-api';
import type { GraphDirection, PlacedGraph, ViewSize } from '../../shared/model/drawn-graph';
import type {
  ExpressionError,
  FlameReply,
  FlameRequest,
  GraphReply,
  GraphRequest,
  GraphScope,
  GraphSource,
} from '../../shared/model/graph-requests';
import type { CallGraph } from '../../shared/model/graphs';
import { DEFAULT_GRAPH } from '../../shared/model/graphs';
import type { GoroutineChoice } from './goroutine-choice';
import { createLatest } from './latest';

export interface Layout extends LayoutApi, Disposable {
  /** Whoever waits for a place does not want it any more. */
  cancel(): void;
}

type Ok<T> = Extract<T, { readonly ok: true }>;

/** Everything of a request that the user sets in the graph's own toolbar. */
export type GraphSettings = Omit<GraphRequest, keyof GraphScope | 'caption'>;

/** One of several things of a tab that can be drawn and compared: a dump of a series, a profile. */
export interface GraphSubject {
  readonly id: number;
  readonly label: string;
}

export const GRAPH_VIEWS = ['graph', 'flame', 'top'] as const;
export type GraphView = (typeof GRAPH_VIEWS)[number];

export interface FlameSettings {
  readonly order: FlameRequest['order'];
  /** Sandwich around this function. */
  readonly around: string | undefined;
}

export interface GraphModel {
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
  readonly error: ReadonlySignal<ExpressionError | undefined>;
  readonly fault: ReadonlySignal<string | undefined>;
  /** Nothing can be asked yet: the file is still being read. */
  readonly isWaiting: ReadonlySignal<boolean>;
  /** What is being worked on; undefined = nothing. */
  readonly busy: ReadonlySignal<'building' | 'placing' | undefined>;
  readonly placedMs: ReadonlySignal<number | undefined>;
  readonly selected: Signal<string | undefined>;
  /** File name and the like, for captions. */
  readonly caption: () => readonly string[];
  /** Settings of before and after: each change of source or settings is a step. */
  back(): void;
  forward(): void;
  readonly canGoBack: ReadonlySignal<boolean>;
  readonly canGoForward: ReadonlySignal<boolean>;
  cancel(): void;
}

export const DEFAULT_GRAPH_SETTINGS: GraphSettings = {
  ...DEFAULT_GRAPH,
  expressions: {},
  fold: true,
  unfolded: [],
  clusters: false,
};

export interface GraphModelOptions {
  readonly answers: GraphAnswers;
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

interface Step {
  readonly source: string | undefined;
  readonly settings: GraphSettings;
}

/** Typing in a field does not ask at each letter. */
const PAUSE_MS = 120;
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));

export function createGraphModel(options: GraphModelOptions): GraphModel & Disposable {
  const { answers, layout, scope, caption, shown, edition, goroutine } = options;
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
    ...scope(),
    source: id,
    ...(kind === 'states' && goroutine?.row.value !== undefined ? { goroutine: goroutine.row.value } : {}),
    ...(isDifference.value && base.value !== undefined ? { base: base.value, normalise: normalise.value } : {}),
  });
  const direction = signal<GraphDirection | 'auto'>('auto');
  const view = signal<ViewSize>({ width: 1600, height: 900 });
  const reply = signal<Ok<GraphReply> | undefined>(undefined);
  const placed = signal<PlacedGraph | undefined>(undefined);
  const flame = signal<Ok<FlameReply> | undefined>(undefined);
  const top = signal<CallGraph | undefined>(undefined);
  const error = signal<ExpressionError | undefined>(undefined);
  const fault = signal<string | undefined>(undefined);
  const busy = signal<'building' | 'placing' | undefined>(undefined);
  const placedMs = signal<number | undefined>(undefined);
  const selected = signal<string | undefined>(undefined);
  const past = signal<readonly Step[]>([]);
  const future = signal<readonly Step[]>([]);
  const onFault = (thrown: unknown): void => {
    batch(() => {
      busy.value = undefined;
      fault.value = thrown instanceof Error ? thrown.message : String(thrown);
    });
  };
  const asking = createLatest(onFault);
  const placing = createLatest(onFault);
  const flaming = createLatest(onFault);
  const summing = createLatest(onFault);
  const listing = createLatest(onFault);
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
        sources.value = list;
      },
    );
  });

  when(() => {
    const from = chosen.value;
    if (shown() !== 'graph' || edition() === 0 || from === undefined) return;
    if (from.kind === 'states' && goroutine?.row.value === undefined) {
      untracked(() => {
        asking.cancel();
        batch(() => {
          reply.value = undefined;
          placed.value = undefined;
          busy.value = undefined;
        });
      });
      return;
    }
    const request: GraphRequest = { ...settings.value, ...scopeOf(from), caption: caption() };
    untracked(() => {
      busy.value = 'building';
      layout.cancel();
      placing.cancel();
    });
    asking(
      async () => {
        await pause();
        return answers.graph(request);
      },
      (answer) =>
        batch(() => {
          fault.value = undefined;
          error.value = answer.ok ? undefined : answer.error;
          if (answer.ok) reply.value = answer;
          else busy.value = undefined;
        }),
    );
  });

  when(() => {
    const answer = reply.value;
    const way = direction.value;
    if (answer === undefined) return;
    if (answer.drawn.nodes.length === 0) {
      placed.value = undefined;
      busy.value = undefined;
      return;
    }
    const startMs = performance.now();
    busy.value = 'placing';
    layout.cancel();
    placing(
      () => layout.place(answer.drawn, way, view.peek()),
      (graph) =>
        batch(() => {
          placed.value = graph;
          placedMs.value = performance.now() - startMs;
          busy.value = undefined;
        }),
    );
  });

  when(() => {
    const from = chosen.value;
    if (shown() !== 'flame' || edition() === 0 || from === undefined) return;
    const { order, around } = flameSettings.value;
    const { expressions, noInlines } = settings.value;
    const request: FlameRequest = {
      ...{ ...scopeOf(from), expressions, noInlines },
      order: from.timed ? order : 'weight',
      ...(around === undefined ? {} : { around }),
    };
    flaming(
      async () => {
        await pause();
        return answers.flame(request);
      },
      (answer) =>
        batch(() => {
          fault.value = undefined;
          error.value = answer.ok ? undefined : answer.error;
          if (answer.ok) flame.value = answer;
        }),
    );
  });

  when(() => {
    const from = chosen.value;
    const view = shown();
    if ((view !== 'top' && view !== 'flame') || edition() === 0 || from === undefined) return;
    const request: GraphRequest = {
      ...settings.value,
      ...scopeOf(from),
      ...{ nodeCount: 0, nodeFraction: 0, edgeFraction: 0, callTree: false },
      ...{ numbersOnly: true, caption: [] },
    };
    summing(
      async () => {
        await pause();
        return answers.graph(request);
      },
      (answer) =>
        batch(() => {
          fault.value = undefined;
          error.value = answer.ok ? undefined : answer.error;
          if (answer.ok) top.value = answer.graph;
        }),
    );
  });

  // What was shown before, for the way back; `travelling` keeps the way itself out of it.
  let last: Step | undefined;
  let travelling = false;
  when(() => {
    const step: Step = { source: source.value, settings: settings.value };
    untracked(() => {
      if (last !== undefined && !travelling) {
        past.value = [...past.value.slice(-49), last];
        future.value = [];
      }
      last = step;
      travelling = false;
    });
  });
  function travel(from: Signal<readonly Step[]>, to: Signal<readonly Step[]>): void {
    const step = from.peek().at(-1);
    if (step === undefined || last === undefined) return;
    const here = last;
    batch(() => {
      travelling = true;
      from.value = from.peek().slice(0, -1);
      to.value = [...to.peek(), here];
      source.value = step.source;
      settings.value = step.settings;
    });
  }

  return {
    ...{
      sources,
      settings,
      flameSettings,
      direction,
      view,
      reply,
      placed,
      flame,
      top,
      error,
      fault,
      busy,
      placedMs,
      selected,
    },
    source,
    shownSource: chosen,
    ...{ subjects, subject, base, normalise, isDifference },
    ...{ caption, goroutine },
    isWaiting: computed(() => edition() === 0),
    back: () => travel(past, future),
    forward: () => travel(future, past),
    canGoBack: computed(() => past.value.length > 0),
    canGoForward: computed(() => future.value.length > 0),
    cancel() {
      asking.cancel();
      placing.cancel();
      layout.cancel();
      busy.value = undefined;
    },
    dispose() {
      for (const stop of stops) stop();
      for (const latest of [asking, placing, flaming, summing, listing]) latest.cancel();
      layout.dispose();
    },
  };
}
