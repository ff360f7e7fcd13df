import { expect, test } from 'vitest';
import { sourcePlace } from '../../../../renderer/ui/stack-list';
import { shortName, splitFunctionName } from '../../../../shared/base/function-name';

test.each([
  ['net/http.(*conn).serve', 'net/http.', '(*conn).serve', 'http.(*conn).serve'],
  ['main.main', 'main.', 'main', 'main.main'],
  ['main.F[go.shape.struct{a/b.C}]', 'main.', 'F[go.shape.struct{a/b.C}]', 'main.F[go.shape.struct{a/b.C}]'],
  ['github.com/a/b.v2/c.(*T[...]).f', 'github.com/a/b.v2/c.', '(*T[...]).f', 'c.(*T[...]).f'],
  ['gopkg.in/yaml%2ev3.Unmarshal', 'gopkg.in/yaml%2ev3.', 'Unmarshal', 'yaml%2ev3.Unmarshal'],
  ['_cgo_topofstack', '', '_cgo_topofstack', '_cgo_topofstack'],
  ['', '', '', ''],
])('%s', (full, qualifier, name, short) => {
  expect(splitFunctionName(full).name).toBe(name);
  expect(full).toBe(qualifier + name);
  expect(shortName(full)).toBe(short);
});

test('a place is the file without its folders, on every system', () => {
  expect(sourcePlace({ file: '/go/src/net/http/server.go', line: 3454 }).short).toBe('server.go:3454');
  expect(sourcePlace({ file: 'C:\\go\\src\\a.go', line: 1 })).toEqual({ short: 'a.go:1', full: 'C:\\go\\src\\a.go:1' });
  expect(sourcePlace({ file: '', line: 0 })).toEqual({ short: '', full: '' });
});
