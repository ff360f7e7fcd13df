// Patterns of database/sql and of other people's libraries. The latter are LITERAL: the names are taken from their sources.

import { type Cases, LITERAL, P } from './literal';

export const LIBRARY_CASES: Cases = {
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
};
