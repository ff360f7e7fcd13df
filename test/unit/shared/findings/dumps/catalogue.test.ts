// Every pattern of the catalogue has a dump that shows it and one that looks alike and must not. Dumps are real wherever the
// standard library can produce them (test/fixtures/programs/patterns); stacks of other people's libraries, and waits that no
// machine for tests can have, are written down here from the functions' names: LITERAL.

import { describe, expect, test } from 'vitest';
import { createJudge, DEFAULT_SETTINGS } from '../../../../../shared/findings/dumps';
import { CATALOGUE } from '../../../../../shared/findings/dumps/patterns';
import { FINDING_LEVELS } from '../../../../../shared/model/dump-requests';
import { createDumpIndex } from '../../../../../shared/query/dumps/dump-index';
import { type OpenDump, openCounts, openFixture, openText } from '../../../../support/dump-fixtures';
import { makeDump } from '../../../../support/make-dump';

const P = 'dumps/patterns-1.27/at-once.debug2.txt';
const HTTP = 'dumps/http-1.27/goroutine.debug2.txt';
const LEAK = 'dumps/leak-1.26/goroutine.debug2.txt';
const CRASH = 'dumps/crash-1.23';
const SYSTEM = `${CRASH}/sigquit.system.txt`;
const BUBBLE = 'dumps/synctest/bubble-1.27.runtime.Stack.txt';

/** A stack written down: state and frames, leaf first; the rest as the header and the go statement have it. */
interface Literal {
  readonly state: string;
  readonly frames: readonly string[];
  readonly by?: string;
  readonly count?: number;
  readonly preamble?: string;
  /** As rows, where the text form would be read in another way. */
  readonly made?: true;
}
const LITERAL = (state: string, frames: readonly string[], rest: Omit<Literal, 'state' | 'frames'> = {}): Literal => ({
  state,
  frames,
  ...rest,
});

/** The standard library's packages have no dot in their first element. */
function folderOf(func: string): string {
  const path = func.slice(0, func.indexOf('.', func.lastIndexOf('/') + 1));
  if (path === 'main') return '/home/gopher/app';
  return path.split('/')[0].includes('.') ? `/home/gopher/go/pkg/mod/${path}` : `/usr/local/go/src/${path}`;
}

const NO_STACK = LITERAL('running', [], { by: 'main.busy' });

function textOf({ state, frames, by = 'main.main', count = 1, preamble }: Literal): string {
  const main = `goroutine 1 [running]:\nmain.main()\n\t/home/gopher/app/main.go:1 +0x1\n\n`;
  const one = (id: number): string =>
    `goroutine ${id} [${state}]:\n${frames.length === 0 ? '\tgoroutine running on other thread; stack unavailable\n' : ''}${frames.map((func, i) => `${func}()\n\t${folderOf(func)}/x.go:${i + 1} +0x1\n`).join('')}` +
    `created by ${by} in goroutine 1\n\t/home/gopher/app/main.go:9 +0x1\n\n`;
  return `${preamble === undefined ? '' : `${preamble}\n\n`}${main}${Array.from({ length: count }, (_, i) => one(i + 10)).join('')}`;
}

const opened = new Map<string, OpenDump>();
function open(source: string | Literal): OpenDump {
  if (typeof source !== 'string' && source.made) {
    const { series, moment, snapshot } = makeDump([
      { id: 1, state: 'running', flags: ['First'], stack: 'main.main' },
      { id: 2, state: source.state, stack: source.frames.join(' '), by: 'main.main', parent: 1 },
    ]);
    return { index: createDumpIndex(series), moment, snapshot, textOf: async () => new Uint8Array() };
  }
  if (typeof source !== 'string') return openText(textOf(source));
  const known = opened.get(source);
  if (known !== undefined) return known;
  const made = source.includes('debug1') ? openCounts(source) : openFixture(source, source.includes('finalizer-1.22'));
  opened.set(source, made);
  return made;
}

/** Ids that the groups with this frame (or go statement) get. */
function idsOf(source: string | Literal, frame: string): readonly string[] {
  const { index, moment, snapshot } = open(source);
  const judge = createJudge(index, moment, DEFAULT_SETTINGS);
  const groups = index.groups(snapshot);
  const ids = new Set<string>();
  for (let group = 0; group < groups.length; group++) {
    const creator = groups.creator[group] < 0 ? '' : index.series.symbols.frameAt(groups.creator[group]).func;
    const has = index.facts(groups.stack[group]).frames.some(({ func }) => func === frame) || creator === frame;
    if (has) ids.add(judge.diagnosis(group).id);
  }
  return [...ids];
}

type Shown = readonly [source: string | Literal, frame: string];

/** A dump that shows the pattern, and one that looks alike. */
const TABLE: Readonly<Record<string, { readonly shows: readonly Shown[]; readonly not: Shown }>> = {
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

  // databases
  'sql-opener': { shows: [[P, 'database/sql.(*DB).connectionOpener']], not: [P, 'database/sql.(*DB).conn'] },
  'sql-cleaner': {
    shows: [
      [
        LITERAL('select', ['database/sql.(*DB).connectionCleaner'], { by: 'database/sql.(*DB).startCleanerLocked' }),
        'database/sql.(*DB).connectionCleaner',
      ],
    ],
    not: [P, 'database/sql.(*DB).connectionOpener'],
  },
  'sql-pool-exhausted': { shows: [[P, 'database/sql.(*DB).conn']], not: [P, 'database/sql.(*Rows).awaitDone'] },
  'sql-tx-open': { shows: [[P, 'database/sql.(*Tx).awaitDone']], not: [P, 'database/sql.(*Rows).awaitDone'] },
  'sql-rows-open': { shows: [[P, 'database/sql.(*Rows).awaitDone']], not: [P, 'database/sql.(*Tx).awaitDone'] },
  'mysql-watcher': {
    shows: [
      [
        LITERAL('select', ['github.com/go-sql-driver/mysql.(*mysqlConn).startWatcher.func1'], {
          by: 'github.com/go-sql-driver/mysql.(*mysqlConn).startWatcher',
        }),
        'github.com/go-sql-driver/mysql.(*mysqlConn).startWatcher',
      ],
    ],
    not: [
      LITERAL('IO wait', ['net.(*conn).Read', 'github.com/go-sql-driver/mysql.(*buffer).fill', 'main.query']),
      'main.query',
    ],
  },
  'pgx-pool': {
    shows: [
      [
        LITERAL('select', ['github.com/jackc/pgx/v5/pgxpool.(*Pool).backgroundHealthCheck'], {
          by: 'github.com/jackc/pgx/v5/pgxpool.NewWithConfig',
        }),
        'github.com/jackc/pgx/v5/pgxpool.(*Pool).backgroundHealthCheck',
      ],
    ],
    not: [
      LITERAL('IO wait', ['net.(*conn).Read', 'github.com/jackc/pgx/v5/pgconn.(*PgConn).receiveMessage', 'main.query']),
      'main.query',
    ],
  },
  'grpc-client': {
    shows: [
      [
        LITERAL(
          'select',
          [
            'google.golang.org/grpc/internal/transport.(*controlBuffer).get',
            'google.golang.org/grpc/internal/transport.(*loopyWriter).run',
            'google.golang.org/grpc/internal/transport.NewHTTP2Client.func5',
          ],
          { by: 'google.golang.org/grpc/internal/transport.NewHTTP2Client' },
        ),
        'google.golang.org/grpc/internal/transport.(*loopyWriter).run',
      ],
    ],
    not: [
      LITERAL('IO wait', [
        'net.(*conn).Read',
        'google.golang.org/grpc/internal/transport.(*http2Server).HandleStreams',
      ]),
      'google.golang.org/grpc/internal/transport.(*http2Server).HandleStreams',
    ],
  },
  'grpc-server': {
    shows: [
      [
        LITERAL('IO wait', [
          'net.(*conn).Read',
          'google.golang.org/grpc/internal/transport.(*http2Server).HandleStreams',
          'google.golang.org/grpc.(*Server).serveStreams',
        ]),
        'google.golang.org/grpc.(*Server).serveStreams',
      ],
    ],
    not: [
      LITERAL('chan receive', [
        'main.(*API).Get',
        'google.golang.org/grpc.(*Server).processUnaryRPC',
        'google.golang.org/grpc.(*Server).serveStreams',
      ]),
      'main.(*API).Get',
    ],
  },
  'grpc-stream-recv': {
    shows: [
      [
        LITERAL('select', [
          'google.golang.org/grpc/internal/transport.(*recvBufferReader).readClient',
          'google.golang.org/grpc.(*clientStream).RecvMsg',
          'main.watch',
        ]),
        'main.watch',
      ],
    ],
    not: [LITERAL('select', ['main.watch']), 'main.watch'],
  },
  'redis-pool': {
    shows: [
      [LITERAL('select', ['github.com/redis/go-redis/v9/internal/pool.(*ConnPool).waitTurn', 'main.get']), 'main.get'],
    ],
    not: [LITERAL('select', ['main.get']), 'main.get'],
  },
  'kafka-client': {
    shows: [
      [
        LITERAL('chan receive', ['github.com/IBM/sarama.(*asyncProducer).dispatcher'], {
          by: 'github.com/IBM/sarama.newAsyncProducer',
        }),
        'github.com/IBM/sarama.(*asyncProducer).dispatcher',
      ],
    ],
    not: [LITERAL('chan receive', ['main.consume']), 'main.consume'],
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

  // background of libraries
  'bg-klog': {
    shows: [
      [
        LITERAL('select', ['k8s.io/klog/v2.(*flushDaemon).run.func1'], { by: 'k8s.io/klog/v2.(*flushDaemon).run' }),
        'k8s.io/klog/v2.(*flushDaemon).run.func1',
      ],
    ],
    not: [LITERAL('select', ['main.flush']), 'main.flush'],
  },
  'bg-opencensus': {
    shows: [
      [
        LITERAL('select', ['go.opencensus.io/stats/view.(*worker).start'], {
          by: 'go.opencensus.io/stats/view.init.0',
        }),
        'go.opencensus.io/stats/view.(*worker).start',
      ],
    ],
    not: [LITERAL('select', ['main.start']), 'main.start'],
  },
  'bg-otel': {
    shows: [
      [
        LITERAL('select', [
          'go.opentelemetry.io/otel/sdk/trace.(*batchSpanProcessor).processQueue',
          'go.opentelemetry.io/otel/sdk/trace.NewBatchSpanProcessor.func1',
        ]),
        'go.opentelemetry.io/otel/sdk/trace.(*batchSpanProcessor).processQueue',
      ],
    ],
    not: [LITERAL('chan receive', ['main.run', 'go.opentelemetry.io/otel/trace.ContextWithSpan']), 'main.run'],
  },
  'bg-prometheus': {
    shows: [
      [
        LITERAL('select', ['github.com/rcrowley/go-metrics.(*meterArbiter).tick']),
        'github.com/rcrowley/go-metrics.(*meterArbiter).tick',
      ],
    ],
    not: [LITERAL('select', ['main.tick']), 'main.tick'],
  },
  'bg-fsnotify': {
    shows: [
      [
        LITERAL('IO wait', ['os.(*File).Read', 'github.com/fsnotify/fsnotify.(*Watcher).readEvents'], {
          by: 'github.com/fsnotify/fsnotify.NewWatcher',
        }),
        'github.com/fsnotify/fsnotify.(*Watcher).readEvents',
      ],
    ],
    not: [LITERAL('select', ['main.watch']), 'main.watch'],
  },
  'bg-lumberjack': {
    shows: [
      [
        LITERAL('chan receive', ['gopkg.in/natefinch/lumberjack%2ev2.(*Logger).millRun']),
        'gopkg.in/natefinch/lumberjack%2ev2.(*Logger).millRun',
      ],
    ],
    not: [LITERAL('chan receive', ['main.mill']), 'main.mill'],
  },
  'bg-ants-cron': {
    shows: [
      [
        LITERAL('select', ['github.com/robfig/cron/v3.(*Cron).run'], { by: 'github.com/robfig/cron/v3.(*Cron).Start' }),
        'github.com/robfig/cron/v3.(*Cron).run',
      ],
    ],
    not: [LITERAL('select', ['main.cron']), 'main.cron'],
  },
  'bg-sentry-datadog': {
    shows: [
      [
        LITERAL('select', ['github.com/getsentry/sentry-go.(*HTTPTransport).worker']),
        'github.com/getsentry/sentry-go.(*HTTPTransport).worker',
      ],
    ],
    not: [LITERAL('select', ['main.worker']), 'main.worker'],
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
    shows: [[LITERAL('running', ['main.spin']), 'main.spin']],
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

describe('the catalogue', () => {
  test('every pattern has a dump that shows it and one that must not', () => {
    expect(Object.keys(TABLE).toSorted()).toEqual(CATALOGUE.map(({ id }) => id).toSorted());
  });
  test('ids are unique, levels are known, texts are sentences', () => {
    expect(new Set(CATALOGUE.map(({ id }) => id)).size).toBe(CATALOGUE.length);
    for (const { id, level, raise, title, why, advice, verify } of CATALOGUE) {
      expect(FINDING_LEVELS, id).toContain(level);
      for (const { level: raised, because } of raise ?? []) {
        expect(FINDING_LEVELS, id).toContain(raised);
        expect(because.length, id).toBeGreaterThan(5);
      }
      expect(title, id).toMatch(/^[A-Za-z(].*[^.]$/);
      for (const text of [why, advice]) expect(text, id).toMatch(/^[A-Z"a-z].*[.)`;]$/s);
      for (const text of [title, why, advice, verify]) expect(text, id).not.toMatch(/!(?!=)| {2}/);
    }
  });
  for (const [id, { shows, not }] of Object.entries(TABLE)) {
    test(id, () => {
      for (const [source, frame] of shows) expect(idsOf(source, frame), frame).toContain(id);
      expect(idsOf(...not).length, `${not[1]} is in the dump`).toBeGreaterThan(0);
      expect(idsOf(...not), not[1]).not.toContain(id);
    });
  }
});
