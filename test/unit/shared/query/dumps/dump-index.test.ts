// The stack groups of a snapshot, its rows by group and by id, and what is known of a stack.

import { expect, test } from 'vitest';
import { createDumpIndex } from '../../../../../shared/query/dumps/dump-index';
import { isStandard, packageOf } from '../../../../../shared/query/dumps/frame-kinds';
import { type GoroutineSpec, makeDump } from '../../../../support/make-dump';

const index = (goroutines: readonly GoroutineSpec[]) => {
  const dump = makeDump(goroutines);
  return { ...dump, index: createDumpIndex(dump.series) };
};

test('goroutines of one stack, state and go statement are one group; waits and leaks are told as ranges and counts', () => {
  const worker = { stack: 'main.worker:12', by: 'main.start:4', state: 'chan receive' };
  const { snapshot, index: dump } = index([
    { ...worker, id: 1, minutes: 3 },
    { ...worker, id: 2, state: 'runnable' },
    { ...worker, id: 3, flags: ['Leaked'] },
    { ...worker, id: 4, minutes: 9 },
    { ...worker, id: 5, by: 'main.start:5' },
  ]);
  const groups = dump.groups(snapshot);
  expect(groups.length).toBe(3);
  expect([...groups.of]).toEqual([0, 1, 0, 0, 2]);
  expect([...groups.weight]).toEqual([3, 1, 1]);
  expect([...groups.leaked]).toEqual([1, 0, 0]);
  expect([groups.minMinutes[0], groups.maxMinutes[0], groups.untold[0]]).toEqual([3, 9, 1]);
  expect(groups.minMinutes[1]).toBe(-1);
  expect([...dump.rowsOf(snapshot, 0)]).toEqual([0, 2, 3]);
  expect(dump.groups(snapshot)).toBe(groups);
});

test('as many groups as rows: none is lost when the table grows', () => {
  const goroutines = Array.from({ length: 5000 }, (_, i) => ({
    id: i + 1,
    stack: `main.f${i % 2500}:1`,
    state: `s${i}`,
  }));
  const { snapshot, index: dump } = index([...goroutines, ...goroutines]);
  const groups = dump.groups(snapshot);
  expect(groups.length).toBe(5000);
  for (let row = 0; row < 5000; row++) expect(groups.of[row]).toBe(groups.of[row + 5000]);
});

test('a row is found by its id; of a repeated id the first one counts', () => {
  const { snapshot, index: dump } = index([{ id: 0 }, { id: 7 }, { id: 7 }, { id: 0 }]);
  expect([dump.rowOfId(snapshot, 7), dump.rowOfId(snapshot, 0), dump.rowOfId(snapshot, 8)]).toEqual([1, 0, -1]);
});

const factsOf = (stack: string) => {
  const { snapshot, index: dump } = index([{ id: 1, stack }]);
  const { frames, blocking, user, start, packageName } = dump.facts(snapshot.columns.stack[0]);
  return { blocking: frames[blocking]?.func, user: frames[user]?.func, start, packageName };
};

test('what blocks is the call below the machinery of the wait; the user frame is the program’s own', () => {
  expect(factsOf('runtime.gopark:1 runtime.chanrecv:2 runtime.chanrecv1:3 main.worker:12 main.main.func1:3')).toEqual({
    blocking: 'main.worker',
    user: 'main.worker',
    start: 'main.main.func1',
    packageName: 'main',
  });
  expect(
    factsOf(
      'internal/sync.runtime_SemacquireMutex@/usr/local/lib/golang/go1.27/src/runtime/sema.go:95 internal/sync.(*Mutex).lockSlow:1 sync.(*Mutex).Lock:46 example.org/shop/cart.(*Cart).Add:8',
    ),
  ).toEqual({
    blocking: 'sync.(*Mutex).Lock',
    user: 'example.org/shop/cart.(*Cart).Add',
    start: 'example.org/shop/cart.(*Cart).Add',
    packageName: 'example.org/shop/cart',
  });
  expect(
    factsOf('internal/poll.runtime_pollWait:1 internal/poll.(*FD).Read:2 net.(*conn).Read:4 net/http.(*conn).serve:5'),
  ).toEqual({
    blocking: 'net.(*conn).Read',
    user: undefined,
    start: 'net/http.(*conn).serve',
    packageName: 'net/http',
  });
});

test('a goroutine of the runtime waits in itself; one of machinery alone in its leaf; without frames nothing is known', () => {
  expect(factsOf('runtime.gopark:1 runtime.goparkunlock:2 runtime.bgsweep:3 runtime.goexit:4')).toEqual({
    blocking: 'runtime.bgsweep',
    user: undefined,
    start: 'runtime.bgsweep',
    packageName: 'runtime',
  });
  expect(factsOf('runtime.gopark:1 runtime.goparkunlock:1').blocking).toBe('runtime.gopark');
  expect(factsOf('')).toEqual({ blocking: undefined, user: undefined, start: '', packageName: '' });
});

test('frames that were left out are nobody’s, and hide where a goroutine started', () => {
  const { start, user } = factsOf('main.descend:3 ...');
  expect([user, start]).toEqual(['main.descend', '']);
});

test('utilities stand back behind the functions that they run, but not behind the standard library', () => {
  expect(factsOf('main.fetch:1 golang.org/x/sync/errgroup.(*Group).Go.func1:2').user).toBe('main.fetch');
  expect(factsOf('main._Cfunc_slow@_cgo_gotypes.go:75 main.work:3').user).toBe('main.work');
  expect(factsOf('net.(*conn).Read:1 golang.org/x/net/http2.(*clientConnReadLoop).run:2').user).toBe(
    'golang.org/x/net/http2.(*clientConnReadLoop).run',
  );
});

test('the program’s own code is more telling than its dependencies, and these than nothing', () => {
  const pool = 'github.com/redis/go-redis/v9/internal/pool.(*ConnPool).waitTurn:168';
  expect(factsOf(`${pool} main.fetch:1`).user).toBe('main.fetch');
  expect(factsOf(pool).user).toBe('github.com/redis/go-redis/v9/internal/pool.(*ConnPool).waitTurn');
  expect(factsOf('example.org/a.F@example.org/a@v1.2.3/a.go:4 example.org/b.G@example.org/b/b.go:5').user).toBe(
    'example.org/b.G',
  );
  expect(factsOf('example.org/a.F@/app/vendor/example.org/a/a.go:4 shop/b.G@/app/b/b.go:5').user).toBe('shop/b.G');
});

test('the standard library is told by package and folder', () => {
  expect(isStandard('net/http.(*conn).serve', '/usr/local/lib/golang/go1.27/src/net/http/server.go')).toBe(true);
  expect(isStandard('net/http.(*conn).serve', 'net/http/server.go')).toBe(true);
  expect(isStandard('net/http.(*conn).serve', 'C:\\Program Files\\Go\\src\\net\\http\\server.go')).toBe(true);
  expect(isStandard('time.Sleep', '/usr/lib/go-1.22/src/runtime/time.go')).toBe(true);
  expect(isStandard('runtime.main', '')).toBe(true);
  expect(isStandard('testing/synctest.testingSynctestTest', '/usr/lib/go-1.26/src/testing/testing.go')).toBe(true);
  expect(isStandard('panic', '/usr/lib/go-1.22/src/runtime/panic.go')).toBe(true);
  expect(isStandard('log/store.Open', '/home/me/log/store/open.go')).toBe(false);
  expect(isStandard('main.main', '/usr/lib/go-1.22/src/main/main.go')).toBe(false);
  expect(isStandard('shop/cart.Add', '/home/me/src/shop/cart/cart.go')).toBe(false);
  expect(isStandard('slices.SortFunc[go.shape.[]github.com/x/y.T]', '/usr/lib/go/src/slices/sort.go')).toBe(true);
  expect(packageOf('gopkg.in/yaml%2ev3.(*Decoder).Decode')).toBe('gopkg.in/yaml.v3');
});
