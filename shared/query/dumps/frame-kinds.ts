// What a frame is: the machinery of a wait, the standard library, a utility that runs other people's functions, or the
// program's own. All by name and file, the same for every format of dump.

import { isStandardPath, splitFunctionName } from '../../base/function-name';
import { ELIDED_FUNC } from '../../model/dumps';

/** `net/http.(*conn).serve` -> `net/http`; '' for C functions and for what is no function. */
export const packageOf = (func: string): string =>
  func === ELIDED_FUNC ? '' : splitFunctionName(func).path.replaceAll('%2e', '.');

/** `panic` and such: functions that a traceback names without their package, runtime. */
const RUNTIME_WITHOUT_PACKAGE = new Set(['panic', 'gopanic', 'goexit', 'goPanicIndex']);

/**
 * Is it the runtime or the standard library? By the first element of the package, and where the dump tells a file, by its
 * folder: `/usr/lib/go-1.22/src/net/http/server.go`, or `net/http/server.go` of a build with -trimpath. A package of the
 * program's own in `/home/me/log/store` stays the program's.
 */
export function isStandard(func: string, file: string): boolean {
  const path = packageOf(func);
  if (path === '') return RUNTIME_WITHOUT_PACKAGE.has(func);
  if (!isStandardPath(path)) return false;
  if (file === '' || file.startsWith('<')) return true;
  const normal = file.includes('\\') ? file.replaceAll('\\', '/') : file;
  // The folder need not be the package's own: `sync.runtime_Semacquire` stands in runtime/sema.go.
  const source = normal.lastIndexOf('/src/');
  if (source >= 0) return isStandardPath(normal.slice(source + 5));
  return !normal.startsWith('/') && isStandardPath(normal);
}

interface Rule {
  readonly why: string;
  readonly prefix: readonly string[];
}

/** Packages that run functions which they are given: the program's own frame is the one that they run, or that runs them. */
const UTILITIES: readonly Rule[] = [
  {
    why: 'groups of goroutines',
    prefix: ['golang.org/x/sync/', 'github.com/sourcegraph/conc', 'github.com/oklog/run'],
  },
  {
    why: 'pools of goroutines',
    prefix: ['github.com/panjf2000/ants', 'github.com/alitto/pond', 'github.com/gammazero/'],
  },
  { why: 'the rest of the Go project', prefix: ['golang.org/x/'] },
  { why: 'stubs that cgo writes around a call of C', prefix: ['_cgo_', '_Cfunc_', 'runtime/cgo'] },
];
const UTILITY_PREFIXES = UTILITIES.flatMap(({ prefix }) => prefix);

function isUtility(func: string): boolean {
  return UTILITY_PREFIXES.some((prefix) => func.startsWith(prefix)) || func.includes('._Cfunc_');
}

/** Is it a frame that does nothing but run the function that the program gave to a go statement of somebody else's? */
export const isRunner = (func: string): boolean => func.startsWith('sync.(*WaitGroup).Go.') || isUtility(func);

/** Code of other modules, by where Go puts it: the module cache, a vendor folder, or `path@version` of a build with -trimpath. */
export const isDependency = (file: string): boolean => /[/\\](pkg[/\\]mod|vendor)[/\\]|^[^/\\].*@v\d/.test(file);

/** Whose code a frame is. Of dependencies the program's own code is more telling, as the place where it can be changed. */
export function frameKind(func: string, file: string): FrameKind {
  if (func === ELIDED_FUNC) return 'elided';
  if (isWaitMachinery(func)) return 'machinery';
  if (isStandard(func, file)) return 'standard';
  if (isUtility(func)) return 'utility';
  return isDependency(file) ? 'dependency' : 'own';
}
export type FrameKind = 'elided' | 'machinery' | 'standard' | 'utility' | 'dependency' | 'own';

/**
 * What the runtime puts on top of the call that blocks. A row per reason; a name that ends with `*` stands for all that
 * begin so. Everything else may be the place where a goroutine waits, runtime functions too: `runtime.bgsweep` waits in itself.
 */
const WAIT_MACHINERY: readonly { readonly why: string; readonly names: readonly string[] }[] = [
  {
    why: 'gives the processor away',
    names: ['runtime.gopark', 'runtime.goparkunlock', 'runtime.park_m', 'runtime.mcall'],
  },
  { why: 'switches to the stack of the thread', names: ['runtime.systemstack', 'runtime.systemstack_switch'] },
  {
    why: 'channel operations',
    names: ['runtime.chanrecv', 'runtime.chanrecv1', 'runtime.chanrecv2', 'runtime.chansend', 'runtime.chansend1'],
  },
  { why: 'select, with cases and without', names: ['runtime.selectgo', 'runtime.block'] },
  {
    why: 'locks, WaitGroup, Cond',
    names: [
      'runtime.semacquire*',
      'runtime.semasleep',
      'runtime.notifyListWait',
      'sync.runtime_*',
      'internal/sync.runtime_*',
    ],
  },
  { why: 'the lock behind sync.Mutex since Go 1.24', names: ['internal/sync.*'] },
  { why: 'the slow paths of sync', names: ['sync.(*Mutex).lockSlow', 'sync.(*Once).doSlow'] },
  {
    why: 'threads that sleep',
    names: ['runtime.note*', 'runtime.futex*', 'runtime.lock', 'runtime.lock2', 'runtime.lockWithRank'],
  },
  { why: 'the network poller', names: ['runtime.netpollblock', 'internal/poll.*'] },
  {
    why: 'the name of a function that another package borrows',
    names: ['runtime.timeSleep', 'time.runtime_*', 'os.runtime_*', 'syscall.runtime_*', 'os/signal.runtime_*'],
  },
  {
    why: 'system calls',
    names: [
      'syscall.Syscall*',
      'syscall.RawSyscall*',
      'syscall.syscall*',
      'syscall.rawSyscall*',
      'internal/runtime/syscall.*',
      'runtime/internal/syscall.*',
      'runtime.cgocall',
      'runtime.asmcgocall*',
      'runtime.entersyscall*',
      'runtime.exitsyscall*',
    ],
  },
  {
    why: 'a preempted goroutine',
    names: [
      'runtime.asyncPreempt*',
      'runtime.gopreempt_m',
      'runtime.goschedImpl',
      'runtime.gosched_m',
      'runtime.goschedguarded*',
      'runtime.morestack*',
      'runtime.newstack',
    ],
  },
  { why: 'coroutines', names: ['runtime.coroswitch*'] },
];
const MACHINERY = new Set<string>();
const MACHINERY_PREFIXES: string[] = [];
for (const name of WAIT_MACHINERY.flatMap(({ names }) => names)) {
  if (name.endsWith('*')) MACHINERY_PREFIXES.push(name.slice(0, -1));
  else MACHINERY.add(name);
}

const isWaitMachinery = (func: string): boolean =>
  MACHINERY.has(func) || MACHINERY_PREFIXES.some((prefix) => func.startsWith(prefix));
