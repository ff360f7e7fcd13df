// What the colours of the timeline stand for.

import { SPAN_CLASS_NAMES } from '../../shared/model/states';

/** What a name covers that does not say it itself. */
const MEANINGS: Readonly<Partial<Record<(typeof SPAN_CLASS_NAMES)[number], string>>> = {
  running: 'On a processor',
  runnable: 'Ready to run, waiting for a processor',
  syscall: 'In a system call',
  channel: 'Blocked on sending to or receiving from a channel',
  select: 'Blocked in a select statement',
  network: 'Blocked on the network',
  sync: 'Blocked on a lock, wait group or condition of package sync',
  inactive: 'Sleep, waits of the runtime, and waits whose reason is not in the file',
};

/** `gaps`: a part of the trace is not readable. */
export function Legend({ gaps }: { readonly gaps: boolean }) {
  return (
    <section className="trace-facts legend" aria-label="Colours">
      <h3>Colours</h3>
      <ul>
        {SPAN_CLASS_NAMES.map((name) => (
          <li key={name} title={MEANINGS[name]}>
            <span className="state-fill swatch" data-state={name} aria-hidden="true" />
            {name}
          </li>
        ))}
        <li title="Waits when the trace ends, and nothing woke it">
          <span className="ghost-mark" aria-hidden="true" />
          ghost
        </li>
        {gaps && (
          <li title="A part of the file is damaged: of this time nothing is known">
            <span className="gap-mark" aria-hidden="true" />
            not readable
          </li>
        )}
      </ul>
      <p className="note">
        inactive: sleep, the runtime’s own waits, and waits of which the file does not say for what
      </p>
    </section>
  );
}
