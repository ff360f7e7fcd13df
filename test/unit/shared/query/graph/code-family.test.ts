import { expect, test } from 'vitest';
import { codeFamily } from '../../../../../shared/query/graph/code-family';

test.each([
  ['main.main', '/home/me/app/main.go', 'own'],
  ['github.com/me/app/store.Open', '/home/me/app/store/open.go', 'own'],
  ['log/store.Open', '/home/me/log/store/open.go', 'own'],
  ['golang.org/x/tools/gopls/internal/cache.New', 'golang.org/x/tools/gopls/internal/cache/new.go', 'own'],
  ['github.com/jackc/pgx.Connect', '/root/go/pkg/mod/github.com/jackc/pgx@v5.1.0/conn.go', 'dependency'],
  ['github.com/jackc/pgx.Connect', 'github.com/jackc/pgx@v5.1.0/conn.go', 'dependency'],
  ['github.com/jackc/pgx.Connect', '/home/me/app/vendor/github.com/jackc/pgx/conn.go', 'dependency'],
  ['golang.org/x/sync/errgroup.(*Group).Go.func1', '', 'dependency'],
  ['net/http.(*conn).serve', '/usr/local/go/src/net/http/server.go', 'standard'],
  ['net/http.(*conn).serve', '', 'standard'],
  [
    'vendor/golang.org/x/net/http2/hpack.Decode',
    '/usr/local/go/src/vendor/golang.org/x/net/http2/hpack/d.go',
    'standard',
  ],
  ['internal/poll.(*FD).Read', '', 'standard'],
  ['runtime.gopark', '/usr/local/go/src/runtime/proc.go', 'runtime'],
  ['runtime/debug.Stack', '', 'runtime'],
  ['internal/runtime/syscall.Syscall6', '', 'runtime'],
  ['runtime_test.f', '/home/me/runtime_test/f.go', 'own'],
  ['panic', '', 'runtime'],
  ['aeshashbody', '/usr/local/go/src/runtime/asm_amd64.s', 'runtime'],
  ['memeqbody', '/usr/local/go/src/internal/bytealg/equal_amd64.s', 'standard'],
  ['malloc', '', 'none'],
  ['...additional frames elided...', '', 'none'],
])('%s of %s is %s', (func, file, family) => {
  expect(codeFamily(func, file)).toBe(family);
});
