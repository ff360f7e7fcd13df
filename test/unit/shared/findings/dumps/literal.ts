// Stacks written down, for what no test machine has; and the dumps that the tables of cases speak of.

/** A stack written down: state and frames, leaf first; the rest as the header and the go statement have it. */
export interface Literal {
  readonly state: string;
  readonly frames: readonly string[];
  readonly by?: string;
  readonly count?: number;
  readonly preamble?: string;
  /** As rows, where the text form would be read in another way. */
  readonly made?: true;
}
export const LITERAL = (
  state: string,
  frames: readonly string[],
  rest: Omit<Literal, 'state' | 'frames'> = {},
): Literal => ({
  state,
  frames,
  ...rest,
});

export const NO_STACK = LITERAL('running', [], { by: 'main.busy' });

export type Shown = readonly [source: string | Literal, frame: string];

/** Per pattern: dumps that show it, and one that looks alike and must not. */
export type Cases = Readonly<Record<string, { readonly shows: readonly Shown[]; readonly not: Shown }>>;

export const P = 'dumps/patterns-1.27/at-once.debug2.txt';
export const HTTP = 'dumps/http-1.27/goroutine.debug2.txt';
export const LEAK = 'dumps/leak-1.26/goroutine.debug2.txt';
export const CRASH = 'dumps/crash-1.23';
export const SYSTEM = `${CRASH}/sigquit.system.txt`;
export const BUBBLE = 'dumps/synctest/bubble-1.27.runtime.Stack.txt';
