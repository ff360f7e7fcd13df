// What each state of a dump means. The words are those of the runtime (runtime/runtime2.go), Go 1.19 to 1.27.

import type { GuideState } from '../../../model/dump-guide';

export const STATES: readonly GuideState[] = [
  {
    state: 'running',
    meaning: 'It was on a processor when the dump was written. The goroutine that wrote the dump is always running.',
    normalWhen: 'Always; the same place in every dump is a busy loop.',
  },
  {
    state: 'runnable',
    meaning: 'Ready to run, waits for a processor. It is not blocked.',
    endedBy: 'The scheduler.',
    normalWhen: 'There are few. Many mean more work than processors.',
  },
  {
    state: 'syscall',
    meaning: 'In a system call or in C code. It holds a thread of the system.',
    endedBy: 'The return of the call.',
    normalWhen: 'The call is short, or it waits for signals or for a child process.',
  },
  {
    state: 'chan receive',
    meaning:
      'Waits for a value or the close of a channel; also range over a channel, <-ctx.Done() and the ticks of a time.Ticker.',
    endedBy: 'A send, close(ch), cancel() or a tick.',
    normalWhen: 'It is a worker without work, or waits for the end of the program, and the number does not grow.',
  },
  {
    state: 'chan send',
    meaning: 'Waits for somebody who takes the value, or for room in the buffer.',
    endedBy: 'A receive. (A close makes it panic.)',
    normalWhen: 'For moments, when the receiver is slower than the sender.',
  },
  { state: 'chan receive (nil chan)', meaning: 'Receives from a channel variable that was never set.' },
  { state: 'chan send (nil chan)', meaning: 'Sends to a channel variable that was never set.' },
  {
    state: 'select',
    meaning: 'Waits until one of the cases of a select can go on. Which cases it has is not in the dump.',
    endedBy: 'Any of its cases.',
    normalWhen: 'One of its cases is a timer or ctx.Done().',
  },
  {
    state: 'select (no cases)',
    meaning: 'select {}: waits for ever.',
    normalWhen: 'In main, to keep the process alive.',
  },
  {
    state: 'semacquire',
    meaning:
      'Waits for a semaphore of the runtime: a Mutex or RWMutex up to Go 1.19, a WaitGroup up to Go 1.24. The frames tell which.',
    endedBy: 'Unlock, RUnlock or Done.',
    normalWhen: 'For moments.',
  },
  {
    state: 'sync.Mutex.Lock',
    meaning: 'Waits for a Mutex; also a writer of a RWMutex behind another writer.',
    endedBy: 'Unlock by whoever holds it.',
    normalWhen: 'For moments.',
  },
  {
    state: 'sync.RWMutex.RLock',
    meaning: 'Waits to read while a writer has the lock or waits for it.',
    endedBy: 'Unlock by the writer.',
    normalWhen: 'For moments.',
  },
  {
    state: 'sync.RWMutex.Lock',
    meaning: 'The writer whose turn it is waits for the readers that came before it.',
    endedBy: 'RUnlock by those readers.',
    normalWhen: 'For moments.',
  },
  {
    state: 'sync.WaitGroup.Wait',
    meaning: 'Waits until Done was called as often as Add said.',
    endedBy: 'The last Done.',
    normalWhen: 'Those it waits for are at work.',
  },
  {
    state: 'sync.Cond.Wait',
    meaning: 'Waits for Signal or Broadcast.',
    endedBy: 'Signal or Broadcast.',
    normalWhen: 'It is a worker without work.',
  },
  {
    state: 'sleep',
    meaning: 'In time.Sleep. The argument is the time in ns, in hexadecimal.',
    endedBy: 'The time.',
    normalWhen: 'Always, unless it should have ended with a request.',
  },
  {
    state: 'IO wait',
    meaning: 'Waits for a connection, pipe or other file that the poller watches.',
    endedBy: 'Data, room in the buffer of the other side, a deadline, or Close.',
    normalWhen: 'It is a listener, an idle connection, or a protocol that waits for the next message.',
  },
  {
    state: 'coroutine',
    meaning: 'An iterator of iter.Pull that is suspended.',
    endedBy: 'next or stop.',
    normalWhen: 'While somebody iterates.',
  },
  {
    state: 'finalizer wait',
    meaning: 'The goroutine of the finalizers has nothing to do.',
    endedBy: 'An object with a finalizer that is not reachable any more.',
    normalWhen: 'Always. Any other state of it means that a finalizer runs or is blocked.',
  },
  {
    state: 'cleanup wait',
    meaning: 'A goroutine of runtime.AddCleanup has nothing to do (Go 1.25 and newer).',
    normalWhen: 'Always.',
  },
  {
    state: 'GC worker (idle)',
    meaning: 'A worker of the garbage collector without work.',
    normalWhen: 'Always; only system tracebacks show it.',
  },
  {
    state: 'GC worker (active)',
    meaning: 'A worker of the garbage collector at work.',
    normalWhen: 'Always; only system tracebacks show it.',
  },
  {
    state: 'GC sweep wait',
    meaning: 'The sweeper of the garbage collector waits.',
    normalWhen: 'Always; only system tracebacks show it.',
  },
  {
    state: 'GC scavenge wait',
    meaning: 'What gives memory back to the system waits.',
    normalWhen: 'Always; only system tracebacks show it.',
  },
  {
    state: 'force gc (idle)',
    meaning: 'Waits to force a collection after two minutes without one.',
    normalWhen: 'Always; only system tracebacks show it.',
  },
  {
    state: 'GOMAXPROCS updater (idle)',
    meaning: 'Follows the CPU limit of the container (Go 1.25 and newer).',
    normalWhen: 'Always; only system tracebacks show it.',
  },
  {
    state: 'GC assist wait',
    meaning: 'It allocates faster than the collector works, and waits for its turn to help.',
    endedBy: 'The collector.',
    normalWhen: 'For moments. Many of them: too many allocations.',
  },
  {
    state: 'GC assist marking',
    meaning: 'It helps the collector before it may allocate.',
    endedBy: 'The collector.',
    normalWhen: 'For moments.',
  },
  {
    state: 'wait for GC cycle',
    meaning: 'Waits until the running collection has ended (runtime.GC).',
    endedBy: 'The end of the collection.',
    normalWhen: 'For moments.',
  },
  {
    state: 'trace reader (blocked)',
    meaning: 'Writes an execution trace and waits for more.',
    normalWhen: 'While tracing is on.',
  },
  { state: 'preempted', meaning: 'It was stopped while it ran.', endedBy: 'The scheduler.', normalWhen: 'Always.' },
  { state: 'copystack', meaning: 'Its stack is being made larger or smaller.', normalWhen: 'For moments.' },
  { state: 'waiting', meaning: 'Waits; the runtime gives no reason.', normalWhen: 'For moments.' },
  {
    state: 'idle',
    meaning: 'Goroutine 0: the scheduler of a thread. It is no goroutine of the program.',
    normalWhen: 'Always; only system tracebacks show it.',
  },
  { state: 'dead', meaning: 'It has ended and is kept to be used again.', normalWhen: 'Always.' },
  { state: 'waiting for cgo callback', meaning: 'Stands by for calls from C into Go.', normalWhen: 'Always.' },
  {
    state: 'synctest.Run',
    meaning: 'synctest.Test waits for the goroutines of its bubble.',
    endedBy: 'The end of the test.',
    normalWhen: 'In tests.',
  },
  {
    state: 'synctest.Wait',
    meaning: 'Waits until all other goroutines of the bubble are durably blocked.',
    endedBy: 'That moment.',
    normalWhen: 'In tests.',
  },
  {
    state: '(leaked)',
    meaning:
      'Added to a state: the garbage collector found that nothing that still runs can reach what it waits for. The mark stays until the next leak profile, also in ordinary dumps, and such a goroutine tells no minutes.',
  },
  {
    state: '(durable)',
    meaning: 'Added to a state: inside of a synctest bubble, and only the bubble can wake it.',
    normalWhen: 'In tests.',
  },
  {
    state: 'N minutes',
    meaning:
      'Added to a state: it has waited at least so long, counted from the first garbage collection that saw it wait, in whole minutes. No number is not 0: under a minute, running, marked (leaked), or no collection yet.',
  },
  {
    state: 'locked to thread',
    meaning: 'Added to a state: runtime.LockOSThread was called; nobody else may use its thread.',
    normalWhen: 'For graphics, some C libraries and namespaces of Linux.',
  },
];
