// Expressions that the user typed to refine a graph, ready to be tried on names. They run in the automaton of the filters:
// the language's own engine may take hours for a name of 60 letters, and nothing can stop it.

import type { NameTest, TagTest } from '../../model/graphs';
import { boundedRegex, type RegexBudget } from '../filter-regex';
import { UnsupportedRegex } from '../filter-regex-program';
import { ExpressionProblem, fromGo } from './go-regex';

/**
 * Searched anywhere in a name. Each name is tried once, however often it is asked for.
 * @returns a test that throws RegexBudgetSpent
 * @throws ExpressionProblem
 */
export function nameTest(text: string, budget: RegexBudget): NameTest {
  const matches = automaton(text);
  const known = new Map<string, boolean>();
  return {
    test(name) {
      let found = known.get(name);
      if (found === undefined) {
        found = matches(name, budget);
        known.set(name, found);
      }
      return found;
    },
  };
}

/**
 * `key=a,b` or `a,b`, as pprof reads it. Flags in front, `(?i)`, are for each part.
 * @returns tests that throw RegexBudgetSpent
 * @throws ExpressionProblem
 */
export function tagTestOf(text: string, budget: RegexBudget): TagTest {
  const whole = nameTest(text, budget);
  const [flags] = /^\(\?[imsU]+\)|/.exec(text) ?? [''];
  const plain = text.slice(flags.length);
  const equals = plain.indexOf('=');
  const value = plain.slice(equals + 1);
  try {
    const parts = partsOf(value, (part) => nameTest(flags + part, budget));
    return { ...whole, ...(equals < 0 ? {} : { key: plain.slice(0, equals) }), value, parts };
  } catch (problem) {
    // Its places are those of the part.
    throw problem instanceof ExpressionProblem ? new ExpressionProblem(problem.message, 0, text.length) : problem;
  }
}

function partsOf(text: string, compile: (part: string) => NameTest): readonly NameTest[] {
  // `a{1,2}`: pprof takes it for two that are written out.
  if (/\{\d+,\d*\}/.test(text)) return [compile(text)];
  try {
    return text.split(',').map(compile);
  } catch (problem) {
    // A comma within brackets, `[a,b]`: pprof reads no such expression, here it is one.
    if (problem instanceof ExpressionProblem) return [compile(text)];
    throw problem;
  }
}

function automaton(text: string) {
  try {
    return boundedRegex(fromGo(text));
  } catch (problem) {
    if (!(problem instanceof UnsupportedRegex)) throw problem;
    throw new ExpressionProblem(`The expression cannot be used: ${problem.message}.`, 0, text.length);
  }
}
