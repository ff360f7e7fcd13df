// Which goroutines of a trace match a filter (language: filter-parser.ts). Names are tried once each, whatever the number of
// goroutines that share them; then one pass over the rows per term.
//
// `dur` compares the time spent in what the positive state: and reason: terms that are and-ed with it name together. Reasons
// are kinds of waiting: beside them state:waiting adds nothing, so that `state:waiting reason:select dur>1s` means the time
// in select. Of `state:waiting dur>1s or state:running dur>2s` each side has its own.

import { assert } from '../base/assert';
import { NONE } from '../model/events';
import type { FilterError } from '../model/requests';
import { GoState, isSystemGoroutine, plainReason } from '../model/states';
import type { GoroutineTable } from '../model/tables';
import type { TraceIndex } from '../model/trace-index';
import type { FilterState } from './filter-keys';
import { compare, once, REGEX_STEPS, type TermNode, tooSlow } from './filter-match';
import { type FilterNode, parseFilter } from './filter-parser';
import { boundedRegex, RegexBudgetSpent } from './filter-regex';
import type { FilterTerm, NameMatch } from './filter-term';
import { always, type FilterSubject, matchTree, Told } from './filter-tree';
import { isGhost } from './ghosts';
import { blockedForNs, blockedNs, inSyscallNs, wasBlockedFor } from './goroutine-times';

// Longer names are matched by their start: no Go function has one.
const MAX_SUBJECT = 1000;
type RowTest = (row: number) => boolean;

export type FilterResult =
  | { readonly ok: true; readonly mask: Uint8Array; readonly matched: number }
  | { readonly ok: false; readonly error: FilterError };

/** One byte per goroutine row: 1 = matches. The empty filter matches all. */
export function filterGoroutines(index: TraceIndex, text: string): FilterResult {
  const parsed = parseFilter(text);
  if (!parsed.ok) return parsed;
  const { length } = index.goroutines;
  const budget = { steps: REGEX_STEPS };
  const beside = termsBeside(parsed.tree);
  let asked: TermNode | undefined;
  const subject: FilterSubject = {
    rows: length,
    term: (term, node) => {
      asked = node;
      const values = always(length, Told.No);
      const test = rowTest(index, term, beside.get(term) ?? [], (regex) => {
        const matches = boundedRegex(regex);
        return (name) => matches(name.slice(0, MAX_SUBJECT), budget);
      });
      for (let row = 0; row < length; row++) if (test(row)) values[row] = Told.Yes;
      return { of: 'row', values };
    },
    family: (mask) => familyOf(index.goroutines, mask),
  };
  try {
    return { ok: true, ...matchTree(parsed.tree, subject) };
  } catch (problem) {
    if (problem instanceof RegexBudgetSpent) return { ok: false, error: tooSlow(asked, text) };
    throw problem;
  }
}

/** For each term the terms that are and-ed with it, itself included; negated as seen from there. */
function termsBeside(tree: FilterNode): ReadonlyMap<FilterTerm, readonly FilterTerm[]> {
  const beside = new Map<FilterTerm, readonly FilterTerm[]>();
  const walk = (node: FilterNode, outer: readonly FilterTerm[]): void => {
    if (node.op === 'term') beside.set(node.term, [node.term, ...outer]);
    else if (node.op === 'not') walk(node.part, outer);
    // What holds of relatives says nothing about the goroutine itself.
    else if (node.op === 'family') walk(node.part, []);
    else if (node.op === 'or') for (const part of node.parts) walk(part, outer);
    else {
      const terms = node.parts.map((part) => termsOf(part, false));
      node.parts.forEach((part, i) => {
        walk(part, [...outer, ...terms.flatMap((others, other) => (other === i ? [] : others))]);
      });
    }
  };
  walk(tree, []);
  return beside;
}

function termsOf(node: FilterNode, negated: boolean): readonly FilterTerm[] {
  if (node.op === 'term') return [{ ...node.term, negated: node.term.negated !== negated }];
  if (node.op === 'family') return [];
  if (node.op === 'not') return termsOf(node.part, !negated);
  return node.parts.flatMap((part) => termsOf(part, negated));
}

/** A parent comes before its children in no certain order: the rows are gone through until nothing changes. */
function familyOf({ length, parent }: GoroutineTable, mask: Uint8Array): Uint8Array {
  const ancestors = mask.slice();
  for (let row = 0; row < length; row++) {
    if (mask[row] === 0) continue;
    for (let up = parent[row]; up !== NONE && ancestors[up] === 0; up = parent[up]) ancestors[up] = 1;
  }
  const family = ancestors.slice();
  // 0 = not looked at, 1 = descends from a match, 2 = does not.
  const known = mask.map((matches) => (matches === 1 ? 1 : 0));
  const path: number[] = [];
  for (let row = 0; row < length; row++) {
    path.length = 0;
    let at = row;
    while (at !== NONE && known[at] === 0) {
      known[at] = 2;
      path.push(at);
      at = parent[at];
    }
    const descends = at !== NONE && known[at] === 1;
    for (const each of path) if (descends) known[each] = family[each] = 1;
  }
  return family;
}

type Matcher = (name: string) => boolean;

function matcherOf(match: NameMatch, regexMatcher: (regex: RegExp) => Matcher): Matcher {
  if ('regex' in match) return regexMatcher(match.regex);
  return (name) => (match.exact ? name.toLowerCase() === match.text : name.toLowerCase().includes(match.text));
}

function rowTest(
  index: TraceIndex,
  term: FilterTerm,
  beside: readonly FilterTerm[],
  regexMatcher: (regex: RegExp) => Matcher,
): RowTest {
  const { goroutines } = index;
  switch (term.kind) {
    case 'text':
    case 'regex': {
      const matches = matcherOf(term.kind === 'regex' ? term : { text: term.text, exact: false }, regexMatcher);
      const [start, creator] = [startTest(index, matches), creatorTest(index, matches)];
      return (row) => start(row) || creator(row);
    }
    case 'field': {
      const matches = matcherOf(term.match, regexMatcher);
      return term.field === 'created' ? creatorTest(index, matches) : startTest(index, matches);
    }
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
      const measure = durationMeasure(index, beside);
      return (row) => compare(measure(row), term.comparison, term.ns);
    }
    default:
      // The parser let through what a trace does not know.
      assert(false, `a trace has no '${term.kind}'`);
      return () => false;
  }
}

/** Tests the start function's name, each name once. */
function startTest({ goroutines, symbols }: TraceIndex, matches: Matcher): RowTest {
  const test = once((name) => matches(symbols.string(name)));
  return (row) => test(goroutines.name[row]);
}

/** Tests the name of the function that created it, each stack once. */
function creatorTest({ goroutines, symbols }: TraceIndex, matches: Matcher): RowTest {
  const test = once((stack) => matches(symbols.frames(stack)[0]?.func ?? ''));
  return (row) => test(goroutines.creatorStack[row]);
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
