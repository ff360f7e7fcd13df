import { describe, expect, test } from 'vitest';
import { cutMiddle, fitFunctionName } from '../../../../renderer/canvas/text-fit';
import { splitFunctionName } from '../../../../shared/base/function-name';

const measure = (text: string) => text.length;
const fit = (name: string, room: number) => {
  const { pkg, name: shown } = fitFunctionName(name, room, measure);
  return `${pkg}|${shown}`;
};

describe('a function name is split', () => {
  test.each([
    ['net/http.(*conn).serve', 'net/http', 'http.', '(*conn).serve'],
    ['main.main', 'main', 'main.', 'main'],
    ['runtime.gcBgMarkWorker', 'runtime', 'runtime.', 'gcBgMarkWorker'],
    ['github.com/a/b.v2/queue.(*Q[go.shape.int]).Pop', 'github.com/a/b.v2/queue', 'queue.', '(*Q[go.shape.int]).Pop'],
    ['slices.Sort[go.shape.[]x/y.T]', 'slices', 'slices.', 'Sort[go.shape.[]x/y.T]'],
    ['bare', '', '', 'bare'],
  ])('%s', (full, path, pkg, name) => {
    expect(splitFunctionName(full)).toEqual({ path, pkg, name });
  });
});

describe('a function name is fitted', () => {
  test('whole where there is room', () => expect(fit('net/http.(*conn).serve', 18)).toBe('http.|(*conn).serve'));
  test('the package goes first, at any length, and leaves an ellipsis', () => {
    expect(fit('net/http.(*conn).serve', 16)).toBe('…|(*conn).serve');
    expect(fit('example.com/configuration.Load', 14)).toBe('…|Load');
  });
  test('then the middle of the receiver, then the receiver, then the beginning of the name', () => {
    expect(fit('main.(*orderServer).ServeHTTP', 23)).toBe('…|(*orde…rver).ServeHTTP');
    expect(fit('net/http.(*Transport).startDialConnForLocked.func1', 38)).toBe(
      '…|(*Tr…rt).startDialConnForLocked.func1',
    );
    expect(fit('net/http.(*Transport).startDialConnForLocked.func1', 29)).toBe('…|startDialConnForLocked.func1');
    expect(fit('net/http.(*Transport).startDialConnForLocked.func1', 28)).toBe('|…tartDialConnForLocked.func1');
  });
  test('nothing is left out without an ellipsis', () => {
    for (const full of ['net/http.(*Transport).startDialConnForLocked.func1', 'main.work', 'bare']) {
      const { pkg: whole, name: wholeName } = splitFunctionName(full);
      for (let room = 2; room < full.length; room++) {
        const { pkg, name } = fitFunctionName(full, room, measure);
        if (pkg + name !== whole + wholeName) expect(pkg + name).toContain('…');
      }
    }
  });
  test('never exceeds the room', () => {
    for (let room = 1; room < 30; room++) {
      const { pkg, name } = fitFunctionName('net/http.(*Transport).startDialConnForLocked.func1', room, measure);
      expect((pkg + name).length).toBeLessThanOrEqual(room);
      expect('net/http.(*Transport).startDialConnForLocked.func1'.endsWith(name.slice(name.indexOf('…') + 1))).toBe(
        true,
      );
    }
  });
});

test('the middle is cut to the longest text that fits', () => {
  expect(cutMiddle('abcdefghij', 10, measure)).toBe('abcdefghij');
  expect(cutMiddle('abcdefghij', 5, measure)).toBe('ab…ij');
  expect(cutMiddle('abcdefghij', 0, measure)).toBe('');
});
