// What the panels of graphs get from the frame, for tabs of every kind.

import type { NodeGoroutines } from '../../shared/model/drawn-graph';
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
    name: (tab.kind === 'profile' ? tab.pictureName : name).value.replace(/^.*[/\\]/, '').replace(/ · \d+ dumps$/, ''),
    ...(tab.kind === 'dump' ? { onGoroutine: tab.goTo, onNode: () => leaveGoroutine(tab) } : {}),
    goroutinesOf: (which: NodeGoroutines) => goroutinesOf(model, tab, which),
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

/** The details are of the node again. */
function leaveGoroutine({ selection }: DumpTab): void {
  if (selection.peek().goroutine !== undefined) selection.value = {};
}

/** In a trace a function of a stack is no trait of a goroutine: it has had many stacks. */
function goroutinesOf(
  model: AppModel,
  tab: FileSession | DumpTab | ProfileTab,
  which: NodeGoroutines,
): (() => void) | undefined {
  if (tab.kind === 'profile') return undefined;
  if ('row' in which) return tab.kind === 'trace' ? () => model.selectGoroutine(tab, which.row) : undefined;
  if ('frame' in which && tab.kind === 'trace') return undefined;
  // A filter by some of the ids would be one of others than the node's.
  if ('ids' in which && (tab.kind === 'trace' || which.more > 0)) return undefined;
  const filter =
    'ids' in which
      ? `g:${which.ids.join(',')}`
      : 'start' in which
        ? `start:/${exactly(which.start)}/`
        : `frame:/${exactly(which.frame)}/`;
  return () => {
    tab.filter.value = filter;
  };
}
