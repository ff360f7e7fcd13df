// Colours of states and block reasons, by the words of the runtime.

import type { Paint } from '../../model/drawn-graph';

const EXACT: Readonly<Record<string, Paint>> = {
  Running: 'running',
  running: 'running',
  Runnable: 'runnable',
  runnable: 'runnable',
  Syscall: 'syscall',
  syscall: 'syscall',
  network: 'network',
  'IO wait': 'network',
  sync: 'sync',
  semacquire: 'sync',
};

/** Dumps say `sync.Mutex.Lock`, traces `sync`; a word that is not known is plain. */
export function statePaint(state: string): Paint {
  const exact = EXACT[state];
  if (exact !== undefined) return exact;
  if (state.startsWith('chan ')) return 'chan';
  if (state.startsWith('select')) return 'select';
  if (state.startsWith('sync.')) return 'sync';
  if (state.startsWith('Syscall')) return 'syscall';
  return 'plain';
}

/** What the colours of a picture mean; only those that it has. */
export const PAINT_LEGEND: readonly { readonly paint: Paint; readonly label: string }[] = [
  { paint: 'running', label: 'running' },
  { paint: 'runnable', label: 'runnable' },
  { paint: 'syscall', label: 'syscall' },
  { paint: 'chan', label: 'channel' },
  { paint: 'select', label: 'select' },
  { paint: 'network', label: 'network' },
  { paint: 'sync', label: 'lock or wait group' },
  { paint: 'ghost', label: 'ended or ghost' },
  { paint: 'alert', label: 'in a circle' },
];
