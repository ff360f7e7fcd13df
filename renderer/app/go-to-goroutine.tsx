// The dialog that asks for a goroutine's id and shows that goroutine: in timeline, table and details of a trace, or in those of
// a dump.

import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { DumpTab } from '../models/dump-tab';
import type { FileSession } from '../models/file-session';
import { isWhole, shownSummary } from '../models/session';
import { Dialog } from '../ui/dialog';
import type { AppModel } from './app-model';
import { whenApplied } from './when-applied';

export interface GoToGoroutineProps {
  readonly model: AppModel;
  readonly tab: FileSession | DumpTab;
}

export function GoToGoroutineDialog({ model, tab }: GoToGoroutineProps) {
  const problem = useSignal('');
  const help = useId();
  return (
    <Dialog
      title="Go to goroutine"
      className="go-to"
      onClose={() => {
        model.goToOpen.value = false;
      }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const text = String(new FormData(event.currentTarget).get('id') ?? '').trim();
          const found = findGoroutine(tab, text);
          if (typeof found === 'string') problem.value = found;
          else {
            event.currentTarget.closest('dialog')?.close();
            if (tab.kind === 'dump') tab.goTo(found);
            else goToRow(model, tab, found);
          }
        }}
      >
        <input
          name="id"
          type="text"
          inputMode="numeric"
          autocomplete="off"
          spellcheck={false}
          autofocus
          placeholder="50 or g50"
          aria-label="Goroutine id"
          aria-invalid={problem.value !== ''}
          aria-describedby={help}
          onInput={() => {
            problem.value = '';
          }}
        />
        <button type="submit" className="button primary">
          Go
        </button>
      </form>
      <p
        id={help}
        className={problem.value === '' ? 'note' : 'alert'}
        role={problem.value === '' ? undefined : 'alert'}
      >
        {problem.value ||
          (tab.kind === 'dump'
            ? 'Looks in the dump that is shown, whatever the filter is.'
            : 'The filter stays as it is, unless it hides the goroutine.')}
      </p>
    </Dialog>
  );
}

/** The goroutine's row in a trace, its id in a dump, or a sentence why there is none. */
function findGoroutine(tab: FileSession | DumpTab, text: string): number | string {
  const digits = /^g?(\d+)$/i.exec(text)?.[1];
  if (digits === undefined) return 'A number is expected, for example 50 or g50.';
  if (tab.kind === 'dump') return Number(digits);
  const row = tab.layout.peek()?.ids.indexOf(Number(digits)) ?? -1;
  if (row >= 0) return row;
  return isWhole(tab.status.peek())
    ? `There is no g${digits} in this trace.`
    : `There is no g${digits} in what was read so far.`;
}

function goToRow(model: AppModel, session: FileSession, row: number): void {
  const show = (): void => {
    model.selectGoroutine(session, row);
    void fitIfOutside(model, session, row);
  };
  const shown = session.layout.peek()?.groups.some((group) => group.rows.includes(row)) ?? false;
  if (shown) show();
  else {
    session.filter.value = '';
    whenApplied(session, show);
  }
}

/** The time that is shown stays, unless nothing of the goroutine's life lies in it. */
async function fitIfOutside(model: AppModel, session: FileSession, row: number): Promise<void> {
  const summary = shownSummary(session.status.peek());
  if (summary === undefined) return;
  try {
    const { createdNs, endNs = summary.spanNs } = await session.api.goroutine(row);
    if (session.selection.peek().goroutine !== row) return;
    const { fromNs, toNs } = session.window.peek();
    const beginNs = Number.isNaN(createdNs) ? 0 : createdNs;
    if (endNs >= fromNs && beginNs <= toNs) return;
    session.range.value = undefined; // a selected range would be fitted instead
    model.run('fit-selection');
  } catch {
    // The details ask the same and report what failed.
  }
}
