// What the dump panels do with the session: show a group, a goroutine, a filter.

import { batch } from '@preact/signals';
import { visibleText } from '../../../shared/base/visible-text';
import type { DumpGroup, GroupBy, MatrixGroup, SeriesSummary } from '../../../shared/model/dump-requests';
import { filterWords } from '../../../shared/model/filter-words';
import type { DumpSession, DumpView } from '../../models/dump-session';
import { filterTerms } from '../../models/filter-terms';

/** What is open; undefined while nothing of it is known. */
export function summaryOf({ status }: DumpSession): SeriesSummary | undefined {
  const now = status.value;
  return now.kind === 'ready' || now.kind === 'unreadable' ? now.summary : undefined;
}

/** Groups of findings are told by stack, functions and lines: shows one of them in the details. */
export function showFindingGroup(session: DumpSession, key: string, view?: DumpView): void {
  batch(() => {
    const { groupBy, similarity, ignoreState } = session.grouping.value;
    if (groupBy.by !== 'stack' || similarity !== 'lines' || ignoreState) {
      session.grouping.value = {
        ...session.grouping.value,
        groupBy: { by: 'stack' },
        similarity: 'lines',
        ignoreState: false,
      };
    }
    if (view) session.view.value = view;
    session.selection.value = { group: key };
  });
}

export function findMatrixGroup(session: DumpSession, key: string): MatrixGroup | undefined {
  return session.matrix.value?.groups.find((group) => group.key === key);
}

/** A group by its key: of the shown dump, or as the comparison last saw it. */
export function findGroup(session: DumpSession, key: string): DumpGroup | undefined {
  const listed = session.groups.value?.groups.find((group) => group.key === key);
  // That of the shown dump first: the list of its goroutines is of that dump too.
  return listed ?? findMatrixGroup(session, key)?.group;
}

/** Adds a term to the filter: `created:main.serve`. */
export function addFilter(session: DumpSession, field: string, value: string): void {
  addTerm(session, `${field}:${filterText(value)}`);
}

/** Adds a label to the filter: `label:"odd key"=pg`. */
export function addLabelFilter(session: DumpSession, [key, value]: readonly [key: string, value: string]): void {
  addTerm(session, `label:${filterText(key)}=${filterText(value)}`);
}

/** In quotes where it would read as something else; within them only quotes and backslashes are escaped. */
const filterText = (value: string): string =>
  /^[\w.*-][\w./*-]*$/.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;

function addTerm(session: DumpSession, term: string): void {
  const now = session.filter.value.trim();
  if (filterTerms(now).some(({ text }) => text === term)) return;
  // A term beside an `or` would belong to its last part only.
  const kept = filterWords(now).some(({ kind }) => kind === 'or') ? `(${now})` : now;
  session.filter.value = now === '' ? term : `${kept} ${term}`;
}

const BY_WORDS: Readonly<Record<Exclude<GroupBy['by'], 'label'>, string>> = {
  stack: 'stack',
  'blocking-line': 'blocking line',
  creator: 'creator',
  state: 'state',
  'user-frame': 'user frame',
  start: 'start function',
  package: 'package',
};

/** The column that names a group, by what its goroutines share. */
export function groupHeading(groupBy: GroupBy): { readonly label: string; readonly title: string } {
  if (groupBy.by === 'stack') {
    return {
      label: 'stack (first user frame)',
      title: 'First function of your program, and the line where it stands',
    };
  }
  const shared = groupBy.by === 'label' ? `label ${visibleText(groupBy.key)}` : BY_WORDS[groupBy.by];
  return { label: shared, title: `What the goroutines of a group share: ${shared}` };
}

/** A grouping as the value of a list of choices, and back. */
export const groupById = (groupBy: GroupBy): string => (groupBy.by === 'label' ? `label:${groupBy.key}` : groupBy.by);

export function groupByOf(id: string): GroupBy {
  if (id.startsWith('label:')) return { by: 'label', key: id.slice('label:'.length) };
  return { by: id as Exclude<GroupBy['by'], 'label'> };
}

export const groupByChoices = Object.entries(BY_WORDS).map(([id, label]) => ({ id, label }));
export const labelChoices = (session: DumpSession) =>
  (summaryOf(session)?.labelKeys ?? []).map((key) => ({
    id: `label:${key}`,
    label: `label ${visibleText(key)}`,
    group: 'Labels',
  }));
