// The composition root: picks the host, makes the models, and puts the frame on the page.

import { computed, effect, signal, untracked } from '@preact/signals';
import { render } from 'preact';
import { releaseSource } from '../host/dropped-files';
import { firstBytes } from '../host/first-bytes';
import { pickHost } from '../host/pick-host';
import { sourceSize } from '../host/source-size';
import { createGrowth } from '../models/growth';
import { createOpening } from '../models/opening';
import { createRecentTraces } from '../models/recent';
import { createSavedFilters } from '../models/saved-filters';
import { createSessions } from '../models/sessions';
import { createSettings, type SettingsStorage } from '../models/settings';
import { App } from './app';
import { createAppModel } from './app-model';
import { acceptDrops } from './drop-files';
import { currentPlatform, listenToKeys } from './keyboard';
import { keepStorage, storageAccount } from './page-storage';
import { startDumps } from './start-dumps';
import { createLayout } from './start-layout';
import { startProfiles } from './start-profiles';
import { startTrace } from './start-trace';
import { applyTheme } from './theme';
import { visibilitySignal } from './visibility';

const host = pickHost();
const storage = pageStorage();
const settings = createSettings(storage);
const shownTheme = applyTheme(settings);
const release = releaseSource;
const sessions = createSessions({ startTrace, startDumps, startProfiles, createLayout, storage, release });
const notice = signal<string | undefined>(undefined);
const say = (sentence: string): void => {
  notice.value = sentence;
};
const opening = createOpening({ sessions, startDumps, firstBytes, say, release });
// A worker of its own for the list of stored traces: there is one also when nothing is open.
const recent = createRecentTraces(startTrace(() => {}).api, storageAccount);
const growth = createGrowth({
  sessions,
  sizeOf: sourceSize,
  visible: visibilitySignal(),
  onForgotten: () => void recent.refresh(),
});
const platform = currentPlatform(host.kind === 'electron');
const savedFilters = createSavedFilters(storage);
const model = createAppModel({
  savedFilters,
  host,
  settings,
  sessions,
  opening,
  notice,
  recent,
  growth,
  platform,
  shownTheme,
});

host.onOpen((sources) => void model.openFiles(sources));
host.onCommand((command) => model.run(command));
window.addEventListener('focus', () => void growth.look());
listenToKeys(platform, (command) => model.run(command));
keepStorage(sessions);
acceptDrops(model.dragging, (sources) => void model.openFiles(sources));

const openKeys = computed(() => [...model.openKeys.value].join('\n'));
effect(() => {
  void openKeys.value; // a trace became ready or was closed: the list changed
  untracked(() => void recent.refresh());
});
effect(() => {
  const name = sessions.active.value?.name.value;
  document.title = name === undefined ? 'Ghostlight' : `${name} – Ghostlight`;
});

const root = document.getElementById('app');
if (root) render(<App model={model} />, root);

/** Undefined where the browser refuses storage to the page. */
function pageStorage(): SettingsStorage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}
