// What the dump panels compute by themselves.

import { describe, expect, test } from 'vitest';
import { addFilter, addLabelFilter } from '../../../../renderer/panels/dump/actions';
import { readBenign, writeBenign } from '../../../../renderer/panels/dump/benign-text';
import { type CallChain, foldChains, unfoldChain } from '../../../../renderer/panels/dump/call-chains';
import { heatOf } from '../../../../renderer/panels/dump/matrix-facts';
import { verifyParts } from '../../../../renderer/panels/dump/verify-parts';
import { groupName, momentTitles, namingFrame, signed, waitText } from '../../../../renderer/panels/dump/words';
import type { BenignRule, CallTreeNode } from '../../../../shared/model/dump-requests';
import { fakeSession, frame, group, moments } from '../../../support/dump-data';

describe('rules as text', () => {
  const rules: readonly BenignRule[] = [
    { match: 'top', func: 'internal/poll.runtime_pollWait' },
    { match: 'any', func: 'a.(*T["x"]).m\\' },
    { match: 'created-by', func: 'c.d' },
  ];

  test('are read as they are written', () => {
    expect(readBenign(writeBenign(rules))).toEqual({ rules, wrong: [] });
  });

  test('comments and empty lines are left out; lines that are none are named', () => {
    const text =
      '// why\n\nIgnoreAnyFunction(`a.b`),\ngoleak.IgnoreCurrent()\nIgnoreTopFunction("")\nIgnoreTopFunction("\\x")';
    expect(readBenign(text)).toEqual({ rules: [{ match: 'any', func: 'a.b' }], wrong: [4, 5, 6] });
  });
});

describe('how to verify', () => {
  const parts = (text: string) =>
    verifyParts(text).map(({ kind, text: own }) => (kind === 'command' ? `$ ${own}` : own));

  test.each([
    ["curl -s 'http://HOST/debug/pprof/goroutine?debug=2'", ["$ curl -s 'http://HOST/debug/pprof/goroutine?debug=2'"]],
    [
      "curl -s 'http://HOST/x' | grep -A 8 -E 'a|b' twice, a minute apart; ss -tnp | grep PID counts the connections.",
      [
        "$ curl -s 'http://HOST/x' | grep -A 8 -E 'a|b'",
        'twice, a minute apart;',
        '$ ss -tnp | grep PID',
        'counts the connections.',
      ],
    ],
    [
      'ps --forest -g $(ps -o sid= -p PID) shows the children.',
      ['$ ps --forest -g $(ps -o sid= -p PID)', 'shows the children.'],
    ],
    ['go vet -lostcancel ./... finds calls.', ['$ go vet -lostcancel ./...', 'finds calls.']],
    ['dlv attach PID, then: goroutine ID.', ['$ dlv attach PID', 'then: goroutine ID.']],
    ['Take a second dump and go on. Compare.', ['Take a second dump and go on. Compare.']],
    ["a ' quote that never ends", ["a ' quote that never ends"]],
    ["curl 'http://HOST", ['$ curl', "'http://HOST"]],
  ])('%s', (text, expected) => expect(parts(text)).toEqual(expected));
});

describe('chains of calls', () => {
  const node = (func: string, count: number, children: readonly CallTreeNode[] = [], own = 0): CallTreeNode => ({
    frame: frame(func),
    count,
    own,
    user: true,
    states: [],
    children,
  });
  const tree = node('a', 5, [node('b', 5, [node('c', 5, [node('d', 5, [node('e', 3), node('f', 2)])])])]);

  test('end where calls part or goroutines end', () => {
    const chain = foldChains(tree);
    expect(chain.folded.map(({ frame: { func } }) => func)).toEqual(['b', 'c']);
    expect(chain.last.frame.func).toBe('d');
    expect(foldChains(node('a', 5, [node('b', 4)], 1)).last.frame.func).toBe('a');
  });

  test('unfold to all of their frames, with what is below at the end', () => {
    const names: string[] = [];
    let at: CallChain | undefined = unfoldChain(foldChains(tree));
    let last = at;
    for (; at !== undefined; at = at.rest) {
      names.push(at.first.frame.func);
      last = at;
    }
    expect(names).toEqual(['a', 'b', 'c', 'd']);
    expect(last.children.map(({ frame: { func } }) => func)).toEqual(['e', 'f']);
  });
});

describe('words', () => {
  test('a group is named by the frame that its title is, else by its title', () => {
    const at = frame('main.leak', 'chans.go', 44);
    const known = {
      frames: [frame('runtime.gopark'), at],
      userFrame: 1,
      creators: [{ value: frame('main.step'), count: 1 }],
    };
    expect(namingFrame(group('k', { ...known, title: '' }))).toBe(at);
    expect(namingFrame(group('k', { ...known, title: 'main.leak' }))).toBe(at);
    expect(namingFrame(group('k', { ...known, title: 'main.step' }))).toMatchObject({ func: 'main.step', file: '' });
    expect(namingFrame(group('k', { ...known, title: 'main.step /srv/app/main.go:1' }))).toMatchObject({ line: 1 });
    expect(namingFrame(group('k', { ...known, title: 'chan send' }))).toBeUndefined();
    expect(groupName(group('k', { ...known, title: 'chan send\u202e' }))).toBe('chan send⟨U+202E⟩');
  });

  test('waits are lower bounds, and what is not told is not 0', () => {
    expect(waitText(undefined).text).toBe('no wait told');
    expect(waitText({ minMinutes: 4, maxMinutes: 4, untold: 0 }).text).toBe('≥ 4 min');
    expect(waitText({ minMinutes: 1, maxMinutes: 9, untold: 2 }).text).toBe('≥ 1 to 9 min');
    expect(waitText({ minMinutes: 1, maxMinutes: 9, untold: 2 }).title).toContain('2 goroutines of it without a wait');
  });

  test('moments are titled by time, with the day where there are several, else by name', () => {
    const [first, second] = moments(2);
    expect(momentTitles([first, second])).toEqual(['04:57:10', '04:58:00']);
    const nextDay = { ...second, timeMs: new Date(2026, 10, 22, 1).getTime() };
    expect(momentTitles([first, nextDay])).toEqual(['11-21 04:57:10', '11-22 01:00:00']);
    expect(momentTitles([{ ...first, timeMs: undefined }])).toEqual(['snap0']);
  });

  test('changes have a sign', () => {
    expect([35, -3, 0].map((value) => signed(value))).toEqual(['+35', '−3', '0']);
  });
});

test('heat follows the count, and a steady row has none', () => {
  expect([1, 1, 1].map((_, at) => heatOf([1, 1, 1], at))).toEqual([0, 0, 0]);
  expect([0, 5, 10].map((_, at) => heatOf([0, 5, 10], at))).toEqual([0, 0.5, 1]);
  expect(heatOf([0, 0], 1)).toBe(0);
  expect(heatOf([-3, 4], 0)).toBe(0);
});

describe('filters from the details', () => {
  test('are quoted where they would read as something else, and stand once', () => {
    const { session } = fakeSession();
    addFilter(session, 'created', 'main.serve');
    addLabelFilter(session, ['odd key', 'a"b\\']);
    addFilter(session, 'created', 'main.serve');
    expect(session.filter.value).toBe('created:main.serve label:"odd key"="a\\"b\\\\"');
  });

  test('beside an or, what stands there is put in brackets', () => {
    const { session } = fakeSession();
    session.filter.value = 'a or b';
    addFilter(session, 'created', 'net/http.(*conn).serve');
    expect(session.filter.value).toBe('(a or b) created:"net/http.(*conn).serve"');
  });
});
