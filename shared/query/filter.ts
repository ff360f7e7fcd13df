// Which goroutines match a filter (language: filter-parser.ts). Names are tried once each, whatever the number of
// goroutines that share them; then one pass over the rows.
//
// `dur` compares the time spent in what the positive state: and reason: terms name together. Reasons are kinds of waiting:
// beside them state:waiting adds nothing, so that `state:waiting reason:select dur>1s` means the time in select.

import type { FilterError } from '../model/requests';
import { GoState, isSystemGoroutine, plainReason } from '../model/states';
import type { GoroutineTable } from '../model/tables';
import type { TraceIndex } from '../model/trace-index';
import { type Comparison, type FilterState, type FilterTerm, parseFilter } from './filter-parser';
import { isGhost } from './ghosts';
import { blockedForNs, blockedNs, inSyscallNs, wasBlockedFor } from './goroutine-times';

// Longer names are matched by their start: with MAX_PATTERN of the parser this bounds what a bad pattern can cost.
const MAX_SUBJECT = 1000;

type RowTest = (row: number) => boolean;

export type FilterResult =
  | { readonly ok: true; readonly mask: Uint8Array; readonly matched: number }
  | { readonly ok: false; readonly error: FilterError };

/** One byte per goroutine row: 1 = matches. The empty filter matches all. */
export function filterGoroutines(index: TraceIndex, text: string): FilterResult {
  const parsed = parseFilter(text);
  if (!parsed.ok) return parsed;
  const tests = parsed.terms.map((term) => negatable(term, rowTest(index, term, parsed.terms)));
  const mask = new Uint8Array(index.goroutines.length);
  let matched = 0;
  for (let row = 0; row < mask.length; row++) {
    if (!tests.every((test) => test(row))) continue;
    mask[row] = 1;
    matched++;
  }
  return { ok: true, mask, matched };
}

const negatable = (term: FilterTerm, test: RowTest): RowTest => (term.negated ? (row) => !test(row) : test);

function rowTest(index: TraceIndex, term: FilterTerm, all: readonly FilterTerm[]): RowTest {
  const { goroutines } = index;
  switch (term.kind) {
    case 'text':
      return nameTest(index, (name) => name.toLowerCase().includes(term.text));
    case 'regex':
      return nameTest(index, (name) => term.regex.test(name.slice(0, MAX_SUBJECT)));
    case 'ids':
      return (row) => term.ids.has(goroutines.id[row]);
    case 'state': {
      const { state } = term;
      const final = FINAL_STATE[state];
      // The state in which it stays counts even where the accounting gives it no time (`forever`, the last instant).
      return (row) => stateNs(goroutines, state, row) > 0 || goroutines.finalState[row] === final;
    }
    case 'trait':
      return term.trait === 'ghost'
        ? (row) => isGhost(index, row)
        : (row) => isSystemGoroutine(index.symbols.string(goroutines.name[row]));
    case 'reason': {
      const wanted = reasonIndices(index, term.reason, term.exact);
      return (row) => wasBlockedFor(goroutines, row, wanted);
    }
    case 'duration': {
      const measure = durationMeasure(index, all);
      return (row) => compare(measure(row), term.comparison, term.ns);
    }
  }
}

/** Tests the start function's and the creating function's name, each name once. */
function nameTest({ goroutines, symbols }: TraceIndex, matches: (name: string) => boolean): RowTest {
  const byName = new Map<number, boolean>();
  const byCreator = new Map<number, boolean>();
  const cached = (cache: Map<number, boolean>, key: number, name: () => string): boolean => {
    let answer = cache.get(key);
    if (answer === undefined) {
      answer = matches(name());
      cache.set(key, answer);
    }
    return answer;
  };
  return (row) => {
    const name = goroutines.name[row];
    const creator = goroutines.creatorStack[row];
    return (
      cached(byName, name, () => symbols.string(name)) ||
      cached(byCreator, creator, () => symbols.frames(creator)[0]?.func ?? '')
    );
  };
}

const FINAL_STATE: Readonly<Record<FilterState, GoState>> = {
  waiting: GoState.Waiting,
  running: GoState.Running,
  runnable: GoState.Runnable,
  syscall: GoState.Syscall,
};

function stateNs(table: GoroutineTable, state: FilterState, row: number): number {
  switch (state) {
    case 'waiting':
      return blockedNs(table, row);
    case 'running':
      return table.execNs[row];
    case 'runnable':
      return table.schedWaitNs[row];
    case 'syscall':
      return inSyscallNs(table, row);
  }
}

/** Reasons that a stack tells count like the runtime's own; copied with our mark they are found as well. */
function reasonIndices(index: TraceIndex, text: string, exact: boolean): ReadonlySet<number> {
  const wanted = plainReason(text);
  const found = new Set<number>();
  index.summary.reasons.forEach((reason, i) => {
    const lower = plainReason(reason).toLowerCase();
    if (exact ? lower === wanted : lower.startsWith(wanted)) found.add(i);
  });
  return found;
}

function durationMeasure(index: TraceIndex, terms: readonly FilterTerm[]): (row: number) => number {
  const { goroutines } = index;
  const states = new Set<FilterState>();
  const reasons = new Set<number>();
  let anyReason = false;
  for (const term of terms) {
    if (term.negated) continue;
    if (term.kind === 'state') states.add(term.state);
    if (term.kind !== 'reason') continue;
    anyReason = true;
    for (const reason of reasonIndices(index, term.reason, term.exact)) reasons.add(reason);
  }
  if (states.size === 0 && !anyReason) return (row) => goroutines.totalNs[row];
  if (anyReason) states.delete('waiting');
  const named = [...states];
  return (row) =>
    named.reduce((sum, state) => sum + stateNs(goroutines, state, row), blockedForNs(index, row, reasons));
}

function compare(ns: number, comparison: Comparison, limit: number): boolean {
  switch (comparison) {
    case '>':
      return ns > limit;
    case '>=':
      return ns >= limit;
    case '<':
      return ns < limit;
    case '<=':
      return ns <= limit;
  }
}
