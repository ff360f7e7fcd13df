// The state of the frame around the open files, and what each command does. No markup here.

import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Host, Pick as Picked, SourceRef } from '../../shared/contract/host';
import type { DumpTab } from '../models/dump-tab';
import type { FileSession } from '../models/file-session';
import { GRAPH_VIEWS, type GraphModel, type GraphView } from '../models/graph-model';
import type { Growth } from '../models/growth';
import { messageOf } from '../models/latest';
import type { Opening } from '../models/opening';
import type { ProfileTab } from '../models/profile-tab';
import type { RecentTraces, StoredTrace } from '../models/recent';
import type { SavedFilters } from '../models/saved-filters';
import { isWhole, shownSummary, type TimeWindow } from '../models/session';
import type { Sessions } from '../models/sessions';
import type { Settings } from '../models/settings';
import { tableCsv } from '../models/table-text';
import type { TimelineHandle } from '../views/timeline-commands';
import { type AppCommand, type FrameCommand, isTimelineCommand } from './commands';
import { focusView, showViewAt } from './focus-view';
import type { Platform } from './keymap';
import { windowSizeSignal } from './media';
import { sampleSource } from './sample';
import type { ShownTheme } from './theme';

export type View = 'timeline' | 'goroutines' | GraphView | 'problems';
export type BottomTab = 'goroutines' | 'problems';

/** Below this width the details stand beside the timeline only while something is selected. */
const ROOMY_FROM_PX = 1200;
/** Lists of dumps have more columns than a timeline, and no details of their own to show. */
const ROOMY_FOR_DUMPS_FROM_PX = 1500;
/** Header, footer, overview, ruler and some ten lanes: what the bottom panel must leave free. */
const KEPT_HEIGHT_PX = 360;
const LOWEST_BOTTOM_PX = 96;

/** Files of which a smaller share was understood show their problems first. */
const BADLY_READ_BELOW = 0.9;

export interface AppParts {
  readonly host: Host;
  readonly settings: Settings;
  readonly savedFilters: SavedFilters;
  readonly sessions: Sessions;
  readonly opening: Opening;
  /** Something for the user to know that belongs to no file. */
  readonly notice: Signal<string | undefined>;
  readonly recent: RecentTraces;
  readonly growth: Growth;
  readonly platform: Platform;
  readonly shownTheme: ReadonlySignal<ShownTheme>;
}

export interface AppModel extends AppParts {
  readonly view: Signal<View>;
  readonly bottomTab: Signal<BottomTab>;
  readonly helpOpen: Signal<boolean>;
  /** The dialog of thresholds for dumps. */
  readonly dumpSettingsOpen: Signal<boolean>;
  /** The dialog that asks for a goroutine's id. */
  readonly goToOpen: Signal<boolean>;
  /** Files are being dragged over the window. */
  readonly dragging: Signal<boolean>;
  readonly detailsOpen: ReadonlySignal<boolean>;
  readonly detailsMaxPx: ReadonlySignal<number>;
  /** Room for the bottom panel; 0 = too low a window: only its tabs are shown. */
  readonly bottomMaxPx: ReadonlySignal<number>;
  readonly openKeys: ReadonlySignal<ReadonlySet<string>>;
  /** Set by the parts on the page while they are there. */
  timeline: TimelineHandle | undefined;
  filterInput: HTMLInputElement | undefined;
  run(command: AppCommand): void;
  showDetails(open: boolean): void;
  reveal(goroutineRow: number): void;
  selectGoroutine(session: FileSession, goroutineRow: number): void;
  /** Shows a stretch of time in the timeline. */
  showWindow(session: FileSession, window: TimeWindow): void;
  pick(what: Picked): Promise<void>;
  /** Asks for a profile and shows the difference to it. */
  compareProfile(tab: ProfileTab): Promise<void>;
  /** Opens files that arrive; `tab`: dumps among them join its series. */
  openFiles(sources: readonly SourceRef[] | Promise<readonly SourceRef[]>, tab?: DumpTab): Promise<void>;
  openSample(): Promise<void>;
  openStored(trace: StoredTrace): void;
}

export function createAppModel(parts: AppParts): AppModel {
  const { host, settings, sessions, opening } = parts;
  const size = windowSizeSignal();
  const openForSelection = signal(false);
  const roomy = computed(() => size.value.width >= (sessions.dumps.value ? ROOMY_FOR_DUMPS_FROM_PX : ROOMY_FROM_PX));
  const model: AppModel = {
    ...parts,
    view: signal<View>('timeline'),
    bottomTab: signal<BottomTab>('goroutines'),
    helpOpen: signal(false),
    dumpSettingsOpen: signal(false),
    goToOpen: signal(false),
    dragging: signal(false),
    detailsOpen: computed(() => (roomy.value ? settings.detailsOpen.value : openForSelection.value)),
    // A narrow window keeps most of its width for the lanes, whatever was chosen in a wide one.
    detailsMaxPx: computed(() => Math.max(280, Math.round(size.value.width * (roomy.value ? 0.45 : 0.28)))),
    bottomMaxPx: computed(() => {
      const room = size.value.height - KEPT_HEIGHT_PX;
      return room < LOWEST_BOTTOM_PX ? 0 : room;
    }),
    openKeys: computed(
      () => new Set(sessions.tabs.value.flatMap((tab) => (tab.kind === 'trace' && tab.key.value) || [])),
    ),
    timeline: undefined,
    filterInput: undefined,
    run(command) {
      if (!isTimelineCommand(command)) void runFrameCommand(model, command);
      else runTimelineCommand(model, command);
    },
    showDetails(open) {
      if (roomy.peek()) settings.detailsOpen.value = open;
      else openForSelection.value = open;
    },
    reveal(row) {
      model.timeline?.reveal(row);
    },
    selectGoroutine(session, row) {
      session.selection.value = { goroutine: row };
      model.reveal(row);
    },
    showWindow(session, window) {
      // Without a timeline on the page, the one that comes begins there.
      if (model.timeline) model.timeline.showWindow(window);
      else session.window.value = window;
      model.view.value = 'timeline';
    },
    pick: (what) => model.openFiles(host.pick(what)),
    async compareProfile(tab) {
      try {
        const [source, ...others] = await host.pick('files');
        if (source !== undefined) tab.compareWith(source);
        if (others.length > 0) await opening.open(others);
      } catch (error) {
        model.notice.value = `The file could not be opened: ${messageOf(error)}`;
      }
    },
    async openFiles(sources, tab) {
      try {
        const chosen = await sources;
        await (tab === undefined ? opening.open(chosen) : opening.addTo(tab, chosen));
      } catch (error) {
        model.notice.value = `The files could not be opened: ${messageOf(error)}`;
      }
    },
    async openSample() {
      const sample = await sampleSource();
      if (sample.ok) sessions.open([sample.value]);
      else model.notice.value = sample.error;
    },
    openStored: (trace) => sessions.openStored(trace),
  };

  // In a narrow window the details come when something is selected and go when nothing is.
  effect(() => {
    const selection = sessions.trace.value?.selection.value;
    const chosen = sessions.dumps.value?.selection.value;
    openForSelection.value =
      selection?.goroutine !== undefined ||
      selection?.span !== undefined ||
      chosen?.goroutine !== undefined ||
      chosen?.group !== undefined ||
      sessions.profile.value?.graphs.selected.value !== undefined ||
      sessions.trace.value?.graphs.selected.value !== undefined;
  });
  // Graphs are asked for where they are on the page, and nowhere else.
  effect(() => {
    const shown = GRAPH_VIEWS.find((view) => view === model.view.value);
    const active = sessions.trace.value;
    for (const tab of sessions.tabs.value) {
      if (tab.kind === 'trace') tab.graphView.value = tab === active ? shown : undefined;
    }
  });
  // The problems of one file are no view to begin the next one with, and it may have none.
  effect(() => {
    void sessions.active.value;
    if (model.view.peek() === 'problems') model.view.value = 'timeline';
    model.goToOpen.value = false;
    model.dumpSettingsOpen.value = false;
  });
  showProblemsOfBadFiles(model);
  return model;
}

/** Of a file that could be read badly or not at all, the problems are what there is to see: shown once, by themselves. */
function showProblemsOfBadFiles({ sessions, bottomTab, settings }: AppModel): void {
  const shown = new WeakSet<FileSession>();
  // By its name: the session of a closed file would stay in memory with its worker.
  let last: FileSession['id'] | undefined;
  effect(() => {
    const session = sessions.trace.value;
    const status = session?.status.value;
    const summary = status && shownSummary(status);
    if (session === undefined || status === undefined || summary === undefined) return;
    const { problems, readFraction, goroutines } = summary;
    const arrived = session.id !== last;
    last = session.id;
    if (problems.length === 0) {
      // Once: while the file is read on, the tab is the user's.
      if (arrived) bottomTab.value = 'goroutines';
    } else if (
      status.kind === 'ready' &&
      !shown.has(session) &&
      (readFraction < BADLY_READ_BELOW || goroutines === 0)
    ) {
      shown.add(session);
      bottomTab.value = 'problems';
      settings.bottomOpen.value = true;
    }
  });
}

const isShown = (session: FileSession | undefined): session is FileSession =>
  session !== undefined && shownSummary(session.status.peek()) !== undefined;

function runTimelineCommand(model: AppModel, command: Parameters<TimelineHandle['run']>[0]): void {
  const dumps = model.sessions.dumps.peek();
  if (dumps && command === 'clear') dumps.selection.value = {};
  const session = model.sessions.trace.peek();
  if (!isShown(session)) return;
  if (model.timeline) model.timeline.run(command);
  else if (command === 'clear') session.selection.value = {};
  else if (command === 'span-previous') session.details.step(-1);
  else if (command === 'span-next') session.details.step(1);
}

async function runFrameCommand(model: AppModel, command: FrameCommand): Promise<void> {
  const { sessions, settings } = model;
  const tab = sessions.active.peek();
  const session = sessions.trace.peek();
  const dumps = sessions.dumps.peek();
  switch (command) {
    case 'open':
      return model.pick('files');
    case 'open-folder':
      return model.pick('folder');
    case 'add-dumps':
      return dumps && model.openFiles(model.host.pick('files'), dumps);
    case 'dump-settings':
      model.dumpSettingsOpen.value = dumps?.status.peek().kind === 'ready';
      return;
    case 'back':
      return dumps ? dumps.history.back() : shownGraphs(sessions)?.back();
    case 'forward':
      return dumps ? dumps.history.forward() : shownGraphs(sessions)?.forward();
    case 'save':
      return session && saveTable(model, session);
    case 'close-tab':
      return tab && sessions.close(tab);
    case 'next-tab':
      return sessions.step(1);
    case 'previous-tab':
      return sessions.step(-1);
    case 'find':
      return (fieldOfView() ?? model.filterInput)?.select();
    case 'filter':
      // Profiles have no filter of goroutines: what is searched there is the view.
      return (model.filterInput ?? fieldOfView())?.select();
    case 'go-to-goroutine':
      model.goToOpen.value = isShown(session) || dumps?.status.peek().kind === 'ready';
      return;
    case 'toggle-theme':
      settings.theme.value = model.shownTheme.peek() === 'dark' ? 'light' : 'dark';
      return;
    case 'help':
      model.helpOpen.value = true;
      return;
    case 'focus-view':
      return focusView();
    default: {
      const place = Number(command.slice(-1));
      if (command.startsWith('view-')) return showViewAt(place);
      const wanted = sessions.tabs.peek()[place - 1];
      if (wanted) sessions.active.value = wanted;
    }
  }
}

/** Where the shown view is searched: a graph, a flame graph, a table of functions. */
const fieldOfView = (): HTMLInputElement | undefined =>
  document.querySelector<HTMLInputElement>('.graph-find input') ?? undefined;

/** Graphs that are on the page, of a tab that keeps no other way back. */
function shownGraphs({ trace, profile }: Sessions): GraphModel | undefined {
  const session = trace.peek();
  return session?.graphView.peek() === undefined ? profile.peek()?.graphs : session.graphs;
}

async function saveTable(model: AppModel, session: FileSession): Promise<void> {
  if (!isShown(session)) return;
  try {
    // Whoever finds the file later must see that it is not of the whole trace.
    const part = isWhole(session.status.peek()) ? '' : '.so-far';
    const csv = tableCsv(await session.table.all());
    const saved = await model.host.save(`${session.name.peek()}.goroutines${part}.csv`, new TextEncoder().encode(csv));
    if (!saved.ok) model.notice.value = saved.error;
  } catch (error) {
    model.notice.value = `The table could not be saved: ${messageOf(error)}`;
  }
}
