// The selected goroutine: who made it, how long it lives, what it does all the time, and how it ends.

import { formatDuration, formatExactNs, formatPercent, groupDigits } from '../../shared/base/format';
import { shortName } from '../../shared/base/function-name';
import type { BreakdownItem, GoroutineDetail, GoroutineRef } from '../../shared/model/requests';
import { SPAN_CLASS_NAMES } from '../../shared/model/states';
import { finalStateWords, type TraceEnd } from '../models/final-state';
import { unreadableNs } from '../models/gaps';
import { FunctionName } from '../ui/function-name';
import { sourcePlace } from '../ui/stack-list';

export interface GoroutineDetailsProps {
  readonly detail: GoroutineDetail;
  readonly end: TraceEnd;
  readonly onSelect: (goroutine: GoroutineRef) => void;
}

export function GoroutineDetails({ detail, end, onSelect }: GoroutineDetailsProps) {
  const bornNs = Number.isNaN(detail.createdNs) ? 0 : detail.createdNs;
  const lostNs = unreadableNs(end.gaps, bornNs, detail.endNs ?? end.ns);
  return (
    <section className="goroutine-details" aria-label={`Goroutine ${detail.id}`}>
      <h2>
        <span className="goroutine-id">g{detail.id}</span> <FunctionName name={detail.name} short />
      </h2>
      <Origin detail={detail} onSelect={onSelect} />
      <p className="facts">
        <CreationPlace detail={detail} />
        <span className="nowrap" title={formatExactNs(detail.totalNs)}>
          lives {formatDuration(detail.totalNs)}
          {!end.whole && detail.endNs === undefined && ' so far'}
        </span>
        {` · ${groupDigits(detail.transitions)} ${detail.transitions === 1 ? 'transition' : 'transitions'}`}
        {detail.system && ' · of the runtime'}
      </p>
      <p className={detail.ghost ? 'facts final ghost' : 'facts final'}>
        {detail.ghost && <span className="ghost-mark" aria-hidden="true" />}
        {finalStateWords(detail, end)}
        {detail.ghost && '; nothing woke it'}
      </p>
      {lostNs > 0 && (
        <p className="facts" title={formatExactNs(lostNs)}>
          {formatDuration(lostNs)} of its time not readable: it is in none of the times below
        </p>
      )}
      <Breakdown detail={detail} />
    </section>
  );
}

/** Who made it and when, in one line: a long name gives way, the time stays. */
function Origin({ detail, onSelect }: Pick<GoroutineDetailsProps, 'detail' | 'onSelect'>) {
  const { parent } = detail;
  if (detail.existed) return <p className="facts">existed when the trace began</p>;
  return (
    <p className="facts origin">
      <span>created by</span>
      {parent ? (
        <button type="button" className="link" title={parent.name} onClick={() => onSelect(parent)}>
          g{parent.id} {shortName(parent.name)}
        </button>
      ) : (
        <span>an unknown goroutine</span>
      )}
      {!Number.isNaN(detail.createdNs) && (
        <span title={formatExactNs(detail.createdNs)}>at {formatDuration(detail.createdNs)}</span>
      )}
    </p>
  );
}

/** Where the go statement stands. */
function CreationPlace({ detail }: { readonly detail: GoroutineDetail }) {
  const place = detail.creatorStack[0] && sourcePlace(detail.creatorStack[0]);
  if (!place || place.short === '') return undefined;
  return (
    <>
      <span className="mono" title={place.full}>
        {place.short}
      </span>
      {' · '}
    </>
  );
}

function Breakdown({ detail }: { readonly detail: GoroutineDetail }) {
  const known = detail.breakdown.filter((item) => item.ns > 0);
  if (known.length === 0) return <p className="note">The trace tells nothing of how it spent its time.</p>;
  // Where the file is cut the parts may fall short of the whole: the rest of the bar stays empty.
  const whole = Math.max(
    detail.totalNs,
    known.reduce((sum, item) => sum + item.ns, 0),
  );
  return (
    <>
      <div className="breakdown-bar" aria-hidden="true">
        {byClass(known).map((item) => (
          <span
            key={item.label}
            className="state-fill"
            data-state={SPAN_CLASS_NAMES[item.spanClass]}
            style={{ width: `${(item.ns / whole) * 100}%` }}
            title={`${item.label} ${formatPercent(item.ns / whole)}`}
          />
        ))}
      </div>
      <table className="breakdown">
        <caption className="hidden">Time per state and block reason</caption>
        <tbody>
          {known.map((item) => (
            <tr key={item.label}>
              <th scope="row">
                <span className="state-fill swatch" data-state={SPAN_CLASS_NAMES[item.spanClass]} aria-hidden="true" />
                {item.label}
              </th>
              <td title={formatExactNs(item.ns)}>{formatDuration(item.ns)}</td>
              <td>{formatPercent(item.ns / whole)}</td>
            </tr>
          ))}
        </tbody>
        {detail.ranges.length > 0 && (
          <tbody className="ranges">
            <tr>
              <th scope="rowgroup" colSpan={3} title="These are parts of the times above, not in addition to them">
                within these times
              </th>
            </tr>
            {detail.ranges.map((range) => (
              <tr key={range.name}>
                <th scope="row">
                  <span className="swatch" aria-hidden="true" />
                  {range.name}
                </th>
                <td title={formatExactNs(range.ns)}>{formatDuration(range.ns)}</td>
                <td>{formatPercent(range.ns / whole)}</td>
              </tr>
            ))}
          </tbody>
        )}
      </table>
    </>
  );
}

/** The bar keeps the order of the states, so that two goroutines can be compared at a glance. */
function byClass(items: readonly BreakdownItem[]): readonly BreakdownItem[] {
  return [...items].sort((a, b) => a.spanClass - b.spanClass);
}
