// The line at the bottom: what the file is, how much of it was read, what is selected, how fine the view is.

import { formatBytes, formatDuration, formatExactNs, formatPercent, groupDigits } from '../../shared/base/format';
import type { TraceSummary } from '../../shared/model/requests';
import type { FileSession } from '../models/file-session';
import { shownSummary } from '../models/session';
import { ReadingLine } from '../panels';
import type { AppModel } from './app-model';
import { showStorage } from './storage-dialog';

export function Footer({ model }: { readonly model: AppModel }) {
  const session = model.sessions.trace.value;
  const status = session?.status.value;
  const summary = status && shownSummary(status);
  if (!session || !status || !summary) {
    return (
      <footer className="footer">
        <span>Files never leave this machine.</span>
      </footer>
    );
  }
  return (
    <footer className="footer">
      {status.kind === 'reading' && (
        <>
          <ReadingLine progress={session.progress.value} onCancel={() => model.sessions.cancel(session)} />
          <span title={`${formatExactNs(summary.spanNs)} of the trace read so far`}>
            {formatDuration(summary.spanNs)} so far
          </span>
        </>
      )}
      {status.kind === 'stopped' && (
        <>
          <FileFacts summary={summary} soFar />
          <Stopped message={status.message} onOpenAgain={() => model.sessions.openAgain(session)} />
        </>
      )}
      {status.kind === 'ready' && (
        <>
          <FileFacts summary={summary} />
          <ReadShare model={model} summary={summary} />
          {status.fromIndex && <span title="This file was read before: its stored index was used">from index</span>}
          {status.notSaved !== undefined && (
            <button type="button" className="link warning" title={status.notSaved} onClick={() => showStorage(model)}>
              index not saved: {status.notSaved}
            </button>
          )}
        </>
      )}
      <span className="space" />
      <ViewFacts session={session} />
    </footer>
  );
}

function Stopped({ message, onOpenAgain }: { readonly message: string; readonly onOpenAgain: () => void }) {
  return (
    <>
      <span className="warning" role="alert" title={`Reading stopped: ${message}`}>
        reading stopped: {message}
      </span>
      <button type="button" className="link" title="Reads the file again from its beginning" onClick={onOpenAgain}>
        Open again
      </button>
    </>
  );
}

function FileFacts({ summary, soFar = false }: { readonly summary: TraceSummary; readonly soFar?: boolean }) {
  const began = summary.wallStartMs === undefined ? '' : `, began ${new Date(summary.wallStartMs).toLocaleString()}`;
  return (
    <>
      <span>go {summary.header} trace</span>
      <span>
        <span title={`${groupDigits(summary.bytes)} bytes`}>{formatBytes(summary.bytes)}</span>
        {` · ${groupDigits(summary.events)} events · `}
        <span title={`${formatExactNs(summary.spanNs)}${began}`}>{formatDuration(summary.spanNs)}</span>
        {soFar && ' up to there'}
      </span>
    </>
  );
}

function ReadShare({ model, summary }: { readonly model: AppModel; readonly summary: TraceSummary }) {
  if (summary.problems.length === 0 && summary.readFraction >= 1) return <span className="good">all of it read</span>;
  return (
    <button
      type="button"
      className="link warning"
      onClick={() => {
        model.view.value = 'problems';
      }}
    >
      {summary.readFraction >= 1 ? 'all of it' : formatPercent(summary.readFraction)} read · {summary.problems.length}{' '}
      {summary.problems.length === 1 ? 'problem' : 'problems'}
    </button>
  );
}

function ViewFacts({ session }: { readonly session: FileSession }) {
  const range = session.range.value;
  const nsPerPx = session.nsPerPx.value;
  return (
    <>
      {range && (
        <span title={formatExactNs(range.toNs - range.fromNs)}>
          selection {formatDuration(range.toNs - range.fromNs)}
        </span>
      )}
      {nsPerPx > 0 && <span className="scale">{formatDuration(nsPerPx)} / px</span>}
    </>
  );
}
