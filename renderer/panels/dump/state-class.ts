// The colour of a state as the runtime prints it in dumps: one token each (see .state-fill in the styles).

/** By the first words, the longest first; the first that fits holds. */
const CLASSES: readonly (readonly [start: string, name: string])[] = [
  ['chan receive (nil chan)', 'forever'],
  ['chan send (nil chan)', 'forever'],
  ['select (no cases)', 'forever'],
  ['running', 'running'],
  ['runnable', 'runnable'],
  ['syscall', 'syscall'],
  ['chan ', 'channel'],
  ['select', 'select'],
  ['IO wait', 'network'],
  ['sync.', 'sync'],
  ['semacquire', 'sync'],
];

export const stateClass = (state: string): string =>
  CLASSES.find(([start]) => state.startsWith(start))?.[1] ?? 'inactive';
