// The selected goroutine: who made it, how long it lives, what it does all the time, and how it ends.

import { formatDuration, formatExactNs, formatPercent, groupDigits } from '../../shared/base/format';
import type { BreakdownItem, GoroutineDetail, GoroutineRef } from '../../shared/model/requests';
import { SPAN_CLASS_NAMES } from '../../shared/model/states';
import { finalStateWords } from '../models/final-state';
import { FunctionName } from '../ui/function-name';
import { sourcePlace } from '../ui/stack-list';

export interface GoroutineDetailsProps {
  readonly detail: GoroutineDetail;
  readonly traceEndNs: number;
  readonly onSelect: (goroutine: GoroutineRef) => void;
}

export function GoroutineDetails({ detail, traceEndNs, onSelect }: GoroutineDetailsProps) {
  return (
    <section className="goroutine-details" aria-label={`Goroutine ${detail.id}`}>
      <h2>
        <span className="goroutine-id">g{detail.id}</span> <FunctionName name={detail.name} />
      </h2>
      <p className="facts">
        <Origin detail={detail} onSelect={onSelect} />
        <CreationPlace detail={detail} />
        <span title={formatExactNs(detail.totalNs)}>lives {formatDuration(detail.totalNs)}</span>
        {` · ${groupDigits(detail.transitions)} ${detail.transitions === 1 ? 'transition' : 'transitions'}`}
        {detail.system && ' · of the runtime'}
      </p>
      <p className={detail.ghost ? 'facts final ghost' : 'facts final'}>
        {detail.ghost && <span className="ghost-mark" aria-hidden="true" />}
        {finalStateWords(detail, traceEndNs)}
        {detail.ghost && '; nothing woke it'}
      </p>
      <Breakdown detail={detail} />
    </section>
  );
}

function Origin({ detail, onSelect }: Pick<GoroutineDetailsProps, 'detail' | 'onSelect'>) {
  const { parent } = detail;
  const when = (
    <span title={formatExactNs(detail.createdNs)}>
      {Number.isNaN(detail.createdNs) ? '' : ` at ${formatDuration(detail.createdNs)}`}
    </span>
  );
  if (detail.existed) return <span>existed when the trace began</span>;
  if (!parent) return <span>created{when}, by whom is not known</span>;
  return (
    <span>
      created by{' '}
      <button type="button" className="link" onClick={() => onSelect(parent)}>
        g{parent.id} {parent.name}
      </button>
      {when}
    </span>
  );
}

/** Where the go statement stands; a line of its own together with the life span. */
function CreationPlace({ detail }: { readonly detail: GoroutineDetail }) {
  const place = detail.creatorStack[0] && sourcePlace(detail.creatorStack[0]);
  return (
    <>
      <br />
      {place && place.short !== '' && (
        <>
          <span className="mono" title={place.full}>
            {place.short}
          </span>
          {' · '}
        </>
      )}
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
          {detail.ranges.map((range) => (
            <tr key={range.name} className="range">
              <th scope="row">
                <span className="swatch" aria-hidden="true" />
                {range.name}
              </th>
              <td title={formatExactNs(range.ns)}>{formatDuration(range.ns)}</td>
              <td>{formatPercent(range.ns / whole)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** The bar keeps the order of the states, so that two goroutines can be compared at a glance. */
function byClass(items: readonly BreakdownItem[]): readonly BreakdownItem[] {
  return [...items].sort((a, b) => a.spanClass - b.spanClass);
}
