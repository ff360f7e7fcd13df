// What is asked about a series of dumps: each question only while its view is shown, the groups always, because the filter is
// checked and counted with them. All other questions use the last filter that could be read.

import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import { type Disposable, disposeAll } from '../../shared/base/disposable';
import type { DumpApi } from '../../shared/contract/dump-api';
import type { GroupingRequest, GroupsReply, MembersReply } from '../../shared/model/dump-requests';
import type { FilterError } from '../../shared/model/requests';
import { createAnswer, follow } from './dump-answers';
import { type DumpSelection, type DumpSession, type DumpView, type Grouping, MEMBERS_SHOWN } from './dump-session';

/** Typing pauses shorter than this ask nothing. */
const FILTER_DELAY_MS = 80;

interface DumpQuestionsOptions {
  readonly api: DumpApi;
  readonly edition: ReadonlySignal<number>;
  readonly view: ReadonlySignal<DumpView>;
  readonly moment: ReadonlySignal<number>;
  readonly selection: ReadonlySignal<DumpSelection>;
  readonly grouping: ReadonlySignal<Grouping>;
  /** There is more than one dump. */
  readonly isSeries: () => boolean;
  readonly onFault: (error: unknown) => void;
}

type Ok<T> = Extract<T, { readonly ok: true }>;

export function createDumpQuestions({
  api,
  edition,
  view,
  moment,
  selection,
  grouping,
  isSeries,
  onFault,
}: DumpQuestionsOptions) {
  const isOpen = (): boolean => edition.value > 0;
  const shows = (wanted: DumpView): boolean => isOpen() && view.value === wanted;

  const filtering = createFiltering(api, { edition, moment, grouping }, onFault);
  const { appliedFilter } = filtering;
  const request = (): GroupingRequest => ({ ...grouping.value, filter: appliedFilter.value });

  /** Of an answer that may refuse the filter: it was accepted before, so a refusal would be a fault of ours. */
  const accepted = async <T extends { readonly ok: boolean }>(reply: Promise<T>): Promise<Ok<T>> => {
    const answer = await reply;
    if (!answer.ok) throw new Error('a filter that was accepted is refused');
    return answer as Ok<T>;
  };

  const report = createReport(api, { edition, moment, isShown: () => shows('report') }, onFault);
  const goroutine = createAnswer(() => {
    if (!isOpen()) return undefined;
    const place = moment.value;
    const row = selection.value.goroutine;
    return {
      key: [edition.value, place, row ?? null],
      ask: async () => (row === undefined ? undefined : api.goroutine(place, row)),
    };
  }, onFault);
  const callsFrom = signal<'root' | 'leaf'>('root');
  const calls: Answered<DumpSession['calls']> = createAnswer(() => {
    if (!shows('calls')) return undefined;
    const { filter, background } = request();
    const asked = { moment: moment.value, filter, background, from: callsFrom.value };
    return { key: [edition.value, asked], ask: () => accepted(api.callTree(asked)) };
  }, onFault);
  const created: Answered<DumpSession['created']> = createAnswer(() => {
    if (!shows('created')) return undefined;
    const { filter, background } = request();
    const asked = { moment: moment.value, filter, background };
    return { key: [edition.value, asked], ask: () => accepted(api.createdTree(asked)) };
  }, onFault);
  const locks = createAnswer(() => {
    if (!shows('locks')) return undefined;
    const place = moment.value;
    return { key: [edition.value, place], ask: () => api.locks(place) };
  }, onFault);
  const matrixRows = signal<'groups' | 'goroutines'>('groups');
  const normalise = signal(false);
  const matrix: Answered<DumpSession['matrix']> = createAnswer(() => {
    // The report of a series opens with what the comparison says.
    if (!shows('compare') && !(shows('report') && isSeries())) return undefined;
    const asked = { ...request(), rows: matrixRows.value, normalise: normalise.value };
    return { key: [edition.value, asked], ask: () => accepted(api.matrix(asked)) };
  }, onFault);
  const members = createMembers(api, { edition, moment, selection, request }, onFault);

  return {
    filter: filtering.filter,
    filterError: filtering.filterError,
    appliedFilter,
    groups: filtering.groups,
    report,
    members: members.value,
    moreMembers: members.more,
    goroutine,
    calls,
    callsFrom,
    created,
    locks,
    matrix,
    matrixRows,
    normalise,
    /** What is known of rows of the moment that was shown before. */
    forgetRows() {
      batch(() => {
        goroutine.clear();
        members.clear();
      });
    },
    dispose() {
      disposeAll([filtering, report, goroutine, calls, created, locks, matrix, members]);
    },
  };
}

interface ReportOf extends Pick<DumpQuestionsOptions, 'edition' | 'moment'> {
  readonly isShown: () => boolean;
}

/** The report at once, and then with the locks: for 100 000 goroutines their texts take seconds. */
function createReport(api: DumpApi, { edition, moment, isShown }: ReportOf, onFault: (error: unknown) => void) {
  const ask = async (of: string, place: number, withLocks: boolean) => ({
    of,
    card: await api.report(place, withLocks),
  });
  const asked = computed(() => `${edition.value} ${moment.value}`);
  const first = createAnswer(() => {
    const of = asked.value;
    return isShown() ? { key: [of], ask: () => ask(of, moment.peek(), false) } : undefined;
  }, onFault);
  const whole = createAnswer(() => {
    const of = asked.value;
    const isKnown = first.value.value?.of === of;
    return isShown() && isKnown ? { key: [of], ask: () => ask(of, moment.peek(), true) } : undefined;
  }, onFault);
  return {
    value: computed(() => {
      const [known, all] = [first.value.value, whole.value.value];
      return all !== undefined && all.of === known?.of ? all.card : known?.card;
    }),
    dispose: () => disposeAll([first, whole]),
  };
}

interface Answered<S extends ReadonlySignal<unknown>> extends Disposable {
  readonly value: S;
}

/** Filter text in, groups or error out; the last good groups stay until the next good ones are there. */
function createFiltering(
  api: DumpApi,
  { edition, moment, grouping }: Pick<DumpQuestionsOptions, 'edition' | 'moment' | 'grouping'>,
  onFault: (error: unknown) => void,
) {
  const filter = signal('');
  const filterError: Signal<FilterError | undefined> = signal(undefined);
  const appliedFilter = signal('');
  const groups: Signal<Ok<GroupsReply> | undefined> = signal(undefined);
  const asking = follow(
    () => {
      if (edition.value === 0) return undefined;
      const text = filter.value;
      const place = moment.value;
      const { value } = grouping;
      const ask = async () => {
        if (text !== appliedFilter.peek()) await new Promise<void>((resolve) => setTimeout(resolve, FILTER_DELAY_MS));
        // A newer text was typed during the pause: its own question is under way, and this answer would be dropped.
        if (text !== filter.peek()) return undefined;
        const reply = await api.groups(place, { ...value, filter: text });
        if (reply.ok) return { error: undefined, reply, applied: text };
        // What is shown follows the other choices also while the filter is wrong.
        const applied = appliedFilter.peek();
        return { error: reply.error, reply: await api.groups(place, { ...value, filter: applied }), applied };
      };
      return { key: [edition.value, text, place, value], ask };
    },
    (answer) => {
      if (answer === undefined) return;
      batch(() => {
        filterError.value = answer.error;
        if (!answer.reply.ok) return;
        groups.value = answer.reply;
        appliedFilter.value = answer.applied;
      });
    },
    onFault,
  );
  return { filter, filterError, appliedFilter, groups, dispose: asking.dispose };
}

interface MembersOf extends Pick<DumpQuestionsOptions, 'edition' | 'moment' | 'selection'> {
  readonly request: () => GroupingRequest;
}

/** The goroutines of the selected group, a stretch at a time. */
function createMembers(
  api: DumpApi,
  { edition, moment, selection, request }: MembersOf,
  onFault: (error: unknown) => void,
) {
  const value: Signal<MembersReply | undefined> = signal(undefined);
  /** How many were asked for, of which list. */
  const wanted = signal({ of: '', to: MEMBERS_SHOWN });
  let shown = '';
  const asking = follow(
    () => {
      if (edition.value === 0) return undefined;
      const { group } = selection.value;
      const list = { ...request(), moment: moment.value, group };
      const of = JSON.stringify([edition.value, list]);
      const to = wanted.value.of === of ? wanted.value.to : MEMBERS_SHOWN;
      const ask = async () => {
        if (group === undefined) return { of, rows: undefined };
        const before = shown === of ? value.peek() : undefined;
        const from = before?.rows.length ?? 0;
        // A group that is asked for by name is looked at whole, also where it is background.
        const reply = await api.members({ ...list, group, background: true, from, to });
        return { of, rows: { ...reply, rows: [...(before?.rows ?? []), ...reply.rows] } };
      };
      return { key: [of, to], ask };
    },
    ({ of, rows }) => {
      shown = of;
      value.value = rows;
    },
    onFault,
  );
  return {
    value,
    more() {
      const now = value.peek();
      if (now !== undefined && now.rows.length < now.total) {
        // Twice as many each time: the end of a list of 100 000 is nine steps away.
        wanted.value = { of: shown, to: now.rows.length + Math.max(MEMBERS_SHOWN, now.rows.length) };
      }
    },
    clear() {
      shown = '';
      value.value = undefined;
    },
    dispose: asking.dispose,
  };
}
