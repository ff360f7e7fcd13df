// Channel operations and selects. The text of a dump does not tell which channel, how full it is, whether it is closed and
// who stands on its other side; only tracebacks of the system kind (SIGQUIT, GOTRACEBACK=system) show the channel's address.

import type { Pattern } from '../pattern';

const RECEIVE = ['chan receive'];
const SEND = ['chan send'];
const SELECT = ['select'];
const COUNT_SENDERS =
  "curl -s 'http://HOST/debug/pprof/goroutine?debug=2' | grep -A 1 'chan send' twice, a minute apart: the same goroutine ids mean that they never got rid of their value.";
const LEAK_PROFILE =
  "Go 1.26 and newer: curl -s 'http://HOST/debug/pprof/goroutineleak?debug=1' lists those that the garbage collector proves stuck (Go 1.26 needs GOEXPERIMENT=goroutineleakprofile). Not being listed proves nothing.";

export const CHANNELS: readonly Pattern[] = [
  {
    id: 'pipe-read',
    match: { states: SELECT, at: ['io.(*pipe).read', 'io.(*pipe).Read'] },
    level: 'INFO',
    raise: [
      { level: 'SUSPECT', minutes: 1, because: 'waits for minutes' },
      { level: 'SUSPECT', count: 3, because: 'several goroutines wait so at one place' },
    ],
    title: 'Reads from an io.Pipe whose writer neither writes nor closes',
    why: 'An io.Pipe has no buffer. The reader waits until somebody writes or closes the writing end; if the writer returned early, for ever.',
    advice:
      'Close the writer on every path: defer w.CloseWithError(err). Close the reader too when you stop reading, so that the writer ends.',
    verify: `Look for the goroutine that has the writing end: io.(*pipe).write in the same dump, or the function that called io.Pipe. ${LEAK_PROFILE}`,
  },
  {
    id: 'pipe-write',
    match: { states: [...SELECT, 'sync.Mutex.Lock'], at: ['io.(*pipe).write', 'io.(*pipe).Write'] },
    level: 'INFO',
    raise: [
      { level: 'SUSPECT', minutes: 1, because: 'waits for minutes' },
      { level: 'SUSPECT', count: 3, because: 'several goroutines wait so at one place' },
    ],
    title: 'Writes to an io.Pipe that nobody reads to the end',
    why: 'An io.Pipe has no buffer. The writer waits until all of it is read or the reading end is closed; a reader that stopped after an error leaves it waiting for ever.',
    advice:
      'Whoever reads must close the reading end on every path: defer r.CloseWithError(err). A request body from io.Pipe is closed by net/http only if the request is sent.',
    verify: `Look for io.(*pipe).read in the same dump. ${LEAK_PROFILE}`,
  },
  {
    id: 'send-abandoned',
    match: { states: SEND, closureOfCreator: true, creatorGone: true },
    level: 'SUSPECT',
    title: 'Waits to send a result, and the function that wanted it has returned',
    why: 'A function started this goroutine for a result and has ended without receiving it: a timeout, an error or an early return. Nobody else knows the channel, so the send never comes through. (A generator whose values are still read looks the same for a moment.)',
    advice:
      'Give the channel a buffer of 1 (make(chan T, 1)), so that the result can be left there. Or send with select { case ch <- v: case <-ctx.Done(): }.',
    verify: `${LEAK_PROFILE} ${COUNT_SENDERS}`,
  },
  {
    id: 'send-siblings',
    match: { states: SEND, closureOfCreator: true, count: 2 },
    level: 'SUSPECT',
    title: 'Several senders of one function, and too few receives',
    why: 'One function started several goroutines that each send; it receives fewer values than are sent (often only the first). Those that are left over wait for ever. If all of them are received in the end, this is only a moment of waiting.',
    advice:
      'Make the channel as large as the number of senders (make(chan T, n)), receive all of them, or let the senders give up with ctx.Done().',
    verify: `${COUNT_SENDERS} ${LEAK_PROFILE}`,
  },
  {
    id: 'errgroup-limit',
    match: {
      states: SEND,
      at: ['golang.org/x/sync/errgroup.(*Group).Go', 'golang.org/x/sync/errgroup.(*Group).TryGo'],
    },
    level: 'INFO',
    raise: [{ level: 'SUSPECT', minutes: 1, because: 'waits for minutes' }],
    title: 'errgroup: the limit of goroutines is reached',
    why: 'SetLimit allows n goroutines at once. Go waits for one of them to end; if they are stuck, so is this one.',
    advice:
      'Look at the goroutines created by errgroup.(*Group).Go: what they wait for is the cause. Give them the context of errgroup.WithContext.',
    verify: 'Filter for creator errgroup.(*Group).Go and see where they block.',
  },
  {
    id: 'chan-send',
    match: { states: SEND },
    level: 'INFO',
    raise: [
      { level: 'SUSPECT', minutes: 1, because: 'no receiver came for minutes' },
      { level: 'SUSPECT', count: 2, because: 'several goroutines wait to send at one line' },
      {
        level: 'SUSPECT',
        noPartner: true,
        because: 'no other goroutine of this dump is in the functions or the type that it sends from',
      },
      { level: 'SUSPECT', creatorGone: true, because: 'the goroutine that started it has ended' },
    ],
    title: 'Waits to send: no receiver takes the value',
    why: 'A send to an unbuffered channel, or to a full one, waits for a receiver. If the receiver has returned or never started, the sender and all that it refers to stay for ever. A slow receiver looks the same for a moment.',
    advice:
      'Make sure that somebody receives until the sender is done, or let the sender give up: select { case ch <- v: case <-ctx.Done(): return }. For a single result a buffer of 1 is enough. A loop that sends twice where one value is wanted needs a return after the first.',
    verify: `${COUNT_SENDERS} ${LEAK_PROFILE}`,
  },
  {
    id: 'main-waits-receive',
    match: {
      states: [...RECEIVE, ...SELECT],
      notPreamble: ['*all goroutines are asleep*'],
      start: ['main.main', 'runtime.main'],
    },
    level: 'NORMAL',
    title: 'main waits for a message or for a signal to end',
    why: 'The main goroutine of a service usually waits on a channel: for a signal, an error of a server or the end of the work.',
    advice: 'Nothing has to be changed.',
    verify: 'Nothing to confirm.',
    expected: 1,
  },
  {
    id: 'signal-wait',
    match: { states: [...RECEIVE, ...SELECT], any: ['os/signal.NotifyContext*'] },
    level: 'NORMAL',
    title: 'Waits for a signal (signal.NotifyContext)',
    why: 'One goroutine per signal.NotifyContext waits until a signal comes or stop is called.',
    advice: 'Call stop when the context is not needed any more.',
    verify: 'Nothing to confirm.',
    expected: 2,
  },
  {
    id: 'chan-receive',
    match: { states: RECEIVE },
    level: 'NORMAL',
    raise: [
      {
        level: 'INFO',
        count: 3,
        because: 'several goroutines wait to receive at one line: idle workers look like this too',
      },
      { level: 'SUSPECT', count: 10, because: 'many goroutines wait to receive at one line' },
      { level: 'SUSPECT', creatorGone: true, count: 3, because: 'those that started them have ended' },
      {
        level: 'NORMAL',
        noPartner: true,
        because:
          'no other goroutine of this dump is in the functions or the type that it receives in: a sender is not to be seen',
      },
      { level: 'INFO', minutes: 'longWaitMinutes', because: 'nothing came for long' },
    ],
    title: 'Waits to receive: nobody sends, closes the channel or cancels the context',
    normalTitle: 'Waits to receive from a channel, a context or a ticker',
    why: 'It waits for a value, for the close of the channel (the end of a range loop), for <-ctx.Done() or for the next tick of a time.Ticker; a dump shows all four alike. It is right for a worker without work and for a goroutine that waits for the end of the program. It is a leak when the sender has returned without close(ch), when cancel() was never called, or when a ticker loop has no way to stop: then the number of such goroutines grows.',
    advice:
      'Look at the line. For range over a channel: the sender closes it after the last value, defer close(ch) where it sends; with several senders one goroutine closes after wg.Wait(). For ctx.Done(): call cancel on every path, defer cancel(). For a ticker: add case <-ctx.Done(): return and defer ticker.Stop() (before Go 1.23 a time.Tick that is not needed any more is never freed). For one answer: select with a timeout.',
    verify: `Take a second dump and compare: a number that only grows at this line is the leak. ${LEAK_PROFILE}`,
  },
  {
    id: 'select',
    match: { states: SELECT },
    level: 'NORMAL',
    raise: [
      { level: 'INFO', count: 10, because: 'many goroutines wait at one select' },
      { level: 'SUSPECT', count: 'pileUp', because: 'more goroutines wait at one select than the pile-up threshold' },
      { level: 'INFO', creatorGone: true, count: 3, because: 'those that started them have ended' },
      {
        level: 'NORMAL',
        noPartner: true,
        because: 'no other goroutine of this dump is in the functions or the type that it selects in',
      },
    ],
    title: 'Waits in a select: none of its cases happens',
    normalTitle: 'Waits in a select',
    why: 'A dump does not tell the cases. With a timer or ctx.Done() among them it is how a goroutine should wait. Without, it depends on channels whose other side may be gone: then it stays for ever.',
    advice:
      'Read the select at this line. Every select that can wait for long wants a way out: case <-ctx.Done(): return, or a timer. Check that the context of that case is cancelled by somebody.',
    verify: `Take a second dump and compare: a number that only grows at this line is the leak. ${LEAK_PROFILE}`,
  },
  {
    id: 'coroutine',
    match: { states: ['coroutine'] },
    level: 'NORMAL',
    raise: [
      { level: 'SUSPECT', count: 10, because: 'many iterators are suspended' },
      { level: 'SUSPECT', minutes: 1, because: 'nobody took the next value for minutes' },
    ],
    title: 'An iterator of iter.Pull is suspended until next or stop is called',
    why: 'iter.Pull runs the iterator as a coroutine. It is kept until it ends or stop is called.',
    advice: 'defer stop() right after next, stop := iter.Pull(seq).',
    verify: 'Take a second dump and compare the number.',
    versions: 'Go 1.23 and newer.',
  },
];
