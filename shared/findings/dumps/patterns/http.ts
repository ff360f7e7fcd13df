// net/http, both sides. A connection of the client has two goroutines, readLoop and writeLoop, started by dialConn; what the
// reader waits in tells whether the connection is idle, at work, or held by a body that nobody closed.

import type { Pattern } from '../pattern';

const READ_LOOP = ['net/http.(*persistConn).readLoop'];
const WRITE_LOOP = ['net/http.(*persistConn).writeLoop'];
/** http.DefaultTransport keeps 100 idle connections; a server of a test or a small service has fewer. */
const IDLE_EXPECTED = 100;
const CLIENT_VERIFY =
  "curl -s 'http://HOST/debug/pprof/goroutine?debug=1' | grep -A 8 -E 'readLoop|writeLoop' twice, a minute apart; ss -tnp | grep PID counts the connections.";

export const HTTP: readonly Pattern[] = [
  {
    id: 'http-client-body-open',
    match: { states: ['select'], start: READ_LOOP },
    level: 'INFO',
    raise: [
      { level: 'SUSPECT', minutes: 1, because: 'has waited for minutes for the body to be read or closed' },
      { level: 'SUSPECT', count: 10, because: 'many connections are in this state' },
    ],
    title: 'HTTP client: an answer is there and its body is not read or closed',
    why: 'The reader of the connection waits until the program has read the body to its end or closed it. That is so for a moment in each request. If it stays, resp.Body.Close() is missing: the connection is never used again and two goroutines stay for each request.',
    advice:
      'After each request without error: defer resp.Body.Close(), also where the status is not 200 and where the body is of no interest. To use the connection again read it to the end first (io.Copy(io.Discard, resp.Body)).',
    verify: CLIENT_VERIFY,
  },
  {
    id: 'http-client-idle',
    match: { states: ['IO wait', ''], start: READ_LOOP },
    level: 'NORMAL',
    raise: [
      { level: 'INFO', count: IDLE_EXPECTED, because: 'more idle connections than the default transport keeps (100)' },
      { level: 'INFO', minutes: 2, because: 'idle for longer than the 90 s after which the default transport closes' },
      {
        level: 'SUSPECT',
        minutes: 2,
        count: 10,
        because: 'many connections idle for longer than the 90 s after which the default transport closes',
      },
    ],
    title: 'HTTP client: a connection that is idle in the pool or waits for an answer',
    why: 'The reader of each connection waits for bytes from the server. The default transport closes idle ones after 90 s. Many that are older come from a new http.Transport (or http.Client with one) for each request, or from a Transport without IdleConnTimeout.',
    advice:
      'One Transport for the whole program, with IdleConnTimeout set (0 means never) and MaxIdleConnsPerHost to your load. For a Transport that is not needed any more: CloseIdleConnections().',
    verify: CLIENT_VERIFY,
    expected: IDLE_EXPECTED,
  },
  {
    id: 'http-client-writer',
    match: { states: ['select', 'IO wait', ''], start: WRITE_LOOP },
    level: 'NORMAL',
    raise: [
      { level: 'INFO', count: IDLE_EXPECTED, because: 'more connections than the default transport keeps idle (100)' },
    ],
    title: 'HTTP client: the writer of a connection waits for the next request',
    why: 'Each connection of the client has a writer and a reader. The writer tells nothing: look at its readLoop, which has the same creator and the same persistConn.',
    advice: 'See the readLoop goroutines.',
    verify: CLIENT_VERIFY,
    expected: IDLE_EXPECTED,
  },
  {
    id: 'http-client-wait',
    match: {
      any: [
        'net/http.(*persistConn).roundTrip',
        'net/http.(*http2ClientConn).roundTrip',
        'net/http.(*http2ClientConn).RoundTrip',
        'golang.org/x/net/http2.(*ClientConn).roundTrip',
        'golang.org/x/net/http2.(*ClientConn).RoundTrip',
        'net/http/internal/http2.(*ClientConn).roundTrip',
        'net/http/internal/http2.(*ClientConn).RoundTrip',
      ],
      states: ['select'],
    },
    level: 'INFO',
    raise: [
      { level: 'SUSPECT', minutes: 1, because: 'has waited for minutes: no timeout is set' },
      { level: 'SUSPECT', count: 10, because: 'many requests wait at one line' },
    ],
    title: 'HTTP client: waits for the answer of a server',
    why: 'The request is on its way and the server has not answered. http.DefaultClient and http.Get have no timeout at all.',
    advice:
      'http.Client{Timeout: …}, or http.NewRequestWithContext with a context that ends. Look at the server that is asked.',
    verify: CLIENT_VERIFY,
  },
  {
    id: 'http-client-dial',
    match: {
      any: [
        'net/http.(*Transport).dialConnFor',
        'net/http.(*Transport).dialConn',
        'net/http.(*Transport).getConn',
        'net/http.(*Transport).queueForDial',
        'net/http.(*Transport).startDialConnForLocked',
      ],
    },
    level: 'INFO',
    raise: [
      { level: 'SUSPECT', minutes: 1, because: 'waits for minutes' },
      { level: 'SUSPECT', count: 10, because: 'many connections are opened at once' },
    ],
    title: 'HTTP client: waits for a new connection',
    why: 'No idle connection was there, so one is opened, or MaxConnsPerHost is reached. Many at once mean that connections are not used again: bodies not read to the end, MaxIdleConnsPerHost of 2 (the default), or a new Transport for each request.',
    advice: 'One Transport for the whole program, MaxIdleConnsPerHost to your load, bodies read to the end and closed.',
    verify: CLIENT_VERIFY,
  },
  {
    id: 'http2-client',
    match: {
      any: [
        'net/http.(*http2ClientConn).readLoop',
        'net/http.(*http2clientConnReadLoop).*',
        'golang.org/x/net/http2.(*ClientConn).readLoop',
        'golang.org/x/net/http2.(*clientConnReadLoop).*',
        'net/http/internal/http2.(*ClientConn).readLoop',
        'net/http/internal/http2.(*clientConnReadLoop).*',
      ],
    },
    level: 'NORMAL',
    raise: [
      {
        level: 'INFO',
        count: 20,
        because: 'HTTP/2 needs one connection per server; so many come from many transports or servers',
      },
    ],
    title: 'HTTP/2 client: the reader of a connection',
    why: 'There is one for each connection, and one connection serves many requests.',
    advice: 'If their number grows: one Transport for the whole program.',
    verify: CLIENT_VERIFY,
    expected: 20,
  },
  {
    id: 'http2-stream',
    match: {
      any: [
        'net/http.(*http2clientStream).*',
        'golang.org/x/net/http2.(*clientStream).*',
        'net/http/internal/http2.(*clientStream).*',
      ],
      states: ['select', 'sync.Cond.Wait', 'chan receive'],
    },
    level: 'INFO',
    raise: [
      { level: 'SUSPECT', minutes: 1, because: 'open for minutes' },
      { level: 'SUSPECT', count: 100, because: 'many streams are open' },
    ],
    title: 'HTTP/2 client: a request that is not finished',
    why: 'Each request has a goroutine until its answer is read to the end, closed, or its context has ended.',
    advice: 'defer resp.Body.Close(), and a context with a timeout for each request.',
    verify: CLIENT_VERIFY,
  },
  {
    id: 'http-server-idle',
    match: {
      states: ['IO wait', ''],
      any: ['net/http.(*conn).serve'],
      with: ['net/http.(*connReader).Read'],
      none: ['net/http.serverHandler.ServeHTTP', 'net/http.(*body).*'],
    },
    level: 'NORMAL',
    raise: [
      { level: 'INFO', count: 'pileUp', because: 'more open connections than the pile-up threshold' },
      { level: 'INFO', minutes: 'longWaitMinutes', because: 'idle for long: IdleTimeout is not set' },
    ],
    title: 'HTTP server: a connection waits for its next request',
    why: 'Each connection has a goroutine as long as it is open. Without IdleTimeout (and without ReadTimeout, which takes its place) it stays until the client closes it.',
    advice: 'http.Server{ReadHeaderTimeout: …, IdleTimeout: …}.',
    verify: 'ss -tn state established counts the connections.',
    expected: IDLE_EXPECTED,
  },
  {
    id: 'http-server-body',
    match: {
      states: ['IO wait'],
      any: ['net/http.(*body).*'],
      with: ['net/http.(*conn).serve', 'net/http.serverHandler.ServeHTTP'],
    },
    level: 'INFO',
    raise: [
      { level: 'SUSPECT', minutes: 1, because: 'the client has sent nothing for minutes' },
      { level: 'SUSPECT', count: 10, because: 'many handlers wait for bodies' },
    ],
    title: 'HTTP server: a handler reads the body of a request that does not arrive',
    why: 'The client sends slowly or has gone. Without ReadTimeout the handler waits for as long as the connection is open.',
    advice:
      'http.Server{ReadTimeout: …}, or http.NewResponseController(w).SetReadDeadline for a single handler; http.MaxBytesReader against endless ones.',
    verify: 'ss -tnpo shows the connection and how long nothing came.',
  },
  {
    id: 'http-server-background-read',
    match: { any: ['net/http.(*connReader).backgroundRead'] },
    level: 'NORMAL',
    title: 'HTTP server: watches whether the client goes away while its handler runs',
    why: 'There is one for each request whose handler is at work. It ends with the handler.',
    advice: 'If there are many, look at the handlers: the goroutines with net/http.(*conn).serve below them.',
    verify: 'Filter for frame net/http.serverHandler.ServeHTTP.',
    expected: IDLE_EXPECTED,
  },
  {
    id: 'http2-server',
    match: {
      any: [
        'net/http.(*http2serverConn).*',
        'golang.org/x/net/http2.(*serverConn).*',
        'net/http/internal/http2.(*serverConn).*',
      ],
      none: ['*.ServeHTTP', 'net/http.HandlerFunc.ServeHTTP'],
    },
    level: 'NORMAL',
    raise: [{ level: 'INFO', count: 'pileUp', because: 'more than the pile-up threshold' }],
    title: 'HTTP/2 server: serves a connection',
    why: 'Two goroutines for each connection: one serves, one reads frames.',
    advice: 'http.Server{IdleTimeout: …} closes those that are not used.',
    verify: 'ss -tn state established counts the connections.',
    expected: IDLE_EXPECTED,
  },
  {
    id: 'http-server-serve',
    match: {
      any: ['net/http.(*Server).Serve', 'net/http.(*Server).ListenAndServe*', 'net/http.(*Server).Shutdown'],
      states: ['select'],
    },
    level: 'INFO',
    raise: [{ level: 'SUSPECT', minutes: 1, because: 'waits for minutes' }],
    title: 'HTTP server: Shutdown waits for connections to become idle',
    why: 'Shutdown waits until all handlers have returned. Handlers that never return, and connections that were hijacked (WebSocket), keep it or are not waited for.',
    advice:
      'Give Shutdown a context with a timeout and call Close after it. End long handlers with RegisterOnShutdown.',
    verify: 'Filter for frame net/http.serverHandler.ServeHTTP: those are the handlers that still run.',
  },
  {
    id: 'http-handler-outlived',
    match: {
      states: ['chan receive', 'chan send', 'select', 'sleep', 'IO wait', 'semacquire', 'sync.*'],
      creator: ['*.ServeHTTP', '*.ServeHTTP.func*', '*Handler', '*Handler.func*', '*.handle*', '*.Handle*'],
      notCreator: ['net/http*', 'net/rpc*', 'golang.org/x/net/*', 'google.golang.org/grpc*'],
      starterReturned: true,
    },
    level: 'SUSPECT',
    title: 'Outlived what started it: by its name a handler of requests',
    why: 'The function with the go statement has returned, this goroutine still waits. If it was a handler, the work is not bound to the context of the request (which is cancelled when the handler returns), so each request may leave a goroutine behind.',
    advice:
      'Give it r.Context() and end on ctx.Done(); what should live longer takes context.WithoutCancel(r.Context()) with a timeout of its own, or goes to a worker with a queue.',
    verify: 'Send 100 requests and take a second dump: 100 more of them confirm it.',
  },
];
