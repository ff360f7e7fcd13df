// What stands in the details while nothing is selected: the trace in numbers, and its ghosts.

import { formatDuration, formatExactNs, formatMemory, formatPercent, groupDigits } from '../../shared/base/format';
import { METRIC_HEAP } from '../../shared/model/events';
import type { GoroutineGroup, TraceSummary } from '../../shared/model/requests';
import { unreadableNs } from '../models/gaps';
import { FunctionName } from '../ui/function-name';

export interface TraceFactsProps {
  readonly summary: TraceSummary;
  /** False while the numbers are those of a part of the trace. */
  readonly whole: boolean;
  /** Undefined until known. */
  readonly ghosts: readonly GoroutineGroup[] | undefined;
  readonly onFilter: (filter: string) => void;
}

/** More start functions than these are one click away, in the timeline. */
const SHOWN_GROUPS = 12;

export function TraceFacts({ summary, whole, ghosts, onFilter }: TraceFactsProps) {
  return (
    <section className="trace-facts" aria-label={whole ? 'The whole trace' : 'Read so far'}>
      <h2>{whole ? 'The whole trace' : 'Read so far'}</h2>
      <table className="breakdown">
        <caption className="hidden">The trace in numbers</caption>
        <tbody>
          {facts(summary).map(([name, value, exact]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td title={exact}>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {whole && ghosts && <Ghosts groups={ghosts} onFilter={onFilter} />}
      {!whole && (
        <p className="note">Ghosts are known when all of the trace was read: before, what waits may still be woken.</p>
      )}
      <p className="note">
        Click a span or a goroutine to see who created it, what it did all the time, and its stack.
      </p>
    </section>
  );
}

function Ghosts({
  groups,
  onFilter,
}: { readonly groups: readonly GoroutineGroup[] } & Pick<TraceFactsProps, 'onFilter'>) {
  const count = groups.reduce((sum, group) => sum + group.rows.length, 0);
  if (count === 0) {
    return (
      <>
        <h3>Ghosts</h3>
        <p className="note">
          No goroutine spends the later half of the trace waiting for a channel, select or lock that nothing serves.
        </p>
      </>
    );
  }
  return (
    <>
      <h3>
        <span className="ghost-mark" aria-hidden="true" />
        {groupDigits(count)} {count === 1 ? 'ghost' : 'ghosts'}
      </h3>
      <p className="note">
        They wait when the trace ends and nothing woke them: for at least half of the trace, or for ever.
      </p>
      <ul className="ghost-groups">
        {groups.slice(0, SHOWN_GROUPS).map((group) => (
          <li key={group.name}>
            <button
              type="button"
              className="link ghost-name"
              title={`Show only the ghosts of ${group.name}`}
              onClick={() => onFilter(`is:ghost func:${quoted(group.name)}`)}
            >
              <FunctionName name={group.name} short />
            </button>
            <span>{groupDigits(group.rows.length)}</span>
          </li>
        ))}
      </ul>
      <button type="button" className="button" onClick={() => onFilter('is:ghost')}>
        Show only ghosts
      </button>
    </>
  );
}

const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

type Fact = readonly [name: string, value: string, exact?: string];

function facts(summary: TraceSummary): readonly Fact[] {
  const { spanNs, wallStartMs, procs, procBusy, gcCycles, stwCount, counters } = summary;
  const heap = counters.find((counter) => counter.name === METRIC_HEAP);
  const peak =
    heap === undefined ? Number.NaN : heap.max.filter((bytes) => bytes > 0).reduce((a, b) => Math.max(a, b), 0);
  const rows: Fact[] = [['time', formatDuration(spanNs), formatExactNs(spanNs)]];
  const lostNs = unreadableNs(summary.gaps, 0, spanNs);
  if (lostNs > 0) rows.push(['not readable', formatDuration(lostNs), formatExactNs(lostNs)]);
  if (wallStartMs !== undefined) rows.push(['began', new Date(wallStartMs).toLocaleString()]);
  rows.push(['goroutines', groupDigits(summary.goroutines)]);
  // Parts of a trace come before some of the counts: what has run somewhere is never 0 % busy on 0 threads.
  rows.push(['processors', procBusy > 0 ? `${procs}, ${formatPercent(procBusy)} busy` : groupDigits(procs)]);
  if (summary.threads > 0) rows.push(['threads', groupDigits(summary.threads)]);
  rows.push(['GC cycles', groupDigits(gcCycles)], ['stop-the-world', groupDigits(stwCount)]);
  if (peak > 0) rows.push(['heap, highest', formatMemory(peak), `${groupDigits(peak)} bytes`]);
  for (const [name, count] of [
    ['tasks', summary.tasks],
    ['regions', summary.regions],
    ['logs', summary.logs],
    ['CPU samples', summary.samples],
  ] as const) {
    if (count > 0) rows.push([name, groupDigits(count)]);
  }
  return rows;
}
