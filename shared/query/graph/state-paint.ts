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
