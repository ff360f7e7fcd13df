// What could not be read of a file: where, what it means, what to do.

import { formatPercent, groupDigits } from '../../shared/base/format';
import type { Problem } from '../../shared/model/problems';
import type { TraceSummary } from '../../shared/model/requests';
import { ADVICE } from '../models/advice';

export function ProblemsPanel({ summary }: { readonly summary: TraceSummary }) {
  if (summary.problems.length === 0) {
    return (
      <p className="empty">No problems: all of the file was read. What cannot be read of a file is listed here.</p>
    );
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard
    <section className="problems" aria-label="Problems" tabIndex={0}>
      <p className="note">{formatPercent(summary.readFraction)} of the file was read and understood.</p>
      {summary.wrapper !== undefined && (
        <p className="note">The file is packed with {summary.wrapper}: byte numbers are those of the unpacked trace.</p>
      )}
      <ul>
        {summary.problems.map((problem, index) => (
          <li key={index}>
            <div className="problem-where">
              <span className="problem-code">{problem.code}</span>
              <span>{place(problem)}</span>
            </div>
            <div>
              <p>{problem.message}</p>
              <p className="note">{ADVICE[problem.code].advice}</p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function place(problem: Problem): string {
  const parts = [];
  if (problem.offset !== undefined) parts.push(`byte ${groupDigits(problem.offset)}`);
  if (problem.generation !== undefined) parts.push(`generation ${problem.generation}`);
  return parts.join(', ');
}
