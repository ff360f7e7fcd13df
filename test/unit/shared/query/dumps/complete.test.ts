// What is offered while a filter is typed.

import { describe, expect, it } from 'vitest';
import { completeFilter } from '../../../../../shared/query/dumps/complete';
import { createDumpIndex } from '../../../../../shared/query/dumps/dump-index';
import { filterSnapshot } from '../../../../../shared/query/dumps/filter-snapshot';
import { completeKeys } from '../../../../../shared/query/filter-complete';
import { makeDump } from '../../../../support/make-dump';

const dump = makeDump([
  { id: 1, state: 'running', stack: 'main.dump:3 main.main:9' },
  {
    id: 2,
    state: 'chan receive',
    stack: 'main.worker:20 main.worker:21 main.main:9',
    by: 'main.main:5',
    labels: { tenant: 'ACME', 'a=b': 'x "y"' },
  },
  {
    id: 3,
    state: 'chan receive',
    stack: 'main.worker:20',
    by: 'net/http.(*Server).Serve:5',
    labels: { tenant: 'a b' },
    bubble: 3,
  },
  { id: 4, state: 'select', stack: 'net/http.(*conn).serve:40', labels: { tenant: 'ACME' }, waitsFor: 0xc000012345 },
]);
const index = createDumpIndex(dump.series);

/** `|` is the caret. */
const complete = (text: string) => {
  const caret = text.indexOf('|');
  return completeFilter(index, dump.snapshot, text.replace('|', ''), caret);
};
const offered = (text: string) =>
  complete(text).map(({ text: word, count }) => (count === undefined ? word : `${word} ${count}`));
const taken = (text: string) => {
  const [first] = complete(text);
  const plain = text.replace('|', '');
  return first && plain.slice(0, first.from) + first.text + plain.slice(first.to);
};

describe('offers', () => {
  it.each([
    ['state:|', ['"chan receive" 2', 'select 1', 'running 1']],
    ['state:ch|', ['"chan receive" 2']],
    ['-reason:"chan r|', ['"chan receive" 2']],
    ['frame:work|', ['main.worker 2']],
    ['wor|', ['main.worker 2']],
    ['a or (wor|) b', ['main.worker 2']],
    // main.main also created one of them
    ['main.m|', ['main.main 2']],
    ['frame:main.m|', ['main.main 2']],
    ['created:|', ['main.main 1', 'net/http.(*Server).Serve 1']],
    ['top:serve|', ['net/http.(*conn).serve 1']],
    ['start:|', ['main.main 2', 'main.worker 1', 'net/http.(*conn).serve 1']],
    ['pkg:|', ['main 3', 'net/http 1']],
    ['label:|', ['tenant 3', '"a=b" 1']],
    ['label:tenant=|', ['ACME 2', '"a b" 1']],
    ['label:tenant="a |', ['"a b" 1']],
    ['label:"a=b"=|', [String.raw`"x \"y\"" 1`]],
    ['bubble:|', ['3 1']],
    ['lock:|', ['0xc000012345 1']],
    ['file:main.go:2|', ['app/main.go:20 2', 'app/main.go:21 1']],
    ['is:lea|', ['leaked']],
    ['wait:|', ['unknown']],
    ['wai|', ['wait>=']],
    ['/main|/', []],
    ['wait>=5|', []],
    ['"main"x|', []],
    ['g:|', []],
  ])('%s', (text, expected) => {
    expect(offered(text)).toEqual(expected);
  });

  it('keys where nothing is typed, twelve at most', () => {
    const keys = offered('main |');
    expect(keys).toHaveLength(12);
    expect(keys).toEqual(expect.arrayContaining(['state:', 'frame:']));
    expect(keys).not.toContain('dur>');
    const many = makeDump(Array.from({ length: 50 }, (_, i) => ({ id: i, stack: `main.f${i}` })));
    expect(completeFilter(createDumpIndex(many.series), many.snapshot, 'main', 4)).toHaveLength(12);
  });

  it('what is taken replaces what is typed, and no more', () => {
    expect(taken('a state:ch| b')).toBe('a state:"chan receive" b');
    expect(taken('state:"ch| b')).toBe('state:"chan receive" b');
    expect(taken('(wor|k or x)')).toBe('(main.worker or x)');
  });
});

it('every name that is offered is found by what is offered', () => {
  const names = [
    'a b',
    '-x',
    '/api',
    '(x',
    'x)',
    ')',
    '"q"',
    'a\\b',
    'or',
    'not(x)',
    'state:x',
    'wait>5',
    'family(x)',
    '(*T).run',
    'é=',
    '\u202e',
  ];
  const hostile = makeDump(names.map((name, id) => ({ id, labels: { [name]: name, key: name } })));
  names.forEach((name, id) => {
    hostile.snapshot.columns.stack[id] = hostile.symbols.stack([hostile.symbols.frame(name, '', 0)]);
  });
  const of = createDumpIndex(hostile.series);
  for (const start of ['', 'frame:', 'start:', 'label:', 'label:key=']) {
    for (const [id, name] of names.entries()) {
      const typed = `${start}"${name.replace(/["\\]/g, '\\$&')}"`;
      const offer = completeFilter(of, hostile.snapshot, typed, typed.length - 1).find(({ label }) => label === name);
      if (!offer) throw new Error(`${name} is not offered after ${typed}`);
      expect([offer.from, offer.to]).toEqual([start.length, typed.length]);
      const filter = start + offer.text;
      const result = filterSnapshot(of, hostile.snapshot, undefined, filter);
      expect([filter, result.ok && result.mask[id]]).toEqual([filter, 1]);
    }
  }
});

it('names that are too long, and marks of what was left out, are not offered', () => {
  const odd = makeDump([{ id: 1, stack: `main.${'a'.repeat(1_000_000)} ... main.main` }]);
  const found = completeFilter(createDumpIndex(odd.series), odd.snapshot, 'frame:', 6);
  expect(found.map(({ label }) => label)).toEqual(['main.main']);
});

it('a trace: keys, states and traits', () => {
  const words = (text: string) => completeKeys('trace', text, text.length).map(({ text: word }) => word);
  expect(words('state:')).toEqual(['waiting', 'running', 'runnable', 'syscall']);
  expect(words('main -state:run')).toEqual(['running', 'runnable']);
  expect(words('is:g')).toEqual(['ghost']);
  expect(words('d')).toEqual(['dur>']);
  expect(words('')).not.toContain('frame:');
  expect(words('frame:x')).toEqual([]);
});
