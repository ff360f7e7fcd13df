// The line at the bottom of dumps: what they are, how much of them was read, whether they are of one process.

import { formatBytes, formatPercent, groupDigits } from '../../shared/base/format';
import type { SeriesSummary } from '../../shared/model/dump-requests';
import type { DumpTab } from '../models/dump-tab';
import { dumpProgressNumbers, progressShare } from '../models/progress-words';
import { sourceWords, timeText } from '../panels';
import type { AppModel } from './app-model';

export interface DumpFooterProps {
  readonly model: AppModel;
  readonly tab: DumpTab;
}

export function DumpFooter({ model, tab }: DumpFooterProps) {
  const status = tab.status.value;
  if (status.kind !== 'ready') {
    return (
      <footer className="footer">
        <span>Files never leave this machine.</span>
      </footer>
    );
  }
  return (
    <footer className="footer">
      <Adding model={model} tab={tab} />
      <SeriesFacts summary={status.summary} />
      <ReadShare tab={tab} summary={status.summary} />
      <span className="space" />
      <SameProcess tab={tab} />
    </footer>
  );
}

function Adding({ model, tab }: DumpFooterProps) {
  const progress = tab.progress.value;
  if (progress === undefined) return undefined;
  return (
    <section className="reading-line" aria-label="Reading">
      <progress value={progressShare(progress)} max={1} aria-label="Progress" />
      <span className="reading-words">Adding: {dumpProgressNumbers(progress).join(' · ')}</span>
      <button type="button" className="link" onClick={() => model.sessions.cancel(tab)}>
        Cancel
      </button>
    </section>
  );
}

function SeriesFacts({ summary }: { readonly summary: SeriesSummary }) {
  const { moments, files, formats, bytes, goroutines } = summary;
  const [first] = moments;
  const dumps = moments.length === 1 ? '1 dump' : `${groupDigits(moments.length)} dumps`;
  return (
    <>
      <span title={`${groupDigits(files.length)} ${files.length === 1 ? 'file' : 'files'}`}>
        {[dumps, ...formats].join(' · ')}
      </span>
      {moments.length === 1 && first?.timeMs !== undefined && (
        <span title={`The time is ${sourceWords(first.timeSource)}.`}>taken {timeText(first.timeMs)}</span>
      )}
      <span>
        <span title={`${groupDigits(bytes)} bytes`}>{formatBytes(bytes)}</span>
        {` · ${groupDigits(goroutines)} ${goroutines === 1 ? 'goroutine' : 'goroutines'}`}
        {moments.length > 1 && ' listed in all'}
      </span>
    </>
  );
}

function ReadShare({ tab, summary }: { readonly tab: DumpTab; readonly summary: SeriesSummary }) {
  const problems = summary.problems.length;
  if (problems === 0 && summary.readFraction >= 1) return <span className="good">all of it read</span>;
  return (
    <button
      type="button"
      className="link warning"
      onClick={() => {
        tab.view.value = 'problems';
      }}
    >
      {summary.readFraction >= 1 ? 'all of it' : formatPercent(summary.readFraction)} read
      {problems > 0 && ` · ${problems} ${problems === 1 ? 'problem' : 'problems'}`}
    </button>
  );
}

/** Known as soon as dumps were compared. */
function SameProcess({ tab }: { readonly tab: DumpTab }) {
  const matrix = tab.matrix.value;
  if (matrix === undefined || matrix.moments.length < 2) return undefined;
  const [first] = matrix.restarts;
  if (first !== undefined) {
    const moment = matrix.moments[first.before];
    return (
      <span className="warning" title={first.why}>
        process restarted before {moment?.name ?? `dump ${first.before + 1}`}: ids are not compared across it
      </span>
    );
  }
  return matrix.ids === undefined ? <span>no ids to compare</span> : <span>same process: ids continue</span>;
}
