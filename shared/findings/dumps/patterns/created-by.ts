// What only the go statement tells, and the last row, for everything that no other row knows.

import type { Pattern } from '../pattern';

export const CREATED_BY: readonly Pattern[] = [
  {
    id: 'after-func-blocked',
    match: {
      states: ['chan receive', 'chan send', 'select', 'IO wait', 'sync.*', 'semacquire', 'sleep'],
      creator: ['time.goFunc'],
    },
    level: 'INFO',
    raise: [
      { level: 'SUSPECT', minutes: 1, because: 'waits for minutes' },
      { level: 'SUSPECT', count: 5, because: 'the timer started several, and none has ended' },
    ],
    title: 'A function of time.AfterFunc is blocked',
    why: 'The timer starts a new goroutine each time, without regard to those that are still there. A function that blocks leaves one behind with each tick of a timer that is reset.',
    advice: 'Do not block in it, or give it a timeout; reset the timer only when the function has ended.',
    verify: 'Take a second dump and compare the number.',
  },
];

export const LAST: readonly Pattern[] = [
  {
    id: 'state-not-told',
    match: { states: [''] },
    level: 'NORMAL',
    raise: [
      { level: 'INFO', count: 10, because: 'many goroutines stand at one line' },
      { level: 'SUSPECT', count: 'pileUp', because: 'more goroutines stand at one line than the pile-up threshold' },
    ],
    title: 'Stands here; the profile does not tell why',
    why: 'Counted profiles (debug=1, debug=0) have no states and no waits. Many at one line that are not at work are blocked there.',
    advice:
      'Read the line at the first frame: a channel operation, a select or a call that waits. Take debug=2 of the same process for the states.',
    verify: "curl -s 'http://HOST/debug/pprof/goroutine?debug=2'",
  },
  {
    id: 'other',
    match: {},
    level: 'NORMAL',
    title: 'No pattern of the catalogue fits',
    why: 'The state is not one that the catalogue knows, or the goroutine has no stack. That says nothing about whether it is right.',
    advice: 'Read the stack.',
    verify: 'Take a second dump and compare.',
  },
];
