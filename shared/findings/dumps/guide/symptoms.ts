// What is seen from outside, what may cause it, and how to tell the causes apart.

import type { GuideSymptom } from '../../../model/dump-guide';

const DEBUG2 = {
  note: 'two dumps, a minute apart, to compare',
  text: "curl -s -o a.txt 'http://HOST:6060/debug/pprof/goroutine?debug=2'; sleep 60; curl -s -o b.txt 'http://HOST:6060/debug/pprof/goroutine?debug=2'",
};
const LEAKS = { note: 'proved leaks (Go 1.27)', text: "curl -s 'http://HOST:6060/debug/pprof/goroutineleak?debug=1'" };
const MUTEX = {
  note: 'after runtime.SetMutexProfileFraction(5)',
  text: "go tool pprof -top 'http://HOST:6060/debug/pprof/mutex'",
};

export const SYMPTOMS: readonly GuideSymptom[] = [
  {
    symptom: 'The number of goroutines rises and never falls',
    causes: [
      'Results are sent to a channel whose reader has returned (timeout, error): buffer of 1, or select with ctx.Done().',
      'A range loop over a channel that nobody closes: the sender closes it after the last value.',
      'cancel() was not called: defer cancel().',
      'Bodies of HTTP answers are not closed: two goroutines stay per request.',
      'A client, pool, ticker or sql.DB is made for each request and not closed.',
    ],
    checks: [
      'Open two dumps together and look at Compare: the group that grows and whose goroutines stay is the leak.',
      'Look at the go statement of that group: it is where the goroutines come from.',
      'If each dump has other goroutines of the group (turnover), it is load, not a leak.',
    ],
    commands: [DEBUG2, LEAKS],
  },
  {
    symptom: 'Hundreds of goroutines stand at one <-ch',
    causes: [
      'The sender has ended without close(ch).',
      'Several senders, and each believed that another one closes.',
      'Idle workers of a pool, which is normal.',
    ],
    checks: [
      'Is anybody in the function that sends? If not, nobody will.',
      'Do they wait for minutes while there is work? Idle workers do not.',
      'Does the number stay the same? A pool has a fixed size.',
    ],
    commands: [DEBUG2, { note: 'how many', text: "grep -c 'chan receive' a.txt" }],
  },
  {
    symptom: 'More than 5 000 goroutines',
    causes: [
      'As many connections or requests, which may be right.',
      'A pile-up at a lock, a channel or a slow service.',
      'A leak that has grown for long.',
    ],
    checks: [
      'See where most of them stand: the first groups of the list.',
      'Compare the number with that of open connections.',
      'If it is one lock: see Locks for the probable holder.',
    ],
    commands: [
      { note: 'the total', text: "curl -s 'http://HOST:6060/debug/pprof/goroutine?debug=1' | head -1" },
      { note: 'open connections', text: 'ss -tn state established | wc -l' },
    ],
  },
  {
    symptom: 'Memory rises, and the garbage collector runs more and more often',
    causes: [
      'Goroutines that never end keep what they refer to: buffers, requests, closures.',
      'A finalizer or cleanup is blocked: what it should free is kept.',
      'A cache without a limit: then the number of goroutines does not rise.',
    ],
    checks: [
      'Does the number of goroutines rise with the memory? Then start there.',
      'Look for the finding "A finalizer is blocked".',
      'Compare two heap profiles (inuse_space).',
    ],
    commands: [
      { note: 'size after each collection: the last number of 4->4->2 MB', text: 'GODEBUG=gctrace=1 ./program' },
      { text: "go tool pprof -top -sample_index=inuse_space 'http://HOST:6060/debug/pprof/heap'" },
    ],
  },
  {
    symptom: 'too many open files',
    causes: [
      'Connections, files or bodies are not closed.',
      'A new http.Transport for each request.',
      'Goroutines that wait for a peer that has gone, without a deadline.',
    ],
    checks: [
      'Are there many readLoop and writeLoop goroutines? Then it is the HTTP client.',
      'Are there many in IO wait below net/http.(*conn).serve? Then it is idle connections of the server.',
      'What kind are the open files?',
    ],
    commands: [
      {
        note: 'by kind',
        text: "ls -l /proc/PID/fd | awk '{print $NF}' | sed 's/[0-9]*//g' | sort | uniq -c | sort -rn | head",
      },
      { note: 'the limit', text: 'grep files /proc/PID/limits' },
    ],
  },
  {
    symptom: 'Requests become slower step by step (P95, P99)',
    causes: [
      'A queue at a lock.',
      'The pool of database connections is used up.',
      'A service behind does not answer and no timeout is set.',
      'More goroutines are ready than there are processors.',
    ],
    checks: [
      'Which state has most of the goroutines below ServeHTTP?',
      'sync.Mutex.Lock: see Locks. select in database/sql.(*DB).conn: the pool. select in persistConn.roundTrip: the service behind. runnable: the processor.',
    ],
    commands: [DEBUG2, MUTEX, { text: "go tool pprof -top 'http://HOST:6060/debug/pprof/profile?seconds=10'" }],
  },
  {
    symptom: 'The program hangs and uses no CPU',
    causes: [
      'Deadlock of locks that are taken in different orders.',
      'A WaitGroup whose Done is missing, or whose worker waits for the one that waits.',
      'A channel operation without a partner.',
    ],
    checks: [
      'See Locks: circles and holders.',
      'See Created by: which children does the waiting goroutine have?',
      'The runtime reports a deadlock itself only when nothing at all can run; a timer or an open connection is enough to keep it silent.',
    ],
    commands: [DEBUG2, { note: 'if HTTP does not answer either; ends the process', text: 'kill -QUIT PID' }],
  },
  {
    symptom: 'The program uses all CPU and nothing happens',
    causes: [
      'A loop that polls a variable without atomic or channel: the compiler may even move the read out of it.',
      'A select with default in a loop.',
      'for range over a channel that is closed but replaced again and again.',
    ],
    checks: ['Which goroutine is running at the same place in every dump?', 'A CPU profile names the function.'],
    commands: [
      { text: "go tool pprof -top 'http://HOST:6060/debug/pprof/profile?seconds=10'" },
      { note: 'for data that is shared without a lock', text: 'go test -race ./...' },
    ],
  },
  {
    symptom: 'fatal error: all goroutines are asleep - deadlock!',
    causes: [
      'Every goroutine waits for another one.',
      'main waits for a WaitGroup or channel, and the goroutine that should end the wait has returned early.',
    ],
    checks: [
      'The dump lists all of them: ask of each who should wake it.',
      'An unbuffered channel that is sent to and received from by the same goroutine blocks at once.',
    ],
    commands: [{ note: 'with channel addresses', text: 'GOTRACEBACK=system ./program' }],
  },
  {
    symptom: 'Objects with finalizers are not freed',
    causes: [
      'A finalizer blocks: all of them run in one goroutine, one after the other.',
      'The object is still reachable.',
      'A cycle of objects with finalizers is never freed.',
    ],
    checks: [
      'Look for the finding "A finalizer is blocked".',
      'debug=1 shows the root (runtime.runfinq) that debug=2 of older versions hides: open both together.',
    ],
    commands: [
      {
        text: "curl -s 'http://HOST:6060/debug/pprof/goroutine?debug=1' | grep -B 8 -E 'runfinq|runFinalizers|runCleanups'",
      },
    ],
  },
  {
    symptom: 'After a request goroutines stay behind',
    causes: [
      'The handler started a goroutine that does not look at r.Context().',
      'It sleeps with time.Sleep, which cannot be cancelled.',
      'It sends its result to a channel that the handler does not read any more.',
    ],
    checks: [
      'Look for goroutines whose creator has ended, created by ServeHTTP or a handler.',
      'Send 100 requests: are there 100 more?',
    ],
    commands: [DEBUG2],
  },
  {
    symptom: 'A goroutine that was started never did anything',
    causes: [
      'main returned, or os.Exit or log.Fatal was called, before it ran: they do not wait, and they run no deferred functions.',
      'It was started in a deferred function at the end of the program.',
      'Before Go 1.22 a closure in a loop saw the last value of the loop variable.',
    ],
    checks: [
      'Does main wait for it (WaitGroup, errgroup)?',
      'An execution trace shows goroutines that were created and never started.',
    ],
    commands: [{ text: 'go vet ./...' }],
  },
];
