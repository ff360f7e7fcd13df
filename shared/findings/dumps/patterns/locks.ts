// Locks, WaitGroups, Conds and what is built of them. Go records who waits for what, never who holds a sync.Mutex: holders are
// guessed in locks.ts from arguments.

import type { Pattern } from '../pattern';

const MUTEX_FRAMES = [
  'sync.(*Mutex).lockSlow',
  'sync.(*Mutex).Lock',
  'internal/sync.(*Mutex).lockSlow',
  'internal/sync.(*Mutex).Lock',
];
const MUTEX_STATES = ['sync.Mutex.Lock', 'semacquire'];
const ONCE = ['sync.(*Once).doSlow', 'sync.(*Once).Do'];
const WAITGROUP = ['sync.(*WaitGroup).Wait'];
const RW_READ = ['sync.(*RWMutex).RLock', 'sync.runtime_SemacquireRWMutexR'];
const RW_WRITE = ['sync.(*RWMutex).Lock', 'sync.runtime_SemacquireRWMutex'];
const NAMES_CHANGED =
  'The states sync.Mutex.Lock, sync.RWMutex.Lock and sync.RWMutex.RLock are of Go 1.20 and newer, sync.WaitGroup.Wait of Go 1.25; before, all of them are semacquire. The mutex lives in internal/sync since Go 1.24.';
const SEE_LOCKS =
  'See Locks: those that wait for one address, and who may hold it. Take a second dump a few seconds later: the same goroutines at the same address are stuck, others mean contention.';
const MUTEX_PROFILE =
  "Contention in figures: runtime.SetMutexProfileFraction(5), then go tool pprof -top 'http://HOST/debug/pprof/mutex'.";

export const LOCKS: readonly Pattern[] = [
  {
    id: 'once-recursion',
    match: { any: MUTEX_FRAMES, pair: [[...MUTEX_FRAMES], ONCE], twice: ['sync.(*Once).doSlow'] },
    level: 'SUSPECT',
    title: 'sync.Once inside of sync.Once: perhaps waits for itself',
    why: 'The function given to Do calls Do again. If it is the same Once, it waits for its own end, which never comes.',
    advice: 'Do not call Do of the same Once from its function. Split what both need into a function without Once.',
    verify:
      'Compare the first arguments of both sync.(*Once).doSlow frames in the goroutine: the same pointer confirms it.',
  },
  {
    id: 'once-wait',
    match: { any: MUTEX_FRAMES, pair: [[...MUTEX_FRAMES], ONCE] },
    level: 'INFO',
    raise: [
      { level: 'SUSPECT', minutes: 1, because: 'waits for minutes' },
      { level: 'SUSPECT', count: 3, because: 'several goroutines wait for the first one' },
    ],
    title: 'Waits for the first caller of sync.Once, which is still inside of Do',
    why: 'Do returns only when the first call of its function has returned. If that one blocks (network, a lock, a channel), everybody who needs the value waits for it.',
    advice:
      'Find the goroutine that has sync.(*Once).doSlow in the middle of its stack: what it waits for is the cause. Do not block in a Once without a timeout.',
    verify:
      "curl -s 'http://HOST/debug/pprof/goroutine?debug=2' and filter for frame sync.(*Once).doSlow: the one that does not stand in Lock is the holder.",
  },
  {
    id: 'rwmutex-rlock',
    match: { states: ['sync.RWMutex.RLock', 'semacquire'], any: RW_READ },
    level: 'INFO',
    raise: [
      { level: 'SUSPECT', minutes: 1, because: 'waits for minutes' },
      { level: 'SUSPECT', count: 5, because: 'several goroutines wait at one line' },
    ],
    title: 'Waits to read-lock a RWMutex: a writer holds it or waits for it',
    why: 'RLock waits while a writer has the lock, and also while one only waits for it. So a reader that takes the same RLock twice deadlocks as soon as a writer comes in between, and Lock followed by RLock in one goroutine waits for ever.',
    advice:
      'Look for the writer: a goroutine that holds Lock and does I/O, waits for a channel or has returned without Unlock. Use defer mu.Unlock(). Never take RLock again while you hold it.',
    verify: `${SEE_LOCKS} Whom a RWMutex belongs to cannot be seen in a dump: RLock is inlined.`,
    versions: NAMES_CHANGED,
  },
  {
    id: 'rwmutex-lock',
    match: { states: ['sync.RWMutex.Lock', 'semacquire'], any: RW_WRITE },
    level: 'INFO',
    raise: [
      { level: 'SUSPECT', minutes: 1, because: 'waits for minutes' },
      { level: 'SUSPECT', count: 5, because: 'several goroutines wait at one line' },
    ],
    title: 'Waits to write-lock a RWMutex: its readers have not finished',
    why: 'The writer has its turn and waits for the readers that came before it. While it waits, all new readers wait too.',
    advice:
      'Look for a reader that blocks between RLock and RUnlock (I/O, a channel, another lock), or one that returned without RUnlock.',
    verify: SEE_LOCKS,
    versions: NAMES_CHANGED,
  },
  {
    id: 'rwmutex-writer-queue',
    match: { states: MUTEX_STATES, pair: [MUTEX_FRAMES, ['sync.(*RWMutex).Lock']] },
    level: 'INFO',
    raise: [
      { level: 'SUSPECT', minutes: 1, because: 'waits for minutes' },
      { level: 'SUSPECT', count: 5, because: 'several goroutines wait at one line' },
    ],
    title: 'Waits behind another writer of the same RWMutex',
    why: 'Writers of a RWMutex queue on a Mutex inside of it, so the state is that of a Mutex. The first writer holds the lock or waits for readers.',
    advice:
      'Find the first writer (state sync.RWMutex.Lock, or at work with the lock held). Hold the lock for less time.',
    verify: SEE_LOCKS,
    versions: NAMES_CHANGED,
  },
  {
    id: 'mutex-in-library',
    match: {
      states: MUTEX_STATES,
      any: MUTEX_FRAMES,
      at: [
        'net/http.(*Transport).*',
        'database/sql.(*DB).*',
        'log.(*Logger).*',
        'log/slog.*',
        'math/rand.*',
        'encoding/gob.*',
        'os.(*File).*',
        'go.uber.org/zap*',
        'github.com/sirupsen/logrus.*',
        'github.com/prometheus/*',
      ],
    },
    level: 'INFO',
    raise: [
      { level: 'SUSPECT', minutes: 1, because: 'waits for minutes' },
      { level: 'SUSPECT', count: 10, because: 'many goroutines wait for a lock inside of one library' },
    ],
    title: 'Waits for a lock inside of a library that all goroutines share',
    why: 'Loggers, connection pools and random sources have one lock for all callers. With many callers, or a slow writer below (a full disk or pipe under a logger), they queue there.',
    advice:
      'Log less or through a buffer; one Transport and one DB for the whole program, but not one lock for all random numbers (math/rand/v2 has none). If one goroutine holds the lock in a Write, look at where it writes to.',
    verify: MUTEX_PROFILE,
  },
  {
    id: 'sync-map-pool',
    match: { states: MUTEX_STATES, at: ['sync.(*Map).*', 'sync.(*Pool).*', 'internal/sync.(*HashTrieMap*'] },
    level: 'INFO',
    title: 'Waits for a lock inside of sync.Map or sync.Pool',
    why: 'Both lock when they grow or when new keys are stored. It is short; many of them mean a lot of new keys or pools.',
    advice:
      'A sync.Map suits keys that are written once and read often. Otherwise a map with a Mutex, in several parts, is faster.',
    verify: MUTEX_PROFILE,
  },
  {
    id: 'mutex-lock',
    match: { states: MUTEX_STATES, any: MUTEX_FRAMES },
    level: 'INFO',
    raise: [
      { level: 'SUSPECT', minutes: 1, because: 'waits for minutes' },
      { level: 'SUSPECT', count: 5, because: 'several goroutines wait at one line' },
      {
        level: 'SUSPECT',
        ownAddresses: true,
        because:
          'each waits for another mutex, so it is no queue: each of these is held by somebody else, or was never unlocked',
      },
    ],
    title: 'Waits for a Mutex that somebody has not unlocked',
    why: 'Another goroutine holds the mutex, or nobody does any more: a return or a panic without Unlock. A goroutine that locks a mutex that it holds already waits for itself; Go mutexes cannot be locked twice.',
    advice:
      'Use defer mu.Unlock() right after Lock. Do not hold a lock over I/O, a channel operation or a call to code that may lock too. Take several locks always in the same order. A method with the lock held calls a variant of the other method that does not lock.',
    verify: `${SEE_LOCKS} ${MUTEX_PROFILE}`,
    versions: NAMES_CHANGED,
  },
  {
    id: 'singleflight-wait',
    match: { any: WAITGROUP, at: ['golang.org/x/sync/singleflight.*', '*/singleflight.(*Group).*'] },
    level: 'INFO',
    raise: [{ level: 'SUSPECT', minutes: 1, because: 'waits for minutes' }],
    title: 'singleflight: waits for the first caller of the same key',
    why: 'All callers of a key get the answer of the first one. If that one hangs, all of them hang; their own contexts do not help.',
    advice: 'Use DoChan with select on ctx.Done(), and give the function of the first caller a timeout of its own.',
    verify:
      'Filter for frame singleflight: the one that is in doCall is the first caller, and what it waits for is the cause.',
  },
  {
    id: 'errgroup-wait',
    match: { any: WAITGROUP, at: ['golang.org/x/sync/errgroup.(*Group).Wait'] },
    level: 'INFO',
    raise: [
      { level: 'SUSPECT', minutes: 'longWaitMinutes', because: 'waits for long' },
      { level: 'SUSPECT', childless: true, because: 'no goroutine that it started is left in the dump' },
    ],
    title: 'errgroup: waits for its goroutines to end',
    why: 'Wait returns when all functions given to Go have returned. The first error cancels the context of errgroup.WithContext; a function that does not look at it goes on.',
    advice:
      'Look at the goroutines created by errgroup.(*Group).Go: those that block without ctx.Done() are the cause.',
    verify: 'Filter for creator errgroup.(*Group).Go and see where they block.',
  },
  {
    id: 'semaphore-acquire',
    match: { states: ['select'], at: ['golang.org/x/sync/semaphore.(*Weighted).Acquire'] },
    level: 'INFO',
    raise: [
      { level: 'SUSPECT', minutes: 1, because: 'waits for minutes' },
      { level: 'SUSPECT', count: 10, because: 'many goroutines wait for it' },
    ],
    title: 'Waits for a weighted semaphore: all of it is taken',
    why: 'Acquire waits until others have released enough. A path without Release makes the semaphore smaller for ever.',
    advice:
      'defer sem.Release(n) right after Acquire. Look at those that hold it: goroutines in the same function past Acquire.',
    verify: 'Take a second dump: the same goroutines still there means that nobody releases.',
  },
  {
    id: 'main-waitgroup',
    match: {
      states: ['sync.WaitGroup.Wait', 'semacquire'],
      any: WAITGROUP,
      notPreamble: ['*all goroutines are asleep*'],
      start: ['main.main', 'runtime.main'],
    },
    level: 'NORMAL',
    raise: [{ level: 'SUSPECT', childless: true, because: 'no goroutine that main started is left in the dump' }],
    title: 'main waits for the goroutines that it started',
    why: 'wg.Wait() in main keeps the process until all work is done.',
    advice: 'Nothing has to be changed, unless the work should be over: then look at those that main started.',
    verify: 'See Created by: the children of goroutine 1.',
    expected: 1,
  },
  {
    id: 'waitgroup-wait',
    match: { any: WAITGROUP },
    level: 'INFO',
    raise: [
      { level: 'SUSPECT', minutes: 'longWaitMinutes', because: 'waits for long' },
      { level: 'SUSPECT', count: 10, because: 'many goroutines wait at one line' },
      {
        level: 'SUSPECT',
        childless: true,
        because: 'no goroutine that it started is left in the dump, so nobody is to be seen who could call Done',
      },
    ],
    title: 'Waits for a WaitGroup: Done was not called often enough, or a worker is stuck',
    why: 'Wait returns when Done was called as often as Add said. A worker that returns or panics before Done, or one that is blocked, keeps it waiting. A worker that sends to a channel which is read only after Wait blocks both.',
    advice:
      'defer wg.Done() as the first line of the worker (wg.Go does it for you since Go 1.25), wg.Add before the go statement. Then look at the goroutines that this one started: see Locks.',
    verify: 'See Created by: the children of this goroutine and what they wait for.',
    versions: NAMES_CHANGED,
  },
  {
    id: 'cond-wait',
    match: { any: ['sync.(*Cond).Wait', 'sync.runtime_notifyListWait'] },
    level: 'NORMAL',
    raise: [
      { level: 'INFO', count: 3, because: 'several goroutines wait at one line' },
      { level: 'SUSPECT', ownAddresses: true, because: 'each waits for another Cond, so it is no pool of workers' },
      { level: 'INFO', minutes: 'longWaitMinutes', because: 'waits for long' },
    ],
    title: 'Waits for a sync.Cond: nobody calls Signal or Broadcast',
    normalTitle: 'Waits for a sync.Cond',
    why: 'Workers of a queue wait so when there is no work, which is normal. If the condition was changed without Signal, or a Signal came before the Wait, it waits for ever; a Cond knows no context.',
    advice:
      'Change the condition and call Signal with the lock held, Wait in a loop that looks at the condition first, and Broadcast on shutdown. A channel is often simpler.',
    verify: 'Take a second dump under load: the same goroutines still there means that the signal is missing.',
  },
  {
    id: 'semacquire',
    match: { states: ['semacquire*', 'sync.*'] },
    level: 'INFO',
    raise: [{ level: 'SUSPECT', minutes: 1, because: 'waits for minutes' }],
    title: 'Waits for a lock of the sync package',
    why: 'The frames do not tell which: inlining, or a cut stack.',
    advice: 'Read the line at the first frame of your own.',
    verify: SEE_LOCKS,
  },
];
