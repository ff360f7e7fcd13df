// Stacks that are known to be harmless, as text in goleak's words: one rule a line, so that a list can be shared with tests.
//
//   goleak.IgnoreTopFunction("internal/poll.runtime_pollWait")

import type { BenignRule } from '../../../shared/model/dump-requests';

const OPTIONS: Readonly<Record<BenignRule['match'], string>> = {
  top: 'IgnoreTopFunction',
  any: 'IgnoreAnyFunction',
  'created-by': 'IgnoreCreatedBy',
};

export const writeBenign = (rules: readonly BenignRule[]): string =>
  rules.map(({ match, func }) => `goleak.${OPTIONS[match]}(${JSON.stringify(func)})`).join('\n');

export interface BenignText {
  readonly rules: readonly BenignRule[];
  /** Lines that are none, counted from 1. */
  readonly wrong: readonly number[];
}

const RULE =
  /^(?:goleak\.)?(IgnoreTopFunction|IgnoreAnyFunction|IgnoreCreatedBy)\(\s*("(?:[^"\\]|\\.)*"|`[^`]*`)\s*\),?$/;

/** Empty lines and comments (//) are left out. */
export function readBenign(text: string): BenignText {
  const rules: BenignRule[] = [];
  const wrong: number[] = [];
  text.split('\n').forEach((line, index) => {
    const plain = line.trim();
    if (plain === '' || plain.startsWith('//')) return;
    const [, option, quoted] = RULE.exec(plain) ?? [];
    const func = quoted === undefined ? undefined : unquote(quoted);
    const match = (Object.keys(OPTIONS) as BenignRule['match'][]).find((key) => OPTIONS[key] === option);
    if (match === undefined || func === undefined || func === '') wrong.push(index + 1);
    else rules.push({ match, func });
  });
  return { rules, wrong };
}

function unquote(quoted: string): string | undefined {
  if (quoted.startsWith('`')) return quoted.slice(1, -1);
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return undefined;
  }
}
