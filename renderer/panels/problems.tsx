// What could not be read of a file: where, what it means, what to do, and the gap that it left in the timeline.

import { formatDuration, formatPercent, formatTimeAt, groupDigits } from '../../shared/base/format';
import type { Problem } from '../../shared/model/problems';
import type { Gap, TraceSummary } from '../../shared/model/requests';
import { ADVICE } from '../models/advice';
import { gapOfProblem, windowAround } from '../models/gaps';
import type { TimeWindow } from '../models/session';
import { Button } from '../ui/button';

export interface ProblemsPanelProps {
  readonly summary: TraceSummary;
  /** False while the file is being read: more problems may come. */
  readonly whole: boolean;
  /** Shows a stretch of time in the timeline. */
  readonly onShow: (window: TimeWindow) => void;
}

export function ProblemsPanel({ summary, whole, onShow }: ProblemsPanelProps) {
  if (summary.problems.length === 0) {
    return (
      <p className="empty">
        {whole ? 'No problems: all of the file was read.' : 'No problems so far.'} What cannot be read of a file is
        listed here.
      </p>
    );
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard
    <section className="problems" aria-label="Problems" tabIndex={0}>
      <p className="note">
        {whole
          ? `${formatPercent(summary.readFraction)} of the file was read and understood.`
          : 'The file is not read to its end yet: these are the problems so far.'}
      </p>
      {summary.wrapper !== undefined && (
        <p className="note">The file is packed with {summary.wrapper}: byte numbers are those of the unpacked trace.</p>
      )}
      <ul>
        {summary.problems.map((problem, index) => (
          <Item
            key={index}
            problem={problem}
            gap={gapOfProblem(summary, index)}
            spanNs={summary.spanNs}
            onShow={onShow}
          />
        ))}
      </ul>
    </section>
  );
}

interface ItemProps extends Pick<ProblemsPanelProps, 'onShow'> {
  readonly problem: Problem;
  readonly gap: Gap | undefined;
  readonly spanNs: number;
}

function Item({ problem, gap, spanNs, onShow }: ItemProps) {
  const { name, advice } = ADVICE[problem.code];
  return (
    <li>
      <div className="problem-where">
        <span className="problem-code">{name}</span>
        {problem.offset !== undefined && <span>byte {groupDigits(problem.offset)}</span>}
        {problem.generation !== undefined && <span>generation {problem.generation}</span>}
      </div>
      <div>
        <p>{problem.message}</p>
        <p className="note">{advice}</p>
        {gap && (
          <div className="problem-gap">
            <Button title="Show this gap in the timeline" onClick={() => onShow(windowAround(gap, spanNs))}>
              Show
            </Button>
            <span className="note">{gapTimes(gap)}</span>
          </div>
        )}
      </div>
    </li>
  );
}

function gapTimes({ fromNs, toNs }: Gap): string {
  const lengthNs = toNs - fromNs;
  return `${formatDuration(lengthNs)} of the trace not readable, from ${formatTimeAt(fromNs, lengthNs / 100)} on`;
}
