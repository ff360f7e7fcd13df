// Which goroutines of a dump match a filter (language: ../filter-parser.ts). What the stack, the state and the go statement
// decide is worked out once per stack group, and of it what a function's name decides once per function; only ids, waits,
// flags, labels and addresses are looked at row by row.
//
// Not told, and so matching neither a term nor its negation (../filter-tree.ts): ids and states of a dump of counts, waits
// of goroutines that tell none, the depth of a stack that is not there or has frames left out.
// 1 million rows in 600 groups: 4 to 11 ms for names, states and expressions, 20 to 45 ms for what is looked at row by row,
// 125 ms for a family (2 cores under load).

import { GoroutineFlag, type Snapshot } from '../../model/dumps';
import type { FilterError } from '../../model/requests';
import { isSystemGoroutine } from '../../model/states';
import type { DumpTrait } from '../filter-keys';
import { compare, REGEX_STEPS, type TermNode, tooSlow } from '../filter-match';
import { type FilterNode, parseFilter } from '../filter-parser';
import { RegexBudgetSpent } from '../filter-regex';
import type { FilterTerm } from '../filter-term';
import { type Answers, always, type FilterSubject, matchTree, Told } from '../filter-tree';
import { family } from './family';
import { createFilterNames, type FilterNames } from './filter-names';
import { listsLeaksOnly } from './stack-groups';
import type { DumpIndex, GroupJudge } from './types';

export type SnapshotFilter =
  /** `mask` per row, 1 = matches; `matched` goroutines (sum of weights). */
  | { readonly ok: true; readonly mask: Uint8Array; readonly matched: number }
  | { readonly ok: false; readonly error: FilterError };

/** @param judge what the findings say; without it is:background, is:ghost and is:suspect are errors. */
export function filterSnapshot(
  index: DumpIndex,
  snapshot: Snapshot,
  judge: GroupJudge | undefined,
  text: string,
): SnapshotFilter {
  const parsed = parseFilter(text, 'dump');
  if (!parsed.ok) return parsed;
  const unjudged = judge === undefined ? judgedTerm(parsed.tree) : undefined;
  if (unjudged) {
    const message = 'This needs the findings of the dump, which are not there.';
    return { ok: false, error: { message, from: unjudged.from, to: unjudged.to } };
  }
  let asked: TermNode | undefined;
  const names = createFilterNames(index, { steps: REGEX_STEPS });
  const context: Context = { index, snapshot, judge, names };
  const subject: FilterSubject = {
    rows: snapshot.length,
    groupOf: index.groups(snapshot).of,
    term: (term, node) => {
      asked = node;
      return termAnswers(context, term);
    },
    family: (mask) => family(index, snapshot, mask),
  };
  try {
    const { mask } = matchTree(parsed.tree, subject);
    const { weight } = snapshot.columns;
    let matched = 0;
    for (let row = 0; row < mask.length; row++) matched += mask[row] * weight[row];
    return { ok: true, mask, matched };
  } catch (problem) {
    if (problem instanceof RegexBudgetSpent) return { ok: false, error: tooSlow(asked, text) };
    throw problem;
  }
}

interface Context {
  readonly index: DumpIndex;
  readonly snapshot: Snapshot;
  readonly judge: GroupJudge | undefined;
  readonly names: FilterNames;
}

const JUDGED: readonly string[] = ['background', 'ghost', 'suspect'] satisfies readonly DumpTrait[];

function judgedTerm(node: FilterNode): TermNode | undefined {
  if (node.op === 'term') return node.term.kind === 'trait' && JUDGED.includes(node.term.trait) ? node : undefined;
  for (const part of 'parts' in node ? node.parts : [node.part]) {
    const found = judgedTerm(part);
    if (found) return found;
  }
  return undefined;
}

function termAnswers(context: Context, term: FilterTerm): Answers {
  const { snapshot, index, names } = context;
  const { columns } = snapshot;
  switch (term.kind) {
    case 'text': {
      const named = names.function({ text: term.text, exact: false });
      return byGroup(context, (stack, creator) => named.anyFrame(stack) || named.frame(creator));
    }
    case 'regex':
      return byGroup(context, names.stackAndCreator(term.regex));
    case 'field':
      return byGroup(context, names.field(term.field, term.match));
    case 'reason': {
      const { of, values } = groupColumn(context);
      const matches = stateTest(term.reason, term.exact);
      const known = new Map<number, number>([[0, Told.Unknown]]);
      const { state } = index.groups(snapshot);
      for (let group = 0; group < values.length; group++) {
        let told = known.get(state[group]);
        if (told === undefined) {
          told = matches(index.string(state[group])) ? Told.Yes : Told.No;
          known.set(state[group], told);
        }
        values[group] = told;
      }
      return { of, values };
    }
    case 'ids':
      return byRow(snapshot, (row) => told(columns.id[row] >= 0, term.ids.has(columns.id[row])));
    case 'wait': {
      const { minutes } = columns;
      const { comparison, value } = term;
      return byRow(snapshot, (row) => told(minutes[row] >= 0, compare(minutes[row], comparison, value)));
    }
    case 'untold':
      return byRow(snapshot, (row) => told(true, columns.minutes[row] < 0));
    case 'depth':
      return depthAnswers(context, term.comparison, term.value);
    case 'label': {
      const matches = names.labels(term.key, term.value);
      return byRow(snapshot, (row) => told(true, matches(columns.labels[row])));
    }
    case 'bubble':
      return byRow(snapshot, (row) => told(true, term.ids.has(columns.bubble[row])));
    case 'lock':
      return byRow(snapshot, (row) => told(true, term.ids.has(columns.waitsFor[row])));
    case 'trait':
      return traitAnswers(context, term.trait);
    default:
      throw new Error(`Ghostlight has a bug: a dump has no '${term.kind}'`);
  }
}

const told = (known: boolean, matches: boolean): number => (known ? (matches ? Told.Yes : Told.No) : Told.Unknown);

const groupColumn = ({ index, snapshot }: Context): Answers => ({
  of: 'group',
  values: always(index.groups(snapshot).length, Told.No),
});

function byGroup(context: Context, matches: (stack: number, creator: number) => boolean): Answers {
  const answers = groupColumn(context);
  const { stack, creator } = context.index.groups(context.snapshot);
  for (let group = 0; group < answers.values.length; group++) {
    if (matches(stack[group], creator[group])) answers.values[group] = Told.Yes;
  }
  return answers;
}

function byRow({ length }: Snapshot, answer: (row: number) => number): Answers {
  const values = new Uint8Array(length);
  for (let row = 0; row < length; row++) values[row] = answer(row);
  return { of: 'row', values };
}

// States of a goroutine that does not wait for anything.
const AT_WORK = new Set(['running', 'runnable', 'syscall', 'idle', 'dead', 'copystack', 'preempted']);

/** `state:waiting` is the word of traces for all of those that wait, whatever they wait for. */
function stateTest(text: string, exact: boolean): (state: string) => boolean {
  return (state) => {
    const lower = state.toLowerCase();
    if (exact) return lower === text;
    return lower.startsWith(text) || (text === 'waiting' && !AT_WORK.has(lower));
  };
}

function depthAnswers(context: Context, comparison: Parameters<typeof compare>[1], value: number): Answers {
  const { index, snapshot, names } = context;
  const answers = groupColumn(context);
  const { stack } = index.groups(snapshot);
  const atLeast = comparison === '>' || comparison === '>=';
  for (let group = 0; group < answers.values.length; group++) {
    const { frames, open } = names.depth(stack[group]);
    const matches = compare(frames, comparison, value);
    // Frames that were left out only add to those that are there.
    const certain = !open || (atLeast ? matches : compare(frames, comparison === '<' ? '>=' : '>', value));
    answers.values[group] = told(certain, matches);
  }
  return answers;
}

const FLAGS: Readonly<Partial<Record<DumpTrait, number>>> = {
  leaked: GoroutineFlag.Leaked,
  locked: GoroutineFlag.Locked,
  durable: GoroutineFlag.Durable,
  first: GoroutineFlag.First,
  cut: GoroutineFlag.Cut,
  elided: GoroutineFlag.Elided,
  unparsed: GoroutineFlag.Unparsed,
};
const LEVELS: Readonly<Partial<Record<DumpTrait, readonly string[]>>> = {
  ghost: ['PROVEN', 'CERTAIN'],
  suspect: ['PROVEN', 'CERTAIN', 'SUSPECT'],
};

function traitAnswers(context: Context, trait: DumpTrait): Answers {
  const { index, snapshot, judge } = context;
  const { flags, parent } = snapshot.columns;
  const flag = FLAGS[trait];
  if (flag !== undefined) {
    if (trait === 'leaked' && listsLeaksOnly(snapshot)) return byRow(snapshot, () => Told.Yes);
    return byRow(snapshot, (row) => told(true, (flags[row] & flag) !== 0));
  }
  if (trait === 'orphan') {
    return byRow(snapshot, (row) => told(true, parent[row] >= 0 && index.rowOfId(snapshot, parent[row]) < 0));
  }
  const answers = groupColumn(context);
  const { stack } = index.groups(snapshot);
  const { values } = answers;
  for (let group = 0; group < values.length; group++) {
    if (trait === 'system') {
      const { start } = index.facts(stack[group]);
      values[group] = told(start !== '', isSystemGoroutine(start));
    } else if (trait === 'background') values[group] = told(true, judge?.background(group) === true);
    else values[group] = told(true, LEVELS[trait]?.includes(judge?.diagnosis(group).level ?? '') === true);
  }
  if (LEVELS[trait] === undefined) return answers;
  // Proved of the goroutine itself, whatever its group is.
  const { of } = index.groups(snapshot);
  const leaked = traitAnswers(context, 'leaked').values;
  return byRow(snapshot, (row) => Math.max(leaked[row], values[of[row]]));
}
