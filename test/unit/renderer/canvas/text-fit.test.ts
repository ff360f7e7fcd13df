import { describe, expect, test } from 'vitest';
import { cutMiddle, fitFunctionName, splitFunctionName } from '../../../../renderer/canvas/text-fit';

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
  test('a short package goes first', () => expect(fit('net/http.(*conn).serve', 15)).toBe('…|(*conn).serve'));
  test('without room for the ellipsis it is silent', () =>
    expect(fit('net/http.(*conn).serve', 13)).toBe('|(*conn).serve'));
  test('a long package is cut in its middle', () => {
    expect(fit('example.com/configuration.Load', 14)).toBe('conf…tion.|Load');
  });
  test('then the receiver is cut, the name never', () => {
    expect(fit('main.(*orderServer).ServeHTTP', 20)).toBe('|(*ord…ver).ServeHTTP');
    expect(fit('net/http.(*Transport).startDialConnForLocked.func1', 30)).toBe('|….startDialConnForLocked.func1');
    expect(fit('net/http.(*Transport).startDialConnForLocked.func1', 28)).toBe('|startDialConnForLocked.func1');
  });
  test('never exceeds the room', () => {
    for (let room = 1; room < 30; room++) {
      const { pkg, name } = fitFunctionName('net/http.(*Transport).startDialConnForLocked.func1', room, measure);
      expect((pkg + name).length).toBeLessThanOrEqual(room);
      expect('net/http.(*Transport).startDialConnForLocked.func1'.endsWith(name.replace('…', ''))).toBe(true);
    }
  });
});

test('the middle is cut to the longest text that fits', () => {
  expect(cutMiddle('abcdefghij', 10, measure)).toBe('abcdefghij');
  expect(cutMiddle('abcdefghij', 5, measure)).toBe('ab…ij');
  expect(cutMiddle('abcdefghij', 0, measure)).toBe('');
});
