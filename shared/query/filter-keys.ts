// The keys of the filter language: which kind of file knows them, and what is said where the other one is asked.

export type FilterKind = 'trace' | 'dump';

export interface FilterKey {
  readonly key: string;
  readonly kinds: readonly FilterKind[];
  /** `:` before a value, or a comparison. */
  readonly compared?: true;
  /** For completion: what it finds, in a few words. */
  readonly what: string;
  /** The sentence where it is used on the other kind. */
  readonly elsewhere?: string;
}

const BOTH: readonly FilterKind[] = ['trace', 'dump'];
const TRACE: readonly FilterKind[] = ['trace'];
const DUMP: readonly FilterKind[] = ['dump'];
const MANY_STACKS =
  'looks at the stack of a goroutine in a dump. In a trace a goroutine has many: use func:, start: or created:.';
const NOT_TOLD = 'is for dumps: a trace does not tell it.';

export const FILTER_KEYS: readonly FilterKey[] = [
  { key: 'func', kinds: BOTH, what: 'a function' },
  { key: 'g', kinds: BOTH, what: 'ids: g:1,2' },
  { key: 'state', kinds: BOTH, what: 'the state' },
  { key: 'reason', kinds: BOTH, what: 'what it waits for' },
  { key: 'is', kinds: BOTH, what: 'a trait' },
  {
    key: 'dur',
    kinds: TRACE,
    compared: true,
    what: 'time in a state: dur>10ms',
    elsewhere: "A dump tells no durations: compare the wait that it tells, for example 'wait>=5m'.",
  },
  { key: 'start', kinds: BOTH, what: 'the start function' },
  { key: 'root', kinds: BOTH, what: 'the start function' },
  { key: 'created', kinds: BOTH, what: 'the function that created it' },
  { key: 'frame', kinds: DUMP, what: 'any function of the stack', elsewhere: `'frame:' ${MANY_STACKS}` },
  { key: 'top', kinds: DUMP, what: 'the function that blocks', elsewhere: `'top:' ${MANY_STACKS}` },
  { key: 'user', kinds: DUMP, what: "the program's own first function", elsewhere: `'user:' ${MANY_STACKS}` },
  { key: 'pkg', kinds: DUMP, what: 'the package', elsewhere: `'pkg:' ${MANY_STACKS}` },
  { key: 'file', kinds: DUMP, what: 'file:line of any frame', elsewhere: `'file:' ${MANY_STACKS}` },
  { key: 'label', kinds: DUMP, what: 'label:key or label:key=value', elsewhere: `'label:' ${NOT_TOLD}` },
  {
    key: 'wait',
    kinds: DUMP,
    compared: true,
    what: 'how long it waits: wait>=5m',
    elsewhere: "'wait' counts in dumps; in a trace use dur, for example 'state:waiting dur>5m'.",
  },
  {
    key: 'minutes',
    kinds: DUMP,
    compared: true,
    what: 'the same in minutes: minutes>5',
    elsewhere: "'minutes' counts in dumps; in a trace use dur, for example 'state:waiting dur>5m'.",
  },
  {
    key: 'depth',
    kinds: DUMP,
    compared: true,
    what: 'frames of the stack: depth>7',
    elsewhere: `'depth' ${MANY_STACKS}`,
  },
  { key: 'bubble', kinds: DUMP, what: 'the synctest bubble', elsewhere: `'bubble:' ${NOT_TOLD}` },
  { key: 'lock', kinds: DUMP, what: 'the address it waits for', elsewhere: `'lock:' ${NOT_TOLD}` },
];

export const keysOf = (kind: FilterKind): readonly FilterKey[] =>
  FILTER_KEYS.filter(({ kinds }) => kinds.includes(kind));

export const FILTER_STATES = ['waiting', 'running', 'runnable', 'syscall'] as const;
export type FilterState = (typeof FILTER_STATES)[number];

/** Words after `is:`. */
export const FILTER_TRAITS = ['ghost', 'system'] as const;
export type FilterTrait = (typeof FILTER_TRAITS)[number];
export const DUMP_TRAITS = [
  'ghost',
  'system',
  'leaked',
  'suspect',
  'background',
  'locked',
  'orphan',
  'durable',
  'first',
  'cut',
  'elided',
  'unparsed',
] as const;
export type DumpTrait = (typeof DUMP_TRAITS)[number];
