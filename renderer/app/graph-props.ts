// What the panels of graphs get from the frame, for tabs of every kind.

import type { DumpTab } from '../models/dump-tab';
import type { FileSession } from '../models/file-session';
import type { ProfileTab } from '../models/profile-tab';
import type { AppModel } from './app-model';

const exactly = (text: string): string => `^${text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}$`;

export function graphProps(model: AppModel, tab: FileSession | DumpTab | ProfileTab) {
  const { host } = model;
  const { name, graphs } = tab;
  return {
    model: graphs,
    name: name.value.replace(/^.*[/\\]/, '').replace(/ · \d+ dumps$/, ''),
    goroutinesOf: (id: string) => goroutinesOf(model, tab, id),
    onOpen(func: string): void {
      const { settings } = graphs;
      settings.value = {
        ...settings.value,
        expressions: { ...settings.value.expressions, focus: exactly(func) },
      };
    },
    async save(file: string, bytes: Uint8Array): Promise<string | undefined> {
      const saved = await host.save(file, bytes);
      if (!saved.ok) return saved.error;
      return saved.value === undefined && host.kind === 'electron' ? 'Not saved.' : undefined;
    },
  };
}

/** In a trace a function of a stack is no trait of a goroutine; there only start functions and goroutines lead to a list. */
function goroutinesOf(model: AppModel, tab: FileSession | DumpTab | ProfileTab, id: string): (() => void) | undefined {
  const kind = tab.graphs.shownSource.value?.kind;
  const filterBy = (key: 'frame' | 'start') => () => {
    if (tab.kind !== 'profile') tab.filter.value = `${key}:/${exactly(id)}/`;
  };
  switch (tab.kind) {
    case 'dump':
      return kind === 'calls' && tab.graphs.settings.value.granularity === 'function' ? filterBy('frame') : undefined;
    case 'trace': {
      if (kind !== 'interaction' || id.startsWith('(') || id.startsWith('other ')) return undefined;
      const row = /^goroutine (\d+)$/.exec(id)?.[1];
      return row === undefined ? filterBy('start') : () => model.selectGoroutine(tab, Number(row));
    }
    case 'profile':
      return undefined;
  }
}
