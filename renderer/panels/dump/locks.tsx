// Who waits for what: goroutines at the same address, who may hold it, circles. Go records no owner of a lock: what is a
// guess is dashed and worded as one.

import { groupDigits } from '../../../shared/base/format';
import { visibleText } from '../../../shared/base/visible-text';
import type { LockCluster, LocksReply } from '../../../shared/model/dump-requests';
import type { DumpSession } from '../../models/dump-session';
import { GoroutineLink, Ids } from './goroutine-link';
import { EmptyNote, FrameLine, Section, Waiting } from './pieces';
import { MomentChooser } from './toolbar';
import { counted, goroutines } from './words';

const SHOWN_EDGES = 200;
const SHOWN_LONE = 60;

interface SessionProps {
  readonly session: DumpSession;
}

export function DumpLocksPanel({ session }: SessionProps) {
  const reply = session.locks.value;
  return (
    <section className="dump-panel dump-locks" aria-label="Locks">
      <div className="dump-toolbar">
        <MomentChooser session={session} />
        <Certainty />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard */}
      <div className="dump-scroll" tabIndex={0}>
        {reply ? <Found session={session} reply={reply} /> : <Waiting what="Reading what the goroutines wait for." />}
      </div>
    </section>
  );
}

function Certainty() {
  return (
    <p className="note certainty">
      <span className="sure known">told by the dump</span>
      <span className="sure guess">a guess from the stacks</span>
    </p>
  );
}

function Found({ session, reply }: SessionProps & { readonly reply: LocksReply }) {
  const { clusters, cycles, edges, limits } = reply;
  const isLone = ({ waiters, holders }: LockCluster): boolean => waiters === 1 && holders.length === 0;
  const telling = clusters.filter((cluster) => !isLone(cluster)).sort((a, b) => b.waiters - a.waiters);
  const lone = clusters.filter(isLone);
  return (
    <>
      {cycles.length > 0 && (
        <Section title="Goroutines that seem to wait for each other">
          <ul className="lock-cycles">
            {cycles.map((cycle) => (
              <li key={cycle.ids.join()} className="dump-card">
                <p className="cycle-line">
                  {[...cycle.ids, ...cycle.ids.slice(0, 1)].map((id, index) => (
                    <span key={index} className="nowrap">
                      {index > 0 && (
                        <span className="cycle-arrow" title={cycle.addresses[index - 1]}>
                          {' '}
                          waits for →{' '}
                        </span>
                      )}
                      <GoroutineLink session={session} id={id} />
                    </span>
                  ))}
                </p>
                <p className="note">{cycle.why}</p>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {clusters.length === 0 ? (
        <EmptyNote title="No address that goroutines wait for is told by this dump.">
          Mutexes, WaitGroups and Conds that goroutines wait for stand here, with who may hold them. Dumps with debug=2
          tell the addresses; dumps with counts do not.
        </EmptyNote>
      ) : (
        <Section
          title={`Waited for: ${clusters.length === 1 ? '1 address' : `${groupDigits(clusters.length)} addresses`}`}
        >
          <ul className="lock-clusters">
            {telling.map((cluster) => (
              <Cluster session={session} cluster={cluster} key={cluster.address} />
            ))}
          </ul>
          {lone.length > 0 && <LoneWaiters session={session} clusters={lone} />}
        </Section>
      )}
      {edges.length > 0 && <Edges session={session} edges={edges} />}
      {limits.length > 0 && (
        <Section title="What cannot be known here">
          <ul className="plain-list note">
            {limits.map((limit) => (
              <li key={limit}>{limit}</li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

/** What nobody holds: who waits there is woken by somebody. */
const WAKES: ReadonlySet<string> = new Set(['cond', 'waitgroup', 'channel']);

function Cluster({ session, cluster }: SessionProps & { readonly cluster: LockCluster }) {
  const { address, kind, waiters, ids, groups, place, holders } = cluster;
  return (
    <li className="dump-card lock-cluster">
      <h3>
        <span className="lock-kind">{visibleText(kind)}</span> <span className="mono">{visibleText(address)}</span>
      </h3>
      {place && (
        <p>
          <FrameLine frame={place} />
          {groups.length > 1 && <span className="note"> and {counted(groups.length - 1, 'other place')}</span>}
        </p>
      )}
      <p>
        {goroutines(waiters)} {waiters === 1 ? 'waits' : 'wait'}: <Ids session={session} ids={ids} total={waiters} />
      </p>
      {holders.length === 0 ? (
        <p className="note">
          {WAKES.has(kind) ? 'Who should wake them' : 'Who holds it'} is not to be seen in this dump.
        </p>
      ) : (
        <ul className="holders">
          {holders.map(({ id, why, known }) => (
            <li key={id} className={known ? 'sure known' : 'sure guess'}>
              {known ? 'Waited for' : 'Possible holder'}: <GoroutineLink session={session} id={id} />. {why}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

/** One goroutine waits and nothing is known of a holder: a line each is enough. */
function LoneWaiters({ session, clusters }: SessionProps & { readonly clusters: readonly LockCluster[] }) {
  // Of one line each, not of one kind: which lock it is, its line tells.
  const lines = new Map<string, LockCluster[]>();
  for (const cluster of clusters) {
    const line = `${cluster.kind} ${cluster.groups[0]}`;
    lines.set(line, [...(lines.get(line) ?? []), cluster]);
  }
  return (
    <div className="dump-card lone-waiters">
      <p>
        {clusters.length === 1 ? '1 address' : `${groupDigits(clusters.length)} addresses`} with one waiter each. Who
        holds them, or should wake who waits, is not to be seen in this dump.
      </p>
      <dl>
        {[...lines].map(([key, same]) => (
          <div key={key}>
            <dt>
              <span className="lock-kind">{visibleText(same[0].kind)}</span>{' '}
              {same[0].place && <FrameLine frame={same[0].place} />}
            </dt>
            <dd>
              {same.slice(0, SHOWN_LONE).map(({ address, ids }) => (
                <span key={address} title={visibleText(address)}>
                  <GoroutineLink session={session} id={ids[0]} />{' '}
                </span>
              ))}
              {same.length > SHOWN_LONE && (
                <span className="note">and {groupDigits(same.length - SHOWN_LONE)} more</span>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function Edges({ session, edges }: SessionProps & { readonly edges: LocksReply['edges'] }) {
  return (
    <Section title="Who waits for whom">
      <table className="small-table lock-edges">
        <thead>
          <tr>
            <th scope="col">goroutine</th>
            <th scope="col">waits for</th>
            <th scope="col">at</th>
            <th scope="col">how sure</th>
            <th scope="col">why</th>
          </tr>
        </thead>
        <tbody>
          {edges.slice(0, SHOWN_EDGES).map(({ from, to, address, known, why }) => (
            <tr key={`${from} ${to} ${address}`}>
              <td>
                <GoroutineLink session={session} id={from} />
              </td>
              <td>
                <GoroutineLink session={session} id={to} />
              </td>
              <td className="mono">{address === undefined ? '' : visibleText(address)}</td>
              <td>
                <span className={known ? 'sure known' : 'sure guess'}>{known ? 'told' : 'guess'}</span>
              </td>
              <td className="why">{why}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {edges.length > SHOWN_EDGES && (
        <p className="note">{groupDigits(edges.length - SHOWN_EDGES)} more are not listed.</p>
      )}
    </Section>
  );
}
