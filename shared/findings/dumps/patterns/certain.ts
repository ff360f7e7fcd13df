// Blocked for ever by construction, and what runs on behalf of the garbage collector.

import { GoroutineFlag } from '../../../model/dumps';
import type { Pattern } from '../pattern';

const WAITING = [
  'chan receive*',
  'chan send*',
  'select*',
  'semacquire*',
  'sync.*',
  'sleep',
  'IO wait',
  'syscall',
  'coroutine',
];
const FINALIZER_ROOTS = ['runtime.runfinq', 'runtime.runFinalizers'];
const CLEANUP_ROOTS = ['runtime.runCleanups'];

export const CERTAIN: readonly Pattern[] = [
  {
    id: 'test-timeout',
    match: { any: ['testing.(*M).startAlarm.func*'] },
    level: 'CERTAIN',
    title: 'go test -timeout ended the tests',
    why: 'The test did not end in time. The lines above the dump name the tests that were running.',
    advice: 'Look at the goroutine of the running test and at those that it started.',
    verify: 'go test -run NAME -timeout 30s -v',
  },
  {
    id: 'synctest-deadlock',
    match: { states: ['running'], flag: GoroutineFlag.First, preamble: ['*all goroutines in bubble are blocked*'] },
    level: 'CERTAIN',
    title: 'synctest: all goroutines of the bubble are blocked',
    why: 'Every goroutine of the bubble waits for another one of it, and no timer is set: the test can never go on.',
    advice:
      'Look at the goroutines of the same bubble below: one of them waits for something that the test should have sent, closed, unlocked or cancelled.',
    verify: 'go test -run NAME -v',
    versions: 'testing/synctest since Go 1.25.',
  },
  {
    id: 'finalizer-blocked',
    match: { states: WAITING, start: FINALIZER_ROOTS },
    level: 'CERTAIN',
    title: 'A finalizer is blocked, and all later finalizers with it',
    why: 'All finalizers of a program run one after the other in one goroutine. While one of them waits, no other runs: what they would free (files, connections, memory outside of Go) is kept, and objects with finalizers pile up.',
    advice:
      'Let the finalizer only start what takes time: hand the work to a goroutine of your own or to a buffered channel. Take no lock, do no I/O and do not sleep in it. Better still, close explicitly and keep the finalizer as a reminder that logs.',
    verify:
      "curl -s 'http://HOST/debug/pprof/goroutine?debug=1' | grep -B 8 -E 'runfinq|runFinalizers' twice, a minute apart: the same frames above it mean that it is stuck. debug=1 shows the root in every version of Go.",
    versions: 'The root is runtime.runfinq up to Go 1.24 (debug=2 leaves it out there), runtime.runFinalizers since.',
  },
  {
    id: 'cleanup-blocked',
    match: { states: WAITING, start: CLEANUP_ROOTS },
    level: 'CERTAIN',
    title: 'A cleanup (runtime.AddCleanup) is blocked',
    why: 'Cleanups run in few goroutines of the runtime. While one of them waits, those behind it do not run and what they would free is kept.',
    advice:
      'Let the cleanup only start what takes time, in a goroutine of your own. Take no lock, do no I/O and do not sleep in it.',
    verify:
      "curl -s 'http://HOST/debug/pprof/goroutine?debug=1' | grep -B 8 runCleanups twice, a minute apart: the same frames above it mean that it is stuck.",
    versions: 'Goroutines of their own since Go 1.25; in Go 1.24 cleanups run in the goroutine of the finalizers.',
  },
  {
    id: 'finalizer-busy',
    match: { states: [''], start: [...FINALIZER_ROOTS, ...CLEANUP_ROOTS], any: ['*'], notOnly: ['runtime.*'] },
    level: 'SUSPECT',
    title: 'A finalizer or cleanup is at work or blocked',
    why: 'The profile has no states, so it does not tell which. All finalizers run one after the other in one goroutine: while one of them waits, no other runs and what they would free is kept.',
    advice:
      'Let the finalizer only start what takes time, in a goroutine of your own. Take no lock, do no I/O and do not sleep in it.',
    verify:
      "curl -s 'http://HOST/debug/pprof/goroutine?debug=2' tells the state. The same frames in two profiles, a minute apart, mean that it is stuck.",
  },
  {
    id: 'finalizer-running',
    match: { states: ['running', 'runnable'], start: [...FINALIZER_ROOTS, ...CLEANUP_ROOTS] },
    level: 'INFO',
    title: 'A finalizer or cleanup is running',
    why: 'It was on a processor or ready to run when the dump was written. That is fine unless it is so in every dump: then it is slow, and all others wait for it.',
    advice: 'If the next dump shows it at the same place, move the work out of the finalizer.',
    verify: 'Take a second dump some seconds later and compare.',
  },
  {
    id: 'finalizer-probable',
    match: { states: WAITING, noCreator: true },
    level: 'SUSPECT',
    title: 'Probably a blocked finalizer: a goroutine without go statement',
    why: 'Every goroutine that a program starts names its go statement. This one names none and is not the main goroutine; up to Go 1.24 the goroutine that runs the finalizers looks like this in debug=2. While it is blocked, no other finalizer runs. It can also be a call from C into Go.',
    advice:
      'Look for runtime.SetFinalizer with this function. Let the finalizer only start what takes time; take no lock, do no I/O and do not sleep in it.',
    verify:
      "curl -s 'http://HOST/debug/pprof/goroutine?debug=1' shows the root that debug=2 leaves out: runtime.runfinq below these frames confirms it, runtime.cgocallbackg denies it.",
    versions: 'Newer versions of Go print the root, and the finding is certain.',
  },
  {
    id: 'main-select-none',
    match: {
      states: ['select (no cases)'],
      notPreamble: ['*all goroutines are asleep*'],
      start: ['main.main', 'runtime.main'],
    },
    level: 'NORMAL',
    title: 'main waits for ever on purpose',
    why: 'select {} in main keeps the process alive while other goroutines work.',
    advice:
      'Nothing has to be changed. With signal.NotifyContext and <-ctx.Done() in its place the program can also end in an orderly way.',
    verify: 'Nothing to confirm.',
    expected: 1,
  },
  {
    id: 'select-no-cases',
    match: { states: ['select (no cases)'] },
    level: 'CERTAIN',
    title: 'select {}: this goroutine can never end',
    why: 'A select without cases waits for nothing; no event can wake it. Its stack and all that it refers to are kept until the process ends. (It is not invisible to the garbage collector: its stack is scanned like any other, which is why what it refers to is never freed.)',
    advice:
      'Wait for something that can happen: <-ctx.Done(), or a channel that is closed on shutdown. If the goroutine has nothing left to do, return.',
    verify:
      "curl -s 'http://HOST/debug/pprof/goroutine?debug=2' | grep -c 'select (no cases)' twice: a number that rises is a leak that grows.",
  },
  {
    id: 'chan-nil-receive',
    match: { states: ['chan receive (nil chan)'] },
    level: 'CERTAIN',
    title: 'Receives from a nil channel: blocks for ever',
    why: 'A channel variable that was never set by make is nil. A receive from it (also for range) waits for ever, and no close or send can wake it.',
    advice:
      'Make the channel before the goroutine starts, or hand it over as an argument. A nil channel is useful only as a case of a select that is switched off. Look for a struct field that a constructor forgot, or a variable that is shadowed by :=.',
    verify:
      'dlv attach PID, then: goroutine ID, frame N, print NAME-OF-THE-CHANNEL shows nil. Attaching stops the process while you look.',
  },
  {
    id: 'chan-nil-send',
    match: { states: ['chan send (nil chan)'] },
    level: 'CERTAIN',
    title: 'Sends to a nil channel: blocks for ever',
    why: 'A channel variable that was never set by make is nil. A send to it waits for ever; a receiver of another channel of the same name does not help.',
    advice:
      'Make the channel before the goroutine starts, or hand it over as an argument. Look for a struct field that a constructor forgot, or a variable that is shadowed by :=.',
    verify:
      'dlv attach PID, then: goroutine ID, frame N, print NAME-OF-THE-CHANNEL shows nil. Attaching stops the process while you look.',
  },
  {
    id: 'goroutine-panicked',
    match: {
      states: ['running', 'syscall'],
      flag: GoroutineFlag.First,
      preamble: ['panic: *', 'fatal error: *', 'unexpected fault*', 'signal: *', '[signal *'],
    },
    level: 'CERTAIN',
    title: 'This goroutine ended the process',
    why: 'It panicked, or the runtime stopped the program in it. The lines above the dump say why. The frames below the panic are where it happened; what is above them ran afterwards (deferred functions).',
    advice:
      'Start with the first frame of your own below the panic. A panic in any goroutine ends the whole process unless a deferred function of the same goroutine recovers it.',
    verify: 'Read the lines before the first goroutine: panic: or fatal error: and the value.',
  },
];
