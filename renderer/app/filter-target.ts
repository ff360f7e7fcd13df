// What the filter box filters: a trace's goroutines or those of dumps. Functions read signals where they are called.

import type { ReadonlySignal, Signal } from '@preact/signals';
import { groupDigits } from '../../shared/base/format';
import type { FilterError } from '../../shared/model/requests';
import type { DumpTab } from '../models/dump-tab';
import type { FileSession } from '../models/file-session';
import type { Complete } from '../models/filter-completion';
import { isWhole, shownSummary } from '../models/session';
import type { Tab } from '../models/sessions';
import type { AppModel } from './app-model';
import { chooseOnlyMatch } from './when-applied';

export interface MatchCount {
  readonly text: string;
  readonly filtered: boolean;
  /** Counts that change twice a second are not read aloud. */
  readonly final: boolean;
}

export interface FilterTarget {
  readonly kind: Exclude<Tab['kind'], 'profile'>;
  readonly filter: Signal<string>;
  readonly error: ReadonlySignal<FilterError | undefined>;
  /** The last text that could be read: what is shown belongs to it. */
  readonly applied: ReadonlySignal<string>;
  readonly examples: readonly string[];
  readonly complete: Complete;
  matched(): MatchCount | undefined;
  /** Enter in the filter. */
  enter(): void;
}

/** Undefined while there is nothing to filter. */
export function filterTarget(model: AppModel, tab: Tab): FilterTarget | undefined {
  if (tab.kind === 'trace') return shownSummary(tab.status.value) && traceTarget(model, tab);
  // Profiles know no goroutines; their stacks are refined in the graph.
  return tab.kind === 'dump' && tab.status.value.kind === 'ready' ? dumpTarget(tab) : undefined;
}

const TRACE_EXAMPLES = ['http', '/serve$/', 'g:50', 'state:waiting', 'reason:"chan receive"', 'dur>10ms', '-term'];
const DUMP_EXAMPLES = [
  'http',
  'frame:/leak/',
  'state:"chan send"',
  'wait>=5m',
  'label:service',
  'is:suspect',
  '(a or b) not c',
];

function traceTarget(model: AppModel, session: FileSession): FilterTarget {
  return {
    kind: 'trace',
    filter: session.filter,
    error: session.filterError,
    applied: session.appliedFilter,
    examples: TRACE_EXAMPLES,
    complete: (filter, caret) => session.api.complete(filter, caret),
    matched() {
      const layout = session.layout.value;
      if (layout === undefined) return undefined;
      const filtered = session.appliedFilter.value.trim() !== '';
      const final = isWhole(session.status.value);
      const count = filtered
        ? `${groupDigits(layout.matched)} of ${groupDigits(layout.total)}`
        : `${groupDigits(layout.total)} goroutines`;
      return { text: final ? count : `${count} so far`, filtered, final };
    },
    enter: () => chooseOnlyMatch(session, (row) => model.selectGoroutine(session, row)),
  };
}

function dumpTarget(tab: DumpTab): FilterTarget {
  return {
    kind: 'dump',
    filter: tab.filter,
    error: tab.filterError,
    applied: tab.appliedFilter,
    examples: DUMP_EXAMPLES,
    complete: tab.complete,
    matched() {
      const found = tab.matched.value;
      if (found === undefined) return undefined;
      const filtered = tab.appliedFilter.value.trim() !== '';
      const { matched, total, groups } = found;
      const { by } = tab.grouping.value.groupBy;
      const unit = by === 'stack' ? (groups === 1 ? 'stack' : 'stacks') : groups === 1 ? 'group' : 'groups';
      const count = filtered ? `${groupDigits(matched)} of ${groupDigits(total)}` : `${groupDigits(total)} goroutines`;
      return { text: `${count} · ${groupDigits(groups)} ${unit}`, filtered, final: true };
    },
    enter() {
      // A filter is typed to see groups; in the report and the guide it would seem to do nothing.
      if (tab.view.peek() === 'report' || tab.view.peek() === 'guide') tab.view.value = 'groups';
    },
  };
}
