// What the colours of borders and bars mean; a picture shows those that it has.

import type { Paint } from './drawn-graph';

const LEGEND: readonly { readonly paint: Paint; readonly label: string }[] = [
  { paint: 'running', label: 'running' },
  { paint: 'runnable', label: 'runnable' },
  { paint: 'syscall', label: 'syscall' },
  { paint: 'chan', label: 'channel' },
  { paint: 'select', label: 'select' },
  { paint: 'network', label: 'network' },
  { paint: 'sync', label: 'lock or wait group' },
  { paint: 'ghost', label: 'ended, or a ghost' },
  { paint: 'alert', label: 'in a circle' },
];

export const legendOf = (paints: ReadonlySet<Paint>) => LEGEND.filter(({ paint }) => paints.has(paint));
