// The selected time range: how long, since when, and how many goroutines do what in it, on average.

import { formatDuration, formatExactNs, formatPercent, formatTimeAt, threeDigits } from '../../shared/base/format';
import { SPAN_CLASS_NAMES } from '../../shared/model/states';
import type { RangeFacts } from '../models/range-facts';

export interface RangeFactsPanelProps {
  readonly facts: RangeFacts;
  /** What one pixel of the timeline stands for: times are written as exactly as they were chosen. */
  readonly resolutionNs: number;
}

export function RangeFactsPanel({ facts, resolutionNs }: RangeFactsPanelProps) {
  const { fromNs, toNs, perClass, unreadableNs } = facts;
  const total = perClass.reduce((sum, count) => sum + count, 0);
  const known = perClass.map((count, spanClass) => ({ name: SPAN_CLASS_NAMES[spanClass], count })).filter(isThere);
  return (
    <section className="trace-facts range-facts" aria-label="Selected range">
      <h2>Selected range</h2>
      <p className="facts">
        <span title={formatExactNs(toNs - fromNs)}>{formatDuration(toNs - fromNs)}</span> from{' '}
        <span title={formatExactNs(fromNs)}>{formatTimeAt(fromNs, resolutionNs)}</span> on
      </p>
      {unreadableNs > 0 && (
        <p className="facts" title={`${formatExactNs(unreadableNs)} of ${formatExactNs(toNs - fromNs)}`}>
          {formatDuration(unreadableNs)} of {formatDuration(toNs - fromNs)} not readable
        </p>
      )}
      {known.length === 0 ? (
        <p className="note">The trace tells nothing of goroutines in this range.</p>
      ) : (
        <>
          <div className="breakdown-bar" aria-hidden="true">
            {known.map(({ name, count }) => (
              <span
                key={name}
                className="state-fill"
                data-state={name}
                style={{ width: `${(count / total) * 100}%` }}
                title={`${name} ${formatPercent(count / total)}`}
              />
            ))}
          </div>
          <table className="breakdown">
            <caption className="facts">
              Goroutines on average{unreadableNs > 0 && ' over what is readable'}: {threeDigits(total)}
            </caption>
            <tbody>
              {known.map(({ name, count }) => (
                <tr key={name}>
                  <th scope="row">
                    <span className="state-fill swatch" data-state={name} aria-hidden="true" />
                    {name}
                  </th>
                  <td>{threeDigits(count)}</td>
                  <td>{formatPercent(count / total)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}

/** Less would be printed as 0.00. */
const isThere = ({ count }: { readonly count: number }): boolean => count >= 0.005;
