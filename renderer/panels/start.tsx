// The page without an open file: what this is, ways to open something, what was open before, how to take a trace.

import { formatBytes, formatDuration, groupDigits } from '../../shared/base/format';
import type { RecentTraces, StoredTrace } from '../models/recent';
import { Button, IconButton } from '../ui/button';
import { Mark } from '../ui/icons';

export interface StartPanelProps {
  readonly recent: RecentTraces;
  /** Keys of the traces that are open now: they cannot be forgotten. */
  readonly openKeys: ReadonlySet<string>;
  readonly onOpen: () => void;
  readonly onOpenFolder: () => void;
  readonly onSample: () => void;
  readonly onStored: (trace: StoredTrace) => void;
  /** Shows what is stored and how much room it takes. */
  readonly onStorage: () => void;
}

export function StartPanel(props: StartPanelProps) {
  return (
    <section className="start" aria-label="Start">
      <header>
        <Mark />
        <div>
          <h1>Ghostlight</h1>
          <p>
            Opens Go execution traces and goroutine dumps offline and shows every goroutine: what it did, where it
            waits, and which ones never leave.
          </p>
        </div>
      </header>
      <div className="button-row">
        <Button kind="primary" onClick={props.onOpen}>
          Open a file…
        </Button>
        <Button onClick={props.onOpenFolder}>Open a folder…</Button>
        <Button onClick={props.onSample}>Open the sample trace</Button>
        <span className="note">or drop traces and goroutine dumps anywhere</span>
      </div>
      <Recent {...props} />
      <HowToTrace />
      <HowToDump />
    </section>
  );
}

function Recent({ recent, openKeys, onStored, onStorage }: StartPanelProps) {
  const traces = recent.traces.value;
  const unpacked = traces?.reduce((sum, { indexBytes }) => sum + indexBytes, 0) ?? 0;
  return (
    <section className="recent" aria-labelledby="recent-title">
      <div className="section-title">
        <h2 id="recent-title">Recent</h2>
        {unpacked > 0 && (
          <Button kind="link" onClick={onStorage}>
            Stored indexes: {formatBytes(unpacked)}…
          </Button>
        )}
      </div>
      {recent.fault.value !== undefined && (
        <p role="alert" className="note">
          {recent.fault.value}
        </p>
      )}
      {traces?.length === 0 && recent.fault.value === undefined && (
        <p className="note">Traces that you open are listed here and open at once the next time, without the file.</p>
      )}
      <ul>
        {traces?.map((trace) => (
          <RecentItem
            key={trace.key}
            trace={trace}
            isOpen={openKeys.has(trace.key)}
            onOpen={() => onStored(trace)}
            onForget={() => void recent.forget([trace.key])}
          />
        ))}
      </ul>
    </section>
  );
}

interface RecentItemProps {
  readonly trace: StoredTrace;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
  readonly onForget: () => void;
}

function RecentItem({ trace, isOpen, onOpen, onForget }: RecentItemProps) {
  const facts = [
    `go ${trace.header}`,
    formatBytes(trace.bytes),
    formatDuration(trace.spanNs),
    `${groupDigits(trace.goroutines)} ${trace.goroutines === 1 ? 'goroutine' : 'goroutines'}`,
    `index ${formatBytes(trace.indexBytes)} unpacked`,
  ];
  return (
    <li>
      <button type="button" className="recent-open" onClick={onOpen}>
        <span className="recent-name">{trace.name}</span>
        <span className="recent-facts">{facts.join(' · ')}</span>
        <span className="recent-when">{isOpen ? 'open' : openedWhen(trace.openedMs)}</span>
      </button>
      <IconButton
        icon="close"
        label={isOpen ? `${trace.name} is open: close its tab to forget it` : `Forget ${trace.name}`}
        disabled={isOpen}
        onClick={onForget}
      />
    </li>
  );
}

/** `14:03` today, else `12 Nov 2026`, as the user's language writes it. */
function openedWhen(ms: number): string {
  const when = new Date(ms);
  return when.toDateString() === new Date().toDateString()
    ? when.toLocaleTimeString(undefined, { timeStyle: 'short' })
    : when.toLocaleDateString(undefined, { dateStyle: 'medium' });
}

function HowToTrace() {
  return (
    <section className="how-to" aria-labelledby="how-to-title">
      <h2 id="how-to-title">How to take a trace</h2>
      <dl>
        <dt>in the program, with runtime/trace</dt>
        <dd>
          <code>{'f, _ := os.Create("trace.out"); trace.Start(f); defer trace.Stop()'}</code>
        </dd>
        <dt>from a server that imports net/http/pprof</dt>
        <dd>
          <code>{'curl -o trace.out "http://localhost:6060/debug/pprof/trace?seconds=5"'}</code>
        </dd>
        <dt>from a test</dt>
        <dd>
          <code>go test -trace trace.out</code>
        </dd>
      </dl>
    </section>
  );
}

function HowToDump() {
  return (
    <section className="how-to" aria-labelledby="how-to-dump-title">
      <h2 id="how-to-dump-title">How to take a goroutine dump</h2>
      <dl>
        <dt>from a server that imports net/http/pprof: take two or more, some minutes apart</dt>
        <dd>
          <code>{'curl -o dump1.txt "http://localhost:6060/debug/pprof/goroutine?debug=2"'}</code>
        </dd>
        <dt>of any Go program, which ends it: the dump stands in its standard error</dt>
        <dd>
          <code>kill -QUIT PID</code>
        </dd>
      </dl>
    </section>
  );
}
