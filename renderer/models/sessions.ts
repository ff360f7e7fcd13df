// All open files as tabs: one per trace, one per series of goroutine dumps, one per profile or profiles that are compared, each
// with a worker of its own. Opens, cancels, closes.

import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import type { Disposable } from '../../shared/base/disposable';
import type { SourceRef } from '../../shared/contract/host';
import type { StoredTrace } from '../../shared/contract/trace-api';
import { type DumpTab, type DumpWorker, startDumpTab } from './dump-tab';
import { type FileSession, type StartTrace, startFileSession, type TraceOrigin } from './file-session';
import type { Layout } from './graph-work';
import { type ProfileTab, type ProfileWorker, startProfileTab } from './profile-tab';
import type { SettingsStorage } from './settings';

export type Tab = FileSession | DumpTab | ProfileTab;

export interface SessionsOptions {
  readonly startTrace: StartTrace;
  /** Starts a worker for one series of dumps. */
  readonly startDumps: () => DumpWorker;
  /** Starts a worker for a tab of profiles. */
  readonly startProfiles: () => ProfileWorker;
  /** Starts what places graphs, when the first one is asked for; one per tab, so that one can be cancelled alone. */
  readonly createLayout: () => Layout;
  /** Keeps the thresholds of dumps. */
  readonly storage: SettingsStorage | undefined;
  /** The page does not need this source any more (frees what its URL holds). */
  readonly release: (source: SourceRef) => void;
}

export interface Sessions {
  readonly tabs: ReadonlySignal<readonly Tab[]>;
  /** The tab that is shown; undefined = the start page. */
  readonly active: Signal<Tab | undefined>;
  /** The shown tab, if it is one of a trace. */
  readonly trace: ReadonlySignal<FileSession | undefined>;
  /** The shown tab, if it is one of dumps. */
  readonly dumps: ReadonlySignal<DumpTab | undefined>;
  /** The shown tab, if it is one of profiles. */
  readonly profile: ReadonlySignal<ProfileTab | undefined>;
  /**
   * Opens traces, a tab each.
   * @param behind the shown tab stays the shown one
   */
  open(sources: readonly SourceRef[], behind?: boolean): void;
  /**
   * Opens dumps as one series.
   * @param worker one that has been started already
   */
  openDumps(sources: readonly SourceRef[], worker?: DumpWorker, behind?: boolean): void;
  /** Opens profiles that can be compared as one tab. */
  openProfiles(sources: readonly SourceRef[], behind?: boolean): void;
  openStored(trace: StoredTrace): void;
  cancel(tab: Tab): void;
  /**
   * Reads the file again in the same tab, after a cancel or a failure.
   * @param source a trace's file as it is now, where it is another than the tab was opened with
   */
  openAgain(tab: Tab, source?: SourceRef): void;
  close(tab: Tab): void;
  /** Shows the tab `step` places further, around the end. */
  step(step: number): void;
}

export function createSessions(options: SessionsOptions): Sessions {
  const { startTrace, startDumps, startProfiles, createLayout, storage, release } = options;
  const tabs = signal<readonly Tab[]>([]);
  const active = signal<Tab | undefined>(undefined);
  const running = new Map<Tab, Disposable>();
  let opened = 0;

  const start = (origin: TraceOrigin): FileSession => {
    const { session, ...rest } = startFileSession(`trace-${++opened}`, origin, startTrace, createLayout());
    running.set(session, rest);
    return session;
  };
  const startSeries = (sources: readonly SourceRef[], worker = startDumps()): DumpTab => {
    const { tab, ...rest } = startDumpTab(`dumps-${++opened}`, { sources, worker, layout: createLayout(), storage });
    running.set(tab, rest);
    return tab;
  };
  const startProfile = (sources: readonly SourceRef[]): ProfileTab => {
    const { tab, ...rest } = startProfileTab(`profiles-${++opened}`, {
      sources,
      worker: startProfiles(),
      layout: createLayout(),
    });
    running.set(tab, rest);
    return tab;
  };
  const startAgain = (tab: Tab, source: SourceRef | undefined): Tab => {
    switch (tab.kind) {
      case 'dump':
        return startSeries(tab.sources.peek());
      case 'profile':
        return startProfile(tab.sources.peek());
      case 'trace':
        return start(source === undefined ? tab.origin : { kind: 'source', source });
    }
  };
  const show = (tab: Tab, behind = false): void => {
    batch(() => {
      tabs.value = [...tabs.value, tab];
      if (!behind) active.value = tab;
    });
  };
  const stop = (tab: Tab): void => {
    running.get(tab)?.dispose();
    running.delete(tab);
  };

  return {
    tabs,
    active,
    trace: computed(() => (active.value?.kind === 'trace' ? active.value : undefined)),
    profile: computed(() => (active.value?.kind === 'profile' ? active.value : undefined)),
    dumps: computed(() => (active.value?.kind === 'dump' ? active.value : undefined)),
    open(sources, behind) {
      for (const source of sources) show(start({ kind: 'source', source }), behind);
    },
    openDumps(sources, worker, behind) {
      show(startSeries(sources, worker), behind);
    },
    openProfiles(sources, behind) {
      show(startProfile(sources), behind);
    },
    openStored(trace) {
      const already = tabs.value.find((tab) => tab.kind === 'trace' && tab.key.value === trace.key);
      if (already) active.value = already;
      else show(start({ kind: 'stored', trace }));
    },
    cancel(tab) {
      tab.api.cancel();
    },
    openAgain(tab, source) {
      if (!tabs.value.includes(tab)) return;
      const again = startAgain(tab, source);
      batch(() => {
        if (active.value === tab) active.value = again;
        tabs.value = tabs.value.map((other) => (other === tab ? again : other));
      });
      stop(tab);
    },
    close(tab) {
      const place = tabs.value.indexOf(tab);
      if (place < 0) return;
      const left = tabs.value.filter((other) => other !== tab);
      batch(() => {
        tabs.value = left;
        if (active.value === tab) active.value = left[Math.min(place, left.length - 1)];
      });
      stop(tab);
      if (tab.kind !== 'trace') tab.sources.peek().forEach(release);
      else if (tab.origin.kind === 'source') release(tab.origin.source);
    },
    step(step) {
      const count = tabs.value.length;
      if (count === 0) return;
      const place = active.value ? tabs.value.indexOf(active.value) : step > 0 ? -1 : 0;
      active.value = tabs.value[(place + step + count) % count];
    },
  };
}
