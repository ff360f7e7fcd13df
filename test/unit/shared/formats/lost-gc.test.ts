// Where the beginning of a mark phase is lost, the threads would wait for it for ever: what else the generation tells is kept.

import { describe, expect, test } from 'vitest';
import { detect } from '../../../../shared/formats/detect';
import { Ev } from '../../../../shared/formats/go-trace-v2/wire';
import { EventKind, RangeScope } from '../../../../shared/model/events';
import { readTrace } from '../../../support/reference';

const TRACE = 'rtgc-1.23';

function read(bytes: Uint8Array) {
  const detection = detect(bytes.subarray(0, 16));
  if (!detection.ok) throw new Error(detection.problem.message);
  const { reader } = detection;
  reader.push(bytes);
  reader.end();
  let events = 0;
  let gcEnds = 0;
  const more = () =>
    reader.step((event) => {
      events++;
      if (event.kind === EventKind.RangeEnd && event.from === RangeScope.Global) gcEnds++;
    }, 10_000);
  while (more());
  return { events, gcEnds, problems: reader.problems };
}

/** Copies in which one event that may be the beginning of a mark phase has another sequence number: its end waits in vain. */
function* withOtherSequence(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 16; at + 3 < bytes.length; at++) {
    if (bytes[at] !== Ev.GCBegin) continue;
    // After it a varint (the time since the event before), then the sequence number.
    let sequence = at + 1;
    while (bytes[sequence] >= 0x80) sequence++;
    sequence++;
    if (bytes[sequence] < 1 || bytes[sequence] >= 0x80) continue;
    const copy = bytes.slice();
    copy[sequence]--;
    yield copy;
  }
}

describe(TRACE, () => {
  const bytes = readTrace(TRACE);
  const whole = read(bytes);

  test('has mark phases and no problems', () => {
    expect(whole.gcEnds).toBeGreaterThan(0);
    expect(whole.problems).toEqual([]);
  });

  test('all events are read without the beginning, and the problem says what is missing', () => {
    const rescued = [...withOtherSequence(bytes)]
      .map(read)
      .filter(({ problems }) => problems.some(({ message }) => message.includes('garbage collector are missing')));
    expect(rescued.length).toBeGreaterThan(0);
    for (const { events, problems } of rescued) {
      expect(problems.map(({ code }) => code)).toEqual(['broken-order']);
      expect(events).toBe(whole.events);
    }
  });
});
