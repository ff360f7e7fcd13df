// database/sql and well-known clients. Names of other people's libraries are taken from their sources; a row says what the
// goroutine is for, and how many of it a program may have.

import type { Pattern } from '../pattern';

const SQL_VERIFY =
  'Log db.Stats(): InUse, WaitCount and WaitDuration that only rise mean that connections are not given back.';
const RUNNING_OUT =
  'defer rows.Close() after each Query, rows.Err() after the loop, defer tx.Rollback() after each Begin (it does nothing after Commit).';

export const DATABASE: readonly Pattern[] = [
  {
    id: 'sql-opener',
    match: { any: ['database/sql.(*DB).connectionOpener'] },
    level: 'NORMAL',
    raise: [{ level: 'CERTAIN', count: 10, because: 'each belongs to a sql.DB of its own that was not closed' }],
    title: 'database/sql: sql.Open is called again and again without Close',
    normalTitle: 'database/sql: one goroutine for each open sql.DB',
    why: 'sql.Open starts one goroutine that lives until Close. A DB is a pool for the whole program; opening one for each request or task leaves a pool with its connections behind each time.',
    advice: 'Call sql.Open once per database and share the *sql.DB. Where one is really temporary: defer db.Close().',
    verify: 'Take a second dump: this number must not grow.',
    expected: 4,
  },
  {
    id: 'sql-cleaner',
    match: { any: ['database/sql.(*DB).connectionCleaner', 'database/sql.(*DB).connectionResetter'] },
    level: 'NORMAL',
    raise: [{ level: 'CERTAIN', count: 10, because: 'each belongs to a sql.DB of its own that was not closed' }],
    title: 'database/sql: sql.Open is called again and again without Close',
    normalTitle: 'database/sql: closes connections that are too old',
    why: 'There is at most one for each open sql.DB.',
    advice:
      'Nothing has to be changed while there are no more of them than databases. Else call sql.Open once per database and share the *sql.DB.',
    verify: SQL_VERIFY,
    expected: 4,
  },
  {
    id: 'sql-pool-exhausted',
    match: { states: ['select'], at: ['database/sql.(*DB).conn'] },
    level: 'SUSPECT',
    title: 'database/sql: waits for a connection; the pool is used up',
    why: 'MaxOpenConns are in use. They come back when rows are closed and transactions end. A query inside of a loop over rows, or inside of a transaction but on the DB, needs a second connection and can wait for itself.',
    advice: `${RUNNING_OUT} Use tx, not db, inside of a transaction. Use QueryContext with a timeout. Raise MaxOpenConns only when the database can take more.`,
    verify: SQL_VERIFY,
  },
  {
    id: 'sql-tx-open',
    match: { any: ['database/sql.(*Tx).awaitDone'] },
    level: 'INFO',
    raise: [
      { level: 'SUSPECT', minutes: 1, because: 'the transaction is open for minutes' },
      { level: 'SUSPECT', count: 10, because: 'many transactions are open' },
    ],
    title: 'database/sql: a transaction is open',
    why: 'There is one for each transaction of BeginTx until Commit, Rollback or the end of its context. It holds a connection and locks in the database.',
    advice: RUNNING_OUT,
    verify: SQL_VERIFY,
  },
  {
    id: 'sql-rows-open',
    match: { any: ['database/sql.(*Rows).awaitDone', 'database/sql.(*Rows).initContextClose*'] },
    level: 'INFO',
    raise: [
      { level: 'SUSPECT', minutes: 1, because: 'the rows are open for minutes' },
      { level: 'SUSPECT', count: 10, because: 'many results are open' },
    ],
    title: 'database/sql: the rows of a query are not closed',
    why: 'There is one for each result of QueryContext until rows are closed or read to the end. It holds a connection.',
    advice: RUNNING_OUT,
    verify: SQL_VERIFY,
  },
  {
    id: 'mysql-watcher',
    match: { any: ['github.com/go-sql-driver/mysql.(*mysqlConn).startWatcher*'] },
    level: 'NORMAL',
    raise: [{ level: 'INFO', count: 100, because: 'many connections' }],
    title: 'mysql: watches the context of a connection',
    why: 'There is one for each open connection of the driver.',
    advice: 'If they grow: see how many sql.DB are open, and SetMaxOpenConns.',
    verify: SQL_VERIFY,
    expected: 100,
  },
  {
    id: 'pgx-pool',
    match: {
      any: [
        'github.com/jackc/pgx/v*/pgxpool.(*Pool).backgroundHealthCheck',
        'github.com/jackc/pgx/v*/pgxpool.*.func*',
        'github.com/jackc/puddle*',
      ],
    },
    level: 'NORMAL',
    raise: [
      { level: 'SUSPECT', count: 10, because: 'each belongs to a pool of its own, or waits for a connection of it' },
    ],
    title: 'pgx: a pool of connections',
    why: 'A pool has few goroutines of its own. Many mean a pool for each request, or callers that wait for a connection.',
    advice: 'One pgxpool.Pool for the whole program; release connections and close rows.',
    verify: 'Log pool.Stat(): AcquiredConns and EmptyAcquireCount.',
    expected: 4,
  },
  {
    id: 'grpc-client',
    match: {
      any: [
        'google.golang.org/grpc/internal/transport.(*http2Client).*',
        'google.golang.org/grpc/internal/transport.(*controlBuffer).get',
        'google.golang.org/grpc/internal/transport.(*loopyWriter).run',
        'google.golang.org/grpc/internal/transport.newHTTP2Client*',
        'google.golang.org/grpc.(*ccBalancerWrapper).watcher',
        'google.golang.org/grpc.(*addrConn).*',
        'google.golang.org/grpc/internal/grpcsync.(*CallbackSerializer).run',
        'google.golang.org/grpc.(*ccResolverWrapper).*',
        'google.golang.org/grpc/internal/resolver/dns.(*dnsResolver).watcher',
      ],
      none: ['google.golang.org/grpc/internal/transport.(*http2Server).*', '*.ServeHTTP'],
    },
    level: 'NORMAL',
    raise: [
      {
        level: 'SUSPECT',
        count: 30,
        because: 'a grpc.ClientConn has about one of each kind; so many come from connections that are not closed',
      },
    ],
    title: 'gRPC client: goroutines of a connection',
    why: 'Each grpc.ClientConn has a few of them until Close. A connection that is made for each call and not closed leaves all of them behind.',
    advice: 'One ClientConn per server for the whole program; defer conn.Close() where it is temporary.',
    verify: 'Take a second dump: this number must not grow with the calls.',
    expected: 30,
  },
  {
    id: 'grpc-server',
    match: {
      any: [
        'google.golang.org/grpc/internal/transport.(*http2Server).*',
        'google.golang.org/grpc/internal/transport.NewServerTransport*',
        'google.golang.org/grpc.(*Server).serverWorker',
        'google.golang.org/grpc.(*Server).serveStreams*',
        'google.golang.org/grpc.(*Server).Serve',
      ],
      none: [
        'google.golang.org/grpc.(*Server).processUnaryRPC',
        'google.golang.org/grpc.(*Server).processStreamingRPC',
      ],
    },
    level: 'NORMAL',
    raise: [{ level: 'INFO', count: 'pileUp', because: 'more than the pile-up threshold' }],
    title: 'gRPC server: goroutines of a connection',
    why: 'Each connection of a client has a few of them.',
    advice: 'keepalive.ServerParameters{MaxConnectionIdle: …} closes those that are not used.',
    verify: 'ss -tn state established counts the connections.',
    expected: 300,
  },
  {
    id: 'grpc-stream-recv',
    match: {
      any: [
        'google.golang.org/grpc.(*clientStream).RecvMsg',
        'google.golang.org/grpc.(*serverStream).RecvMsg',
        'google.golang.org/grpc/internal/transport.(*recvBufferReader).*',
      ],
    },
    level: 'INFO',
    raise: [{ level: 'SUSPECT', count: 100, because: 'many streams are open' }],
    title: 'gRPC: waits for the next message of a stream',
    why: 'It waits until the other side sends, ends the stream, or the context ends.',
    advice:
      'Cancel the context of a stream that is not needed any more, or read until io.EOF; else its goroutines stay.',
    verify: 'Take a second dump: this number must not grow with the calls.',
  },
  {
    id: 'redis-pool',
    match: {
      any: [
        'github.com/redis/go-redis*.(*ConnPool).*',
        'github.com/go-redis/redis*.(*ConnPool).*',
        'github.com/gomodule/redigo/redis.(*Pool).*',
      ],
    },
    level: 'INFO',
    raise: [{ level: 'SUSPECT', count: 10, because: 'many goroutines wait for a connection' }],
    title: 'Redis: waits for a connection of the pool',
    why: 'All connections of the pool are in use, or a pool was made for each request.',
    advice: 'One client for the whole program, PoolSize and timeouts to your load; close pub/sub and pipelines.',
    verify: 'Log client.PoolStats(): Timeouts and TotalConns.',
  },
  {
    id: 'kafka-client',
    match: {
      any: [
        'github.com/IBM/sarama.*',
        'github.com/Shopify/sarama.*',
        'github.com/segmentio/kafka-go.*',
        'github.com/twmb/franz-go/pkg/kgo.*',
        'github.com/confluentinc/confluent-kafka-go*',
      ],
      states: ['select', 'chan receive', 'IO wait', 'sync.Cond.Wait', 'syscall'],
    },
    level: 'NORMAL',
    raise: [{ level: 'INFO', count: 50, because: 'many: a client for each request, or one that was not closed' }],
    title: 'Kafka client: goroutines of a producer or consumer',
    why: 'Clients have a few goroutines per broker and partition until they are closed.',
    advice: 'One client for the whole program; Close, and read Errors() and Successes() where they are switched on.',
    verify: 'Take a second dump: this number must not grow.',
    expected: 50,
  },
];
