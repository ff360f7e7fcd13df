// Options that `dump` and `diff` share, and what they ask for.

import { type Command, InvalidArgumentError, Option } from 'commander';
import { type GroupBy, SIMILARITIES, type Similarity } from '../../shared/model/dump-requests';
import type { FilterError } from '../../shared/model/requests';
import { THRESHOLDS_TEXT } from './dump-settings';
import { expressionErrorText } from './expression-error';
import { writeError } from './output';

export interface GroupingFlags {
  readonly filter?: string;
  readonly groupBy: GroupBy;
  readonly similarity: Similarity;
  readonly ignoreState: boolean;
  /** Tables leave out what every program has; JSON has everything and marks it. */
  readonly background: boolean;
  readonly json: boolean;
  readonly set: readonly string[];
}

export const groupingOf = ({ filter = '', groupBy, similarity, ignoreState, background, json }: GroupingFlags) => ({
  ...{ groupBy, similarity, ignoreState, filter },
  background: background || json,
});

/** Says where the filter does not read; returns the exit code. */
export function refuseFilter({ filter = '' }: GroupingFlags, error: FilterError): number {
  writeError(expressionErrorText('--filter', filter, error));
  return 2;
}

const GROUPINGS = ['stack', 'state', 'blocking-line', 'user-frame', 'creator', 'start', 'package'] as const;

const FILTER_HELP =
  'only goroutines that match: text, /regex/, g:12, state:select, frame:db.Query, wait>5m, label:tenant=acme, is:suspect; -not, a or b, (…), family(…)';

export function addGroupingOptions(command: Command): Command {
  return command
    .option('--filter <EXPR>', FILTER_HELP)
    .addOption(
      new Option('--group-by <WHAT>', `what the goroutines of a group share: ${GROUPINGS.join(', ')}, label:KEY`)
        .argParser(parseGrouping)
        .default({ by: 'stack' }, 'stack'),
    )
    .addOption(
      new Option(
        '--similarity <LEVEL>',
        'how alike stacks are: exact (offsets), lines, functions (across builds), arguments (values, not pointers)',
      )
        .choices(SIMILARITIES)
        .default('lines'),
    )
    .option('--ignore-state', 'one stack in several states is one group', false)
    .option('--background', 'tables list goroutines that every program has, too (JSON always does)', false)
    .addOption(
      new Option('--set <NAME=VALUE>', `a threshold of the findings: ${THRESHOLDS_TEXT}`)
        .argParser(collect)
        .default([], 'these'),
    );
}

function parseGrouping(text: string): GroupBy {
  if (text.startsWith('label:') && text.length > 6) return { by: 'label', key: text.slice(6) };
  const by = GROUPINGS.find((grouping) => grouping === text);
  if (by === undefined) throw new InvalidArgumentError(`there are ${GROUPINGS.join(', ')} and label:KEY.`);
  return { by };
}

export const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];
