// The pages of a tab that shows no trace: cancelled, failed, or a file in which nothing could be read.

import { formatBytes, formatPercent, groupDigits } from '../../shared/base/format';
import type { SeriesSummary } from '../../shared/model/dump-requests';
import type { TraceSummary } from '../../shared/model/requests';
import { ADVICE } from '../models/advice';
import { Button } from '../ui/button';

interface Actions {
  readonly name: string;
  readonly onOpenAgain: () => void;
  readonly onOpenOther: () => void;
}

function AgainOrOther({ onOpenAgain, onOpenOther }: Pick<Actions, 'onOpenAgain' | 'onOpenOther'>) {
  return (
    <div className="button-row">
      <Button kind="primary" onClick={onOpenAgain}>
        Open again
      </Button>
      <Button onClick={onOpenOther}>Open a file…</Button>
    </div>
  );
}

export function CancelledPanel({ name, onOpenAgain, onOpenOther }: Actions) {
  return (
    <section className="page" aria-label="Cancelled">
      <h1 className="file-title">{name}</h1>
      <p>Reading was cancelled. Nothing of it was kept.</p>
      <AgainOrOther onOpenAgain={onOpenAgain} onOpenOther={onOpenOther} />
    </section>
  );
}

export function FailedPanel({ name, message, onOpenAgain, onOpenOther }: Actions & { readonly message: string }) {
  return (
    <section className="page" aria-label="Failed">
      <h1 className="file-title">{name}</h1>
      <p role="alert">This file could not be opened: {message}</p>
      <p className="note">Check that the file still exists and has not changed, then open it again.</p>
      <AgainOrOther onOpenAgain={onOpenAgain} onOpenOther={onOpenOther} />
    </section>
  );
}

export function UnreadablePanel({
  name,
  summary,
  onOpenAgain,
  onOpenOther,
}: Actions & { readonly summary: TraceSummary }) {
  const [first, ...others] = summary.problems;
  const advice = first && ADVICE[first.code];
  return (
    <section className="page unreadable" aria-label="Not readable">
      <p className="file-title mono">{name}</p>
      <h1>{advice?.title ?? 'A file that could not be read'}</h1>
      <p role="alert">{first?.message ?? 'Nothing in this file could be understood.'}</p>
      {others.map((problem, index) => (
        <p key={index}>{problem.message}</p>
      ))}
      {advice && (
        <>
          <h2>What to do</h2>
          <p>{advice.advice}</p>
        </>
      )}
      <h2>What was read</h2>
      <dl>
        <dt>size</dt>
        <dd>{formatBytes(summary.bytes)}</dd>
        <dt>format</dt>
        <dd>{summary.header === '' ? 'not recognised' : `go ${summary.header} trace`}</dd>
        <dt>read</dt>
        <dd>
          {formatPercent(summary.readFraction)} of the bytes, {groupDigits(summary.events)} events
        </dd>
      </dl>
      <div className="button-row">
        <Button kind="primary" onClick={onOpenOther}>
          Open another file…
        </Button>
        <Button onClick={onOpenAgain}>Read it again</Button>
      </div>
    </section>
  );
}

/** More files are listed by nobody who looks for the reason. */
const FILES_LISTED = 20;

export function UnreadableDumpsPanel({
  name,
  summary,
  onOpenAgain,
  onOpenOther,
}: Actions & { readonly summary: SeriesSummary }) {
  const [first] = [...summary.problems, ...summary.files.flatMap(({ problems }) => problems)];
  const advice = first && ADVICE[first.code];
  return (
    <section className="page unreadable" aria-label="Not readable">
      <p className="file-title mono">{name}</p>
      <h1>{advice?.title ?? 'No goroutines found'}</h1>
      <p role="alert">{first?.message ?? 'Nothing in these files could be understood as a goroutine dump.'}</p>
      {advice && (
        <>
          <h2>What to do</h2>
          <p>{advice.advice}</p>
        </>
      )}
      <h2>What was looked at</h2>
      <dl>
        {summary.files.slice(0, FILES_LISTED).map((file, index) => (
          <div key={index}>
            <dt>{file.name}</dt>
            <dd>
              {formatBytes(file.bytes)}
              {file.problems[0] && `: ${file.problems[0].message}`}
            </dd>
          </div>
        ))}
      </dl>
      {summary.files.length > FILES_LISTED && (
        <p className="note">and {groupDigits(summary.files.length - FILES_LISTED)} more files</p>
      )}
      <div className="button-row">
        <Button kind="primary" onClick={onOpenOther}>
          Open other files…
        </Button>
        <Button onClick={onOpenAgain}>Read it again</Button>
      </div>
    </section>
  );
}
