// Which goroutine of a trace a graph of one goroutine is of, and which others are offered for what is typed.

import { computed, type ReadonlySignal, type Signal } from '@preact/signals-core';
import { isStandardPath, splitFunctionName } from '../../shared/base/function-name';
import type { GoroutineDetail, GoroutineGroup, WholeLayout } from '../../shared/model/requests';
import { isSystemGoroutine } from '../../shared/model/states';
import type { Selection } from './session';

export interface NamedGoroutine {
  readonly row: number;
  readonly id: number;
  /** Start function; '' = not known. */
  readonly name: string;
}

export interface GoroutineMatches {
  readonly list: readonly NamedGoroutine[];
  /** How many further ones match. */
  readonly more: number;
}

export interface GoroutineChoice {
  /** The selected one; while none is, the first of the program's own that the filter leaves. Undefined = it leaves none. */
  readonly row: ReadonlySignal<number | undefined>;
  readonly shown: ReadonlySignal<NamedGoroutine | undefined>;
  readonly isSelected: ReadonlySignal<boolean>;
  /** It is selected, and the filter leaves it out. */
  readonly isHidden: ReadonlySignal<boolean>;
  /** `17` and `g17` are ids, of all goroutines, that one first; other text is part of the start functions that the filter leaves. */
  find(text: string): GoroutineMatches;
  /** Selects it, in all of the tab. */
  choose(row: number): void;
}

/** A list that is read at a glance; the rest is found by typing more. */
const MOST_OFFERED = 10;

export interface GoroutineChoiceOptions {
  readonly layout: ReadonlySignal<WholeLayout | undefined>;
  readonly selection: Signal<Selection>;
  /** Of the selected one: it may be hidden by the filter, and then its name is nowhere else. */
  readonly detail: ReadonlySignal<GoroutineDetail | undefined>;
}

export function createGoroutineChoice({ layout, selection, detail }: GoroutineChoiceOptions): GoroutineChoice {
  const selected = computed(() => selection.value.goroutine);
  const row = computed(() => selected.value ?? firstOwn(layout.value?.groups ?? []));
  const named = (of: number): NamedGoroutine | undefined => {
    const id = layout.value?.ids[of];
    if (id === undefined) return undefined;
    const group = layout.value?.groups.find(({ rows }) => rows.includes(of));
    return { row: of, id, name: group?.name ?? (detail.value?.row === of ? detail.value.name : '') };
  };
  return {
    row,
    shown: computed(() => (row.value === undefined ? undefined : named(row.value))),
    isSelected: computed(() => selected.value !== undefined),
    isHidden: computed(() => {
      const [row, groups] = [selected.value, layout.value?.groups];
      return row !== undefined && groups !== undefined && !groups.some(({ rows }) => rows.includes(row));
    }),
    find(text) {
      const { groups = [], ids = new Float64Array() } = layout.peek() ?? {};
      const wanted = text.trim().toLowerCase();
      const digits = /^g?(\d+)$/.exec(wanted)?.[1];
      const { rows, total } = digits === undefined ? rowsByName(groups, wanted) : rowsById(ids, digits);
      return { list: rows.flatMap((found) => named(found) ?? []), more: total - rows.length };
    },
    choose(next) {
      selection.value = { goroutine: next };
    },
  };
}

/** Groups stand in the order of what they cost, those of the runtime last. */
function firstOwn(groups: readonly GoroutineGroup[]): number | undefined {
  const filled = groups.filter(({ rows }) => rows.length > 0);
  const first =
    filled.find(({ name }) => name !== '' && !isStandardPath(splitFunctionName(name).path)) ??
    filled.find(({ name }) => !isSystemGoroutine(name)) ??
    filled[0];
  return first?.rows[0];
}

interface Found {
  readonly rows: readonly number[];
  readonly total: number;
}

/** Of several functions the first goroutine of each, then the second ones; one function's stand together. */
function rowsByName(groups: readonly GoroutineGroup[], text: string): Found {
  const fitting = groups.filter(({ name }) => name.toLowerCase().includes(text));
  const total = fitting.reduce((sum, { rows }) => sum + rows.length, 0);
  const taken = fitting.map(() => 0);
  let left = Math.min(MOST_OFFERED, total);
  while (left > 0) {
    for (let i = 0; i < fitting.length && left > 0; i++) {
      if (taken[i] === fitting[i].rows.length) continue;
      taken[i]++;
      left--;
    }
  }
  return { rows: fitting.flatMap(({ rows }, i) => [...rows.subarray(0, taken[i])]), total };
}

/** Ids that begin with the digits, without making text of a million of them. */
function rowsById(ids: Float64Array, digits: string): Found {
  const start = Number(digits);
  const rows: number[] = [];
  let total = 0;
  ids.forEach((id, row) => {
    let head = id;
    while (head > start && head >= 10) head = Math.floor(head / 10);
    if (head !== start) return;
    total++;
    if (id === start) rows.unshift(row);
    else if (rows.length < MOST_OFFERED) rows.push(row);
  });
  return { rows: rows.slice(0, MOST_OFFERED), total };
}
