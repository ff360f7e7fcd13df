// What could not be read, as data: shown in the problems panel and printed by `ghostlight info`.

export type ProblemCode =
  | 'not-a-trace'
  | 'empty'
  | 'header-only'
  | 'old-version'
  | 'unknown-version'
  | 'compressed'
  | 'broken-packing'
  | 'truncated'
  | 'broken-batch'
  | 'broken-table'
  | 'broken-order'
  | 'guessed-order'
  | 'incomplete-generation'
  | 'garbage'
  | 'source'
  // Of goroutine dumps:
  | 'not-a-dump'
  | 'no-goroutines'
  | 'dump-cut'
  | 'dump-damaged'
  | 'too-much';

export interface Problem {
  readonly code: ProblemCode;
  /** What, where, what was still read: one plain sentence. Advice is added by the page and the command line. */
  readonly message: string;
  /** Byte offset in the trace: in the file, or in what it unpacks to where the summary names a wrapper. */
  readonly offset?: number;
  readonly generation?: number;
}
