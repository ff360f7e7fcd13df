// What is stored of the traces that were opened: how much each index takes, how much there is, and ways to delete it.

import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { formatBytes } from '../../shared/base/format';
import type { RecentTraces, StorageAccount, StoredTrace } from '../models/recent';
import { Button, IconButton } from '../ui/button';

export interface StoragePanelProps {
  readonly recent: RecentTraces;
  /** Keys of the traces that are open on this page: their indexes stay. */
  readonly openKeys: ReadonlySet<string>;
}

const indexes = (count: number): string => (count === 1 ? '1 index' : `${count} indexes`);

export function StoragePanel({ recent, openKeys }: StoragePanelProps) {
  const done = useSignal('');
  const status = useRef<HTMLParagraphElement>(null);
  const traces = recent.traces.value ?? [];
  const deletable = traces.filter(({ key }) => !openKeys.has(key));
  const remove = async (chosen: readonly StoredTrace[]): Promise<void> => {
    const deleted = await recent.forget(chosen.map(({ key }) => key));
    const one = chosen.length === 1 ? chosen[0] : undefined;
    done.value = deleted === 0 ? '' : `Deleted: ${one ? `the index of ${one.name}` : indexes(deleted)}.`;
    // The button that was pressed is gone: its place in the order of focus must not be lost.
    requestAnimationFrame(() => status.current?.focus());
  };
  return (
    <section className="storage" aria-label="Stored indexes">
      <p className="note">
        What was read of a trace is kept here, so that it opens at once the next time. The trace files are not touched,
        and nothing leaves this machine.
      </p>
      <Account traces={traces} account={recent.account.value} />
      <p ref={status} role="status" tabIndex={-1} className="storage-done">
        {done.value}
      </p>
      {recent.fault.value !== undefined && (
        <p role="alert" className="alert">
          {recent.fault.value}
        </p>
      )}
      {traces.length > 0 && <StoredTable traces={traces} openKeys={openKeys} onDelete={(trace) => remove([trace])} />}
      {deletable.length > 0 && (
        <DeleteAll traces={deletable} kept={traces.length - deletable.length} onDelete={remove} />
      )}
    </section>
  );
}

interface AccountProps {
  readonly traces: readonly StoredTrace[];
  readonly account: StorageAccount | undefined;
}

function Account({ traces, account }: AccountProps) {
  const unpacked = formatBytes(traces.reduce((sum, { indexBytes }) => sum + indexBytes, 0));
  return (
    <>
      <p>{traces.length === 0 ? 'No index is stored.' : `${indexes(traces.length)}, ${unpacked} unpacked.`}</p>
      {account && (
        <p className="storage-account">
          <meter
            aria-label="Storage used"
            min={0}
            max={account.quotaBytes}
            value={account.usedBytes}
            title={`${formatBytes(account.usedBytes)} of ${formatBytes(account.quotaBytes)}`}
          />
          <span>
            {formatBytes(account.usedBytes)} used on disk; the browser names {formatBytes(account.quotaBytes)} as the
            limit
          </span>
        </p>
      )}
    </>
  );
}

interface StoredTableProps {
  readonly traces: readonly StoredTrace[];
  readonly openKeys: ReadonlySet<string>;
  readonly onDelete: (trace: StoredTrace) => Promise<void>;
}

function StoredTable({ traces, openKeys, onDelete }: StoredTableProps) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Trace</th>
          <th scope="col">File</th>
          <th scope="col">Index</th>
          <th scope="col">Opened</th>
          <td />
        </tr>
      </thead>
      <tbody>
        {traces.map((trace) => {
          const open = openKeys.has(trace.key);
          return (
            <tr key={trace.key}>
              <th scope="row" title={trace.name}>
                {trace.name}
              </th>
              <td>{formatBytes(trace.bytes)}</td>
              <td>{formatBytes(trace.indexBytes)}</td>
              <td>
                {open ? 'is open' : new Date(trace.openedMs).toLocaleDateString(undefined, { dateStyle: 'medium' })}
              </td>
              <td>
                <IconButton
                  icon="close"
                  label={open ? `${trace.name} is open: close its tab to delete its index` : `Delete ${trace.name}`}
                  disabled={open}
                  onClick={() => void onDelete(trace)}
                />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

interface DeleteAllProps {
  readonly traces: readonly StoredTrace[];
  /** How many are open and stay. */
  readonly kept: number;
  readonly onDelete: (traces: readonly StoredTrace[]) => Promise<void>;
}

function DeleteAll({ traces, kept, onDelete }: DeleteAllProps) {
  const asking = useSignal(false);
  const ask = useRef<HTMLDivElement>(null);
  const answer = (confirmed: boolean): void => {
    asking.value = false;
    if (confirmed) void onDelete(traces);
    else requestAnimationFrame(() => ask.current?.querySelector('button')?.focus());
  };
  const open = kept === 0 ? '' : kept === 1 ? ' One is open and stays.' : ` ${kept} are open and stay.`;
  return (
    <div ref={ask}>
      {asking.value ? (
        <fieldset className="button-row" aria-label="Confirm">
          <span>
            Delete {indexes(traces.length)}? Next time the file itself is read again.{open}
          </span>
          <button type="button" className="button" ref={(button) => button?.focus()} onClick={() => answer(false)}>
            Keep them
          </button>
          <Button onClick={() => answer(true)}>Delete {indexes(traces.length)}</Button>
        </fieldset>
      ) : (
        <Button
          onClick={() => {
            asking.value = true;
          }}
        >
          Delete all…
        </Button>
      )}
    </div>
  );
}
