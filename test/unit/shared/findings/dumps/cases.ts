// Patterns of the runtime and the standard library, with the dumps that show them.

import { BUBBLE, type Cases, CRASH, HTTP, LEAK, LITERAL, NO_STACK, P, SYSTEM } from './literal';

/** A dump that shows the pattern, and one that looks alike. */
export const CASES: Cases = {
  // certain
  'test-timeout': {
    shows: [['dumps/synctest/timeout-1.27.txt', 'testing.(*M).startAlarm.func1']],
    not: ['dumps/synctest/timeout-1.27.txt', 'testing.(*T).Run'],
  },
  'synctest-deadlock': {
    shows: [['dumps/synctest/deadlock-1.27.txt', 'internal/synctest.Run']],
    not: [BUBBLE, 'internal/synctest.Run'],
  },
  'finalizer-blocked': {
    shows: [
      ['dumps/finalizer-1.27/goroutine.debug2.txt', 'main.blockingFinalizer'],
      ['dumps/finalizer-1.22/goroutine.debug2.txt', 'main.blockingFinalizer'],
    ],
    not: ['dumps/finalizer-1.27/goroutine.debug2.txt', 'main.leakRecv'],
  },
  'cleanup-blocked': { shows: [[P, 'main.cleanup.func1']], not: [P, 'main.gather'] },
  'finalizer-busy': {
    shows: [['dumps/finalizer-1.27/goroutine.debug1.txt', 'main.blockingFinalizer']],
    not: ['dumps/finalizer-1.27/goroutine.debug1.txt', 'main.leakRecv'],
  },
  'finalizer-running': {
    shows: [[LITERAL('runnable', ['main.close', 'runtime.runFinalizers']), 'main.close']],
    not: [SYSTEM, 'runtime.runfinq'],
  },
  'finalizer-probable': {
    shows: [['dumps/finalizer-1.23/runtime.Stack.txt', 'main.blockingFinalizer']],
    not: ['dumps/finalizer-1.23/runtime.Stack.txt', 'main.leakRecv'],
  },
  'main-select-none': { shows: [['dumps/patterns-1.27/main-select.debug2.txt', 'main.main']], not: [P, 'main.gather'] },
  'select-no-cases': {
    shows: [
      [P, 'main.gather'],
      [LEAK, 'main.leakSelectNone'],
    ],
    not: ['dumps/patterns-1.27/main-select.debug2.txt', 'main.main'],
  },
  'chan-nil-receive': { shows: [[LEAK, 'main.leakNilRecv']], not: [LEAK, 'main.leakRecv'] },
  'chan-nil-send': { shows: [[LEAK, 'main.leakNilSend']], not: [LEAK, 'main.leakSend'] },
  'goroutine-panicked': {
    shows: [
      [`${CRASH}/panic.all.txt`, 'main.crash'],
      [`${CRASH}/mapwrite.all.txt`, 'main.crash.func5'],
      [`${CRASH}/setmutex.all.txt`, 'sync.fatal'],
    ],
    not: [LEAK, 'main.writeProfile'],
  },

  // tests
  'testing-runner': { shows: [[BUBBLE, 'testing.runTests']], not: [BUBBLE, 'syncprog.TestBubble.func1.1'] },
  'synctest-run': { shows: [[BUBBLE, 'internal/synctest.Run']], not: [BUBBLE, 'testing/synctest.testingSynctestTest'] },

  // runtime
  'runtime-g0': { shows: [[SYSTEM, 'runtime.schedule']], not: [SYSTEM, 'runtime.main'] },
  'runtime-finalizer-idle': {
    shows: [[SYSTEM, 'runtime.runfinq']],
    not: ['dumps/finalizer-1.27/goroutine.debug2.txt', 'runtime.runFinalizers'],
  },
  'runtime-gc-worker': {
    shows: [
      [
        LITERAL('GC worker (idle)', ['runtime.gopark', 'runtime.gcBgMarkWorker'], {
          by: 'runtime.gcBgMarkStartWorkers',
        }),
        'runtime.gcBgMarkWorker',
      ],
    ],
    not: [LITERAL('chan receive', ['main.worker']), 'main.worker'],
  },
  'runtime-gc': {
    shows: [
      [SYSTEM, 'runtime.bgsweep'],
      [SYSTEM, 'runtime.forcegchelper'],
    ],
    not: [SYSTEM, 'runtime.runfinq'],
  },
  'runtime-unique': { shows: [[SYSTEM, 'unique.runtime_registerUniqueMapCleanup']], not: [SYSTEM, 'main.leakRecv'] },
  'runtime-signal': {
    shows: [
      [
        LITERAL('select', ['runtime.gopark', 'runtime.selectgo', 'runtime.ensureSigM.func1'], {
          by: 'runtime.ensureSigM',
        }),
        'runtime.ensureSigM.func1',
      ],
    ],
    not: [P, 'main.selectTwo'],
  },
  'runtime-trace-reader': {
    shows: [[P, 'runtime.ReadTrace']],
    not: [LITERAL('IO wait', ['net.(*conn).Write', 'main.work', 'runtime/trace.WithRegion']), 'main.work'],
  },
  'runtime-profile': { shows: [[P, 'runtime/pprof.profileWriter']], not: [P, 'main.runChild'] },
  'runtime-gc-wait': {
    shows: [[LITERAL('GC assist wait', ['main.allocate']), 'main.allocate']],
    not: [LITERAL('runnable', ['main.allocate']), 'main.allocate'],
  },

  // contexts
  'context-custom-parent': {
    shows: [[P, 'context.(*cancelCtx).propagateCancel.func2']],
    not: [P, 'main.contexts.func1'],
  },
  'context-after-func': { shows: [[P, 'main.contexts.func1']], not: [P, 'main.blockedCallback'] },

  // http
  'http-client-body-open': {
    shows: [[P, 'net/http.(*persistConn).readLoop']],
    not: [HTTP, 'net/http.(*persistConn).readLoop'],
  },
  'http-client-idle': {
    shows: [
      [HTTP, 'net/http.(*persistConn).readLoop'],
      ['dumps/http-1.19/goroutine.debug2.txt', 'net/http.(*persistConn).readLoop'],
    ],
    not: [HTTP, 'net/http.(*persistConn).writeLoop'],
  },
  'http-client-writer': {
    shows: [[HTTP, 'net/http.(*persistConn).writeLoop']],
    not: [HTTP, 'net/http.(*persistConn).readLoop'],
  },
  'http-client-wait': {
    shows: [
      [P, 'net/http.(*persistConn).roundTrip'],
      [P, 'net/http/internal/http2.(*ClientConn).RoundTrip'],
    ],
    not: [P, 'net/http.(*Transport).getConn'],
  },
  'http-client-dial': { shows: [[P, 'net/http.(*Transport).getConn']], not: [P, 'net/http.(*persistConn).roundTrip'] },
  'http2-client': {
    shows: [[P, 'net/http/internal/http2.(*clientConnReadLoop).run']],
    not: [P, 'net/http/internal/http2.(*clientStream).doRequest'],
  },
  'http2-stream': {
    shows: [[P, 'net/http/internal/http2.(*clientStream).doRequest']],
    not: [P, 'net/http/internal/http2.(*clientConnReadLoop).run'],
  },
  'http-server-idle': {
    shows: [
      [HTTP, 'net/http.(*conn).serve'],
      ['dumps/http-1.19/goroutine.debug2.txt', 'net/http.(*conn).serve'],
    ],
    not: [P, 'net/http.(*body).Read'],
  },
  'http-server-body': { shows: [[P, 'net/http.(*body).Read']], not: [HTTP, 'net/http.(*conn).serve'] },
  'http-server-background-read': {
    shows: [[P, 'net/http.(*connReader).backgroundRead']],
    not: [HTTP, 'net/http.(*connReader).Read'],
  },
  'http2-server': {
    shows: [[P, 'net/http/internal/http2.(*serverConn).readFrames']],
    not: [P, 'net/http/internal/http2.(*clientConnReadLoop).run'],
  },
  'http-server-serve': { shows: [[P, 'net/http.(*Server).Shutdown']], not: [HTTP, 'net/http.(*Server).Serve'] },
  'http-handler-outlived': {
    shows: [[P, 'main.service.ServeHTTP.func1']],
    not: [P, 'net/http/internal/http2.(*serverConn).scheduleHandler'],
  },

  'after-func-blocked': { shows: [[P, 'main.blockedCallback']], not: [P, 'main.contexts.func1'] },

  // locks
  'once-recursion': { shows: [[P, 'main.onces.func1.1']], not: [P, 'main.doOnce'] },
  'once-wait': { shows: [[P, 'main.doOnce']], not: [P, 'main.onces.func1.1'] },
  'rwmutex-rlock': {
    shows: [
      [P, 'main.readLocked'],
      [LEAK, 'main.leakRWMutex'],
      ['dumps/leak-1.19/goroutine.debug2.txt', 'main.leakRWMutex'],
    ],
    not: [P, 'main.(*Account).add'],
  },
  'rwmutex-lock': { shows: [[P, 'sync.runtime_SemacquireRWMutex']], not: [P, 'main.readLocked'] },
  'rwmutex-writer-queue': { shows: [[P, 'main.rwLocks']], not: [P, 'main.(*Account).add'] },
  'mutex-in-library': { shows: [[P, 'log.(*Logger).output']], not: [P, 'main.(*Account).add'] },
  'sync-map-pool': {
    shows: [
      [
        LITERAL('sync.Mutex.Lock', [
          'internal/sync.runtime_SemacquireMutex',
          'internal/sync.(*Mutex).lockSlow',
          'internal/sync.(*Mutex).Lock',
          'sync.(*Mutex).Lock',
          'sync.(*Pool).pinSlow',
          'sync.(*Pool).pin',
          'sync.(*Pool).Get',
          'main.buffer',
        ]),
        'main.buffer',
      ],
    ],
    not: [
      LITERAL('sync.Mutex.Lock', [
        'internal/sync.runtime_SemacquireMutex',
        'internal/sync.(*Mutex).lockSlow',
        'internal/sync.(*Mutex).Lock',
        'sync.(*Mutex).Lock',
        'main.buffer',
      ]),
      'main.buffer',
    ],
  },
  'mutex-lock': {
    shows: [
      [P, 'main.(*Account).add'],
      [LEAK, 'main.leakMutex'],
      ['dumps/leak-1.19/goroutine.debug2.txt', 'main.leakMutex'],
      ['dumps/leak-1.22/goroutine.debug2.txt', 'main.leakMutex'],
    ],
    not: [P, 'main.readLocked'],
  },
  'singleflight-wait': {
    shows: [
      [
        LITERAL('sync.WaitGroup.Wait', [
          'sync.runtime_SemacquireWaitGroup',
          'sync.(*WaitGroup).Wait',
          'golang.org/x/sync/singleflight.(*Group).Do',
          'main.load',
        ]),
        'main.load',
      ],
    ],
    not: [P, 'main.waitForNobody'],
  },
  'errgroup-wait': {
    shows: [
      [
        LITERAL('sync.WaitGroup.Wait', [
          'sync.runtime_SemacquireWaitGroup',
          'sync.(*WaitGroup).Wait',
          'golang.org/x/sync/errgroup.(*Group).Wait',
          'main.all',
        ]),
        'main.all',
      ],
    ],
    not: [P, 'main.waitForNobody'],
  },
  'semaphore-acquire': {
    shows: [[LITERAL('select', ['golang.org/x/sync/semaphore.(*Weighted).Acquire', 'main.limited']), 'main.limited']],
    not: [P, 'main.selectTwo'],
  },
  'main-waitgroup': {
    shows: [['dumps/patterns-1.27/main-waitgroup.debug2.txt', 'main.main']],
    not: [P, 'main.waitForNobody'],
  },
  'waitgroup-wait': {
    shows: [
      [P, 'main.waitForNobody'],
      [P, 'main.waitForStuckChildren'],
      ['dumps/leak-1.19/goroutine.debug2.txt', 'main.leakWaitGroup'],
    ],
    not: ['dumps/patterns-1.27/main-waitgroup.debug2.txt', 'main.main'],
  },
  'cond-wait': {
    shows: [
      [P, 'main.waitForSignal'],
      [LEAK, 'main.leakCond'],
    ],
    not: [P, 'main.waitForNobody'],
  },
  semacquire: {
    shows: [[LITERAL('semacquire', ['main.f']), 'main.f']],
    not: ['dumps/leak-1.19/goroutine.debug2.txt', 'main.leakWaitGroup'],
  },

  // time, files, network, C
  'exec-copy': { shows: [[P, 'os/exec.(*Cmd).writerDescriptor.func1']], not: [P, 'main.readSocket'] },
  sleep: { shows: [[P, 'main.timeAndIO']], not: [P, 'main.readSocket'] },
  'io-connect': {
    shows: [
      [
        LITERAL('IO wait', [
          'internal/poll.runtime_pollWait',
          'internal/poll.(*pollDesc).waitWrite',
          'internal/poll.(*FD).WaitWrite',
          'net.(*netFD).connect',
          'net.(*netFD).dial',
          'net.socket',
          'net.internetSocket',
          'net.(*sysDialer).doDialTCP',
          'net.(*Dialer).DialContext',
          'main.dial',
        ]),
        'main.dial',
      ],
    ],
    not: [P, 'main.writeSocket'],
  },
  'io-dns': { shows: [[P, 'net.(*Resolver).exchange']], not: [P, 'main.readSocket'] },
  'io-tls-handshake': { shows: [[P, 'crypto/tls.(*Conn).clientHandshake']], not: [P, 'main.readSocket'] },
  'io-accept': { shows: [[HTTP, 'net.(*TCPListener).Accept']], not: [P, 'main.readSocket'] },
  'io-write': { shows: [[P, 'main.writeSocket']], not: [P, 'main.readSocket'] },
  'io-read': { shows: [[P, 'main.readSocket']], not: [P, 'main.writeSocket'] },
  'io-wait': { shows: [[LITERAL('IO wait', ['main.wait']), 'main.wait']], not: [P, 'main.readSocket'] },
  'signal-recv': { shows: [[P, 'os/signal.signal_recv']], not: [P, 'os/signal.NotifyContext.func1'] },
  'child-process': { shows: [[P, 'main.runChild']], not: [P, 'os.(*File).Read'] },
  'file-read-syscall': { shows: [[P, 'os.(*File).Read']], not: [P, 'main.runChild'] },
  'cgo-thread': {
    shows: [[LITERAL('syscall, locked to thread', ['runtime.goexit']), 'runtime.goexit']],
    not: ['dumps/cgo-1.23/goroutine.debug2.txt', 'main._Cfunc_hang'],
  },
  'cgo-call': {
    shows: [
      ['dumps/cgo-1.23/goroutine.debug2.txt', 'main._Cfunc_hang'],
      [`${CRASH}/cgopanic.system.txt`, 'runtime.cgocall'],
    ],
    not: [P, 'os.(*File).Read'],
  },
  syscall: { shows: [[LEAK, 'main.nanosleep']], not: [P, 'main.runChild'] },
  'dump-writer': {
    shows: [
      [P, 'runtime/pprof.writeGoroutineStacks'],
      [HTTP, 'runtime/pprof.writeGoroutineStacks'],
    ],
    not: [`${CRASH}/panic.all.txt`, 'main.crash'],
  },
  'first-running': { shows: [['dumps/leak-1.26/runtime.Stack.txt', 'main.stackAll']], not: [P, 'main.spin'] },
  'other-thread': { shows: [[NO_STACK, 'main.busy']], not: [P, 'main.spin'] },
  running: {
    shows: [[LITERAL('running', ['main.spin'], { made: true }), 'main.spin']],
    not: [P, 'runtime/pprof.writeGoroutineStacks'],
  },
  runnable: { shows: [[P, 'main.busy']], not: [P, 'main.work'] },

  // channels
  'pipe-read': { shows: [[P, 'main.readPipe']], not: [P, 'main.selectTwo'] },
  'pipe-write': { shows: [[P, 'main.writePipe']], not: [P, 'main.selectTwo'] },
  'send-abandoned': { shows: [[P, 'main.fetchAndReturn.func1']], not: [P, 'main.gather.func1'] },
  'send-siblings': { shows: [[P, 'main.gather.func1']], not: [P, 'main.oneSender'] },
  'errgroup-limit': {
    shows: [[LITERAL('chan send', ['golang.org/x/sync/errgroup.(*Group).Go', 'main.all']), 'main.all']],
    not: [P, 'main.oneSender'],
  },
  'chan-send': {
    shows: [
      [P, 'main.oneSender'],
      [LEAK, 'main.leakSend'],
      ['dumps/leak-1.19/goroutine.debug2.txt', 'main.leakSend'],
    ],
    not: [LEAK, 'main.leakNilSend'],
  },
  'main-waits-receive': {
    shows: [['dumps/patterns-1.27/main-receive.debug2.txt', 'main.main']],
    not: [LEAK, 'main.leakRecv'],
  },
  'signal-wait': { shows: [[P, 'os/signal.NotifyContext.func1']], not: [P, 'main.selectTwo'] },
  'chan-receive': {
    shows: [
      [P, 'main.work'],
      [LEAK, 'main.leakRecv'],
      [LEAK, 'main.leakRange'],
      [LEAK, 'main.leakCtx'],
      [LEAK, 'main.leakTick'],
    ],
    not: [LEAK, 'main.leakNilRecv'],
  },
  select: {
    shows: [
      [P, 'main.selectTwo'],
      [LEAK, 'main.leakSelect'],
    ],
    not: [LEAK, 'main.leakSelectNone'],
  },
  coroutine: { shows: [[P, 'main.numbers']], not: [P, 'main.selectTwo'] },

  // the rest
  'state-not-told': {
    shows: [['dumps/leak-1.26/goroutine.debug1.txt', 'main.leakRecv']],
    not: [LEAK, 'main.leakRecv'],
  },
  other: {
    shows: [[LITERAL('a state of tomorrow', ['main.f']), 'main.f']],
    not: [LITERAL('select', ['main.f']), 'main.f'],
  },
};
