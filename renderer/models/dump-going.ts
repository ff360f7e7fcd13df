// From one goroutine to another by its id, and from one moment to another with the goroutine that is shown.
//
// Rows belong to one moment. In another one the same goroutine is looked for; a group has the same key everywhere.

import { effect, type ReadonlySignal, type Signal, untracked } from '@preact/signals-core';
import type { Disposable } from '../../shared/base/disposable';
import type { DumpApi } from '../../shared/contract/dump-api';
import type { DumpGoroutine } from '../../shared/model/dump-requests';
import type { DumpHistory } from './dump-history';
import type { DumpSelection, DumpSession, Grouping } from './dump-session';
import { createLatest } from './latest';

export interface DumpGoingOptions {
  readonly api: Pick<DumpApi, 'members'>;
  readonly moment: ReadonlySignal<number>;
  readonly selection: Signal<DumpSelection>;
  readonly fault: Signal<string | undefined>;
  readonly history: Pick<DumpHistory, 'silently'>;
  readonly questions: {
    readonly goroutine: { readonly value: ReadonlySignal<DumpGoroutine | undefined> };
    readonly forgetRows: () => void;
  };
  readonly onFault: (error: unknown) => void;
}

export const FIRST_GROUPING: Grouping = {
  groupBy: { by: 'stack' },
  similarity: 'lines',
  ignoreState: false,
  background: false,
};

export function createDumpGoing({
  api,
  moment,
  selection,
  fault,
  history,
  questions,
  onFault,
}: DumpGoingOptions): Pick<DumpSession, 'goTo'> & Disposable {
  const latest = createLatest(onFault);

  function goTo(goroutine: number, isSilent: boolean): void {
    const place = moment.peek();
    latest(
      () =>
        api.members({ ...FIRST_GROUPING, background: true, moment: place, filter: `g:${goroutine}`, from: 0, to: 1 }),
      ({ rows }) => {
        if (moment.peek() !== place) return;
        const found = rows.find((row) => row.id === goroutine);
        const choose = (): void => {
          if (found) selection.value = { ...selection.peek(), goroutine: found.row };
        };
        if (isSilent) history.silently(choose);
        else if (found) choose();
        else fault.value = `There is no goroutine ${goroutine} in this dump: it had ended, or was not listed.`;
      },
    );
  }

  let shownMoment = moment.peek();
  let shownSelection = selection.peek();
  const stop = effect(() => {
    const place = moment.value;
    const chosen = selection.value;
    const keeps = chosen === shownSelection;
    shownSelection = chosen;
    if (place === shownMoment) return;
    shownMoment = place;
    untracked(() => {
      const known = questions.goroutine.value.peek();
      const wanted = known !== undefined && known.row === chosen.goroutine ? known.id : undefined;
      questions.forgetRows();
      if (!keeps || chosen.goroutine === undefined) return;
      history.silently(() => {
        selection.value = chosen.group === undefined ? {} : { group: chosen.group };
      });
      if (wanted !== undefined && !Number.isNaN(wanted)) goTo(wanted, true);
    });
  });

  return {
    goTo: (goroutine) => goTo(goroutine, false),
    dispose() {
      stop();
      latest.cancel();
    },
  };
}
