// What the panels of graphs get from the frame, for tabs of every kind.

import type { GraphModel } from '../models/graph-model';
import type { AppModel } from './app-model';

interface GraphTab {
  readonly name: { readonly value: string };
  readonly graphs: GraphModel;
}

export function graphProps({ host }: AppModel, { name, graphs }: GraphTab) {
  return {
    model: graphs,
    name: name.value.replace(/^.*[/\\]/, '').replace(/ · \d+ dumps$/, ''),
    onOpen(func: string): void {
      const { settings } = graphs;
      const focus = `^${func.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}$`;
      settings.value = { ...settings.value, expressions: { ...settings.value.expressions, focus } };
    },
    async save(file: string, bytes: Uint8Array): Promise<string | undefined> {
      const saved = await host.save(file, bytes);
      if (!saved.ok) return saved.error;
      return saved.value === undefined && host.kind === 'electron' ? 'Not saved.' : undefined;
    },
  };
}
