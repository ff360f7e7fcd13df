// What every program of its kind has: the runtime, loggers, exporters, watchers. Known by name, hidden by number: where there
// are more than expected they are shown, because a client that is made for each request leaves its background behind.

import type { Pattern } from '../pattern';

const NOTHING = 'Nothing has to be changed.';
const CONFIRM = 'Nothing to confirm.';

const runtime = (
  id: string,
  states: readonly string[],
  any: readonly string[],
  title: string,
  why: string,
): Pattern => ({
  id,
  match: { states, any },
  level: 'NORMAL',
  title,
  why,
  advice: NOTHING,
  verify: CONFIRM,
  expected: 1024,
});

export const RUNTIME: readonly Pattern[] = [
  runtime(
    'runtime-g0',
    ['idle', 'running', 'syscall', 'waiting', 'dead', 'runnable', ''],
    [
      'runtime.schedule',
      'runtime.findRunnable',
      'runtime.findrunnable',
      'runtime.mstart*',
      'runtime.sysmon',
      'runtime.stoplockedm',
      'runtime.rt0_go',
      'runtime.mPark',
    ],
    'Goroutine 0: the scheduler on a thread',
    'Each thread has one; it is no goroutine of the program and only system tracebacks show it.',
  ),
  {
    ...runtime(
      'runtime-finalizer-idle',
      ['finalizer wait', 'cleanup wait', 'runnable', ''],
      ['runtime.runfinq', 'runtime.runFinalizers', 'runtime.runCleanups', 'runtime.createfing'],
      'Waits for finalizers or cleanups to run',
      'There is nothing to finalize at the moment.',
    ),
  },
  runtime(
    'runtime-gc-worker',
    ['GC worker (idle)', 'GC worker (active)', 'runnable', 'running', ''],
    ['runtime.gcBgMarkWorker*'],
    'A worker of the garbage collector',
    'The runtime has one per processor.',
  ),
  runtime(
    'runtime-gc',
    [
      'GC sweep wait',
      'GC scavenge wait',
      'force gc (idle)',
      'GOMAXPROCS updater (idle)',
      'runnable',
      'running',
      'sleep',
      '',
    ],
    [
      'runtime.bgsweep',
      'runtime.bgscavenge',
      'runtime.forcegchelper',
      'runtime.updateMaxProcsGoroutine',
      'runtime.(*scavengerState).*',
    ],
    'Background work of the runtime',
    'Sweeping, giving memory back and forcing a collection every two minutes.',
  ),
  runtime(
    'runtime-unique',
    ['chan receive', 'select', 'runnable', ''],
    [
      'runtime.unique_runtime_registerUniqueMapCleanup*',
      'unique.registerCleanup*',
      'unique.runtime_registerUniqueMapCleanup*',
    ],
    'Cleans the table of package unique',
    'The runtime starts it once.',
  ),
  runtime(
    'runtime-signal',
    ['chan receive', 'select', 'syscall', 'runnable', ''],
    ['runtime.ensureSigM*'],
    'Holds the signals of the runtime',
    'The runtime starts it once.',
  ),
  runtime(
    'runtime-trace-reader',
    ['trace reader (blocked)', 'chan receive', 'sleep', ''],
    [
      'runtime.ReadTrace*',
      'runtime/trace.Start.func*',
      'runtime.traceStartReadCPU*',
      'runtime.(*traceAdvancerState).*',
      'runtime.(*wakeableSleep).*',
      'runtime/trace.(*traceMultiplexer).*',
      'runtime/trace.(*FlightRecorder).Start.func*',
    ],
    'Writes an execution trace',
    'It runs while tracing is on.',
  ),
  runtime(
    'runtime-profile',
    ['sleep', 'select', 'chan receive', 'syscall', ''],
    ['runtime/pprof.profileWriter'],
    'Writes a CPU profile',
    'It runs while CPU profiling is on.',
  ),
  {
    id: 'runtime-gc-wait',
    match: {
      states: [
        'GC assist wait',
        'GC assist marking',
        'wait for GC cycle',
        'wait until GC ends',
        'garbage collection',
        'garbage collection scan',
        'GC mark termination',
        'GC weak to strong wait',
        'stopping the world',
        'flushing proc caches',
        'dumping heap',
        'debug call',
        'panicwait',
        'page trace flush',
        'trace goroutine status',
        'trace proc status',
        'timer goroutine (idle)',
        'waiting for cgo callback',
        'dead',
      ],
    },
    level: 'NORMAL',
    raise: [{ level: 'INFO', count: 10, because: 'many wait so at one place' }],
    title: 'Waits for the garbage collector or another part of the runtime',
    why: 'Short waits: a goroutine that allocates helps the collector with its work. Many of them mean that the collector cannot keep up with what is allocated.',
    advice: 'If there are many: allocate less, raise GOGC, or set GOMEMLIMIT to what the machine has.',
    verify: 'GODEBUG=gctrace=1 prints each collection (it has to be set when the program starts).',
    expected: 8,
  },
];

const library = (id: string, any: readonly string[], title: string, why: string, expected: number): Pattern => ({
  id,
  match: {
    any,
    states: ['select', 'chan receive', 'sleep', 'IO wait', 'sync.Cond.Wait', 'syscall', 'runnable', 'semacquire', ''],
  },
  level: 'NORMAL',
  raise: [
    {
      level: 'INFO',
      count: expected + 1,
      because: `a program has ${expected} of them or fewer; more come from objects that were not closed`,
    },
  ],
  title,
  why,
  advice: 'Nothing has to be changed while their number does not grow. Else close what started them, or make it once.',
  verify: 'Take a second dump and compare the number.',
  expected,
});

export const BACKGROUND: readonly Pattern[] = [
  library(
    'bg-klog',
    [
      'github.com/golang/glog.(*loggingT).flushDaemon',
      'github.com/golang/glog.(*fileSink).flushDaemon',
      'k8s.io/klog*.flushDaemon',
      'k8s.io/klog*.(*flushDaemon).run*',
      'k8s.io/klog*.(*loggingT).flushDaemon',
    ],
    'glog or klog: writes its buffers every few seconds',
    'It is started when the package is loaded.',
    2,
  ),
  library(
    'bg-opencensus',
    ['go.opencensus.io/stats/view.(*worker).start'],
    'OpenCensus: collects statistics',
    'It is started when the package is loaded.',
    1,
  ),
  library(
    'bg-otel',
    [
      'go.opentelemetry.io/otel/sdk/trace.(*batchSpanProcessor).*',
      'go.opentelemetry.io/otel/sdk/metric.(*PeriodicReader).*',
      'go.opentelemetry.io/otel/sdk/log.*',
    ],
    'OpenTelemetry: sends spans and metrics',
    'One for each provider, until Shutdown.',
    4,
  ),
  library(
    'bg-prometheus',
    [
      'github.com/prometheus/client_golang/prometheus/push.*',
      'github.com/prometheus/client_golang/prometheus/graphite.*',
      'github.com/rcrowley/go-metrics.(*meterArbiter).tick*',
    ],
    'Metrics: sends or counts periodically',
    'One for each exporter.',
    4,
  ),
  library(
    'bg-fsnotify',
    [
      'github.com/fsnotify/fsnotify.(*Watcher).readEvents',
      'github.com/fsnotify/fsnotify.(*inotify).readEvents',
      'github.com/fsnotify/fsnotify.*',
    ],
    'fsnotify: waits for changes of files',
    'One for each Watcher, until Close.',
    4,
  ),
  library(
    'bg-lumberjack',
    ['gopkg.in/natefinch/lumberjack*.(*Logger).millRun'],
    'lumberjack: packs old log files',
    'One for each Logger; it has no way to stop it.',
    4,
  ),
  library(
    'bg-ants-cron',
    [
      'github.com/robfig/cron*.(*Cron).run',
      'github.com/panjf2000/ants*.(*Pool).*',
      'github.com/panjf2000/ants*.(*poolCommon).*',
    ],
    'A scheduler or a pool of goroutines waits',
    'One for each scheduler or pool, until it is stopped.',
    8,
  ),
  library(
    'bg-sentry-datadog',
    ['github.com/getsentry/sentry-go.(*HTTPTransport).*', 'gopkg.in/DataDog/dd-trace-go*', 'github.com/DataDog/*'],
    'A monitoring agent sends what it collected',
    'A few for the whole program.',
    12,
  ),
];

export const TESTING: readonly Pattern[] = [
  {
    id: 'testing-runner',
    match: {
      states: ['chan receive', 'chan send', 'select', ''],
      at: [
        'testing.(*T).Run',
        'testing.(*T).Parallel',
        'testing.RunTests',
        'testing.runTests*',
        'testing.runFuzz*',
        'testing.(*F).*',
        'testing.(*B).*',
        'testing.(*testContext).*',
        'testing.(*testState).*',
        'testing.tRunner.func*',
        'testing.(*M).*',
        'testing/synctest.*',
        'internal/synctest.*',
      ],
    },
    level: 'NORMAL',
    title: 'The test runner waits for a test',
    why: 'testing.(*T).Run waits until the test has ended or calls Parallel.',
    advice: 'If a test hangs, look at the goroutine of the test itself, which this one started.',
    verify: 'go test -run NAME -timeout 30s -v',
    expected: 64,
  },
  {
    id: 'synctest-run',
    match: { states: ['synctest.Run', 'synctest.Wait'] },
    level: 'NORMAL',
    title: 'synctest waits until all goroutines of its bubble are blocked',
    why: 'Inside of a bubble the clock moves on when all of its goroutines are durably blocked. synctest.Test waits for all of them to end.',
    advice:
      'If the test fails with a deadlock, look at the goroutines of the same bubble that are marked (durable): none of them can be woken any more.',
    verify: 'go test -run NAME -v',
    versions: 'testing/synctest since Go 1.25 (experiment in 1.24); the word (durable) in dumps since Go 1.26.',
  },
];
