// Works out the tree of a filter over columns. A test is yes, no or not told: a dump of counts tells no states, and no wait
// stands beside a goroutine that has waited for less than a minute or was found to have leaked. What is not told matches
// neither a comparison nor its negation (`wait>5m` and `-wait>5m` both leave it out), so that nothing unknown is ever counted
// as known; `wait:unknown` asks for it. `or` takes what is told beside it.
//
// Columns are of all rows, or of the groups that the rows fall into: what a group decides is worked out once per group.

import type { FilterNode } from './filter-parser';
import type { FilterTerm } from './filter-term';

/** The order makes `and` the lesser, `or` the greater and `not` the mirror image. */
export const Told = { No: 0, Unknown: 1, Yes: 2 } as const;

export interface Answers {
  readonly of: 'group' | 'row';
  /** One of Told for each group or row. May be written to by whoever is given it. */
  readonly values: Uint8Array;
}

export interface FilterSubject {
  readonly rows: number;
  /** Group of each row; absent = there are no groups. */
  readonly groupOf?: Int32Array;
  term(term: FilterTerm, node: Extract<FilterNode, { readonly op: 'term' }>): Answers;
  /** @param mask 1 = matches. @returns those with all that created them and all that they created. */
  family(mask: Uint8Array): Uint8Array;
}

export interface Matches {
  /** 1 = matches. */
  readonly mask: Uint8Array;
  /** Rows. */
  readonly matched: number;
}

export function matchTree(tree: FilterNode, subject: FilterSubject): Matches {
  const answers = answer(tree, subject);
  const values = byRow(answers, subject).values;
  let matched = 0;
  for (let row = 0; row < values.length; row++) {
    const matches = values[row] >> 1;
    values[row] = matches;
    matched += matches;
  }
  return { mask: values, matched };
}

/** A column that says the same of everything. */
export const always = (length: number, told: number): Uint8Array => new Uint8Array(length).fill(told);

function answer(node: FilterNode, subject: FilterSubject): Answers {
  switch (node.op) {
    case 'term': {
      const answers = subject.term(node.term, node);
      return node.term.negated ? negate(answers) : answers;
    }
    case 'not':
      return negate(answer(node.part, subject));
    case 'family': {
      const mask = subject.family(matchTree(node.part, subject).mask);
      return { of: 'row', values: mask.map((matches) => (matches === 1 ? Told.Yes : Told.No)) };
    }
    default: {
      const [first, ...others] = node.parts;
      if (first === undefined) return { of: 'row', values: always(subject.rows, Told.Yes) };
      // One after the other: a column of a million rows for each of 500 terms would not fit beside the dump.
      let answers = answer(first, subject);
      for (const part of others) answers = join(node.op, answers, answer(part, subject), subject);
      return answers;
    }
  }
}

function negate({ of, values }: Answers): Answers {
  for (let i = 0; i < values.length; i++) values[i] = Told.Yes - values[i];
  return { of, values };
}

function join(op: 'and' | 'or', a: Answers, b: Answers, subject: FilterSubject): Answers {
  const [left, right] = a.of === b.of ? [a, b] : [byRow(a, subject), byRow(b, subject)];
  const { values } = left;
  if (op === 'and') for (let i = 0; i < values.length; i++) values[i] = Math.min(values[i], right.values[i]);
  else for (let i = 0; i < values.length; i++) values[i] = Math.max(values[i], right.values[i]);
  return left;
}

function byRow(answers: Answers, { rows, groupOf }: FilterSubject): Answers {
  if (answers.of === 'row' || groupOf === undefined) return answers;
  const values = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) values[row] = answers.values[groupOf[row]];
  return { of: 'row', values };
}
