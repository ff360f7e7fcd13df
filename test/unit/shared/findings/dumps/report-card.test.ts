import { describe, expect, test } from 'vitest';
import { createJudge, DEFAULT_SETTINGS, reportCard } from '../../../../../shared/findings/dumps';
import type { DumpSettings, ReportCard } from '../../../../../shared/model/dump-requests';
import { mainSnapshot } from '../../../../../shared/model/dumps';
import { partition } from '../../../../../shared/query/dumps/partition';
import { type OpenDump, openCounts, openFixture, openText, readFixture } from '../../../../support/dump-fixtures';

function cardOf({ index, moment }: OpenDump, changed: Partial<DumpSettings> = {}): ReportCard {
  const settings = { ...DEFAULT_SETTINGS, ...changed };
  return reportCard(index, moment, createJudge(index, moment, settings), settings);
}
const finding = (card: ReportCard, id: string) => card.findings.find((one) => one.id === id);

const PATTERNS = 'dumps/patterns-1.27/at-once.debug2.txt';

describe('findings', () => {
  const dump = openFixture(PATTERNS);
  const card = cardOf(dump);
  test('the worst first, then the largest', () => {
    const order = ['PROVEN', 'CERTAIN', 'SUSPECT', 'INFO', 'NORMAL'];
    const ranks = card.findings.map(({ level, goroutines }) => order.indexOf(level) * 1e6 - goroutines);
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
    expect(card.level).toBe('CERTAIN');
  });
  test('groups of one diagnosis are one finding, with their places', () => {
    const mutex = card.findings.filter(({ id, level }) => id === 'mutex-lock' && level === 'SUSPECT');
    expect(mutex).toHaveLength(1);
    expect(mutex[0]).toMatchObject({ goroutines: 8 });
    expect(mutex[0].evidence.map(({ frame }) => frame?.func)).toEqual(['main.(*Account).add', 'main.(*Account).add']);
    expect(mutex[0].evidence[0].text).toMatch(
      /^6 goroutines: main\.\(\*Account\)\.add \(locks\.go:\d+\); state: sync\.Mutex\.Lock; .*all 6 wait for the same address/,
    );
    expect(mutex[0].evidence[0].goroutine).toBeGreaterThan(0);
  });
  test('keys of groups are those of the list of groups', () => {
    const { keys } = partition(dump.index, mainSnapshot(dump.moment), {
      groupBy: { by: 'stack' },
      similarity: 'lines',
      ignoreState: false,
    });
    for (const { groups } of card.findings) for (const key of groups) expect(keys).toContain(key);
    expect(card.groups).toBe(keys.length);
  });
  test('nothing that is hidden is a finding', () => {
    expect(finding(card, 'dump-writer')).toBeUndefined();
    expect(finding(card, 'http-client-writer')).toBeUndefined();
  });
  test('the sentence has the numbers', () => {
    const [certain, suspect] = ['CERTAIN', 'SUSPECT'].map((level) =>
      card.findings.filter((one) => one.level === level).reduce((sum, { goroutines }) => sum + goroutines, 0),
    );
    expect(card.verdict).toBe(
      `${card.goroutines} goroutines in ${card.groups} groups: ${certain} are certainly stuck or failed, ${suspect} look suspicious.`,
    );
    expect(card.states.reduce((sum, { count }) => sum + count, 0)).toBe(card.goroutines);
  });
  test('waits of minutes make it worse', () => {
    const later = cardOf(openFixture('dumps/patterns-1.27/five-minutes.debug2.txt'));
    for (const id of [
      'sql-tx-open',
      'sql-rows-open',
      'http-client-body-open',
      'http-client-wait',
      'io-read',
      'io-write',
      'coroutine',
      'child-process',
    ]) {
      expect([id, finding(card, id)?.level]).not.toEqual([id, 'SUSPECT']);
      expect([id, finding(later, id)?.level]).toEqual([id, 'SUSPECT']);
    }
  });
});

test('a leak profile that lists only some of a group proves only those', () => {
  const text = [2, 3, 4]
    .map(
      (id) =>
        `goroutine ${id} [chan receive]:\nmain.f()\n\t/home/gopher/app/x.go:1 +0x1\ncreated by main.main in goroutine 1\n\t/home/gopher/app/main.go:9 +0x1\n\n`,
    )
    .join('');
  const leaks = new TextEncoder().encode(
    'goroutineleak profile: total 2\n2 @ 0x1\n#\t0x1\tmain.f+0x1\t/home/gopher/app/x.go:1\n\n',
  );
  const card = cardOf(openText(text, { leaks }));
  expect(card.verdict).toBe('3 goroutines in 1 group: 2 are proved to have leaked.');
  expect(card.findings[0].why).toMatch(/^Proved for some of them/);
  expect(card.findings[0].evidence[0].text).toMatch(/lists 2 goroutines of this stack; the dump has 3/);
});

describe('thresholds of the articles', () => {
  test('many goroutines', () => {
    const dump = openFixture(PATTERNS);
    expect(finding(cardOf(dump), 'many-goroutines')).toBeUndefined();
    expect(finding(cardOf(dump, { manyGoroutines: 100 }), 'many-goroutines')).toMatchObject({
      level: 'INFO',
      title: 'More than 100 goroutines',
    });
  });
  test('pile-up', () => {
    const dump = openFixture(PATTERNS);
    expect(finding(cardOf(dump), 'select')?.level).toBe('INFO');
    expect(finding(cardOf(dump, { pileUp: 10 }), 'select')?.level).toBe('SUSPECT');
  });
  test('blocked at a channel deep inside of calls', () => {
    const deep = (id: number) =>
      `goroutine ${id} [chan receive]:\n${Array.from({ length: 8 }, (_, i) => `main.f${i}()\n\t/home/gopher/app/x.go:${i + 1} +0x1\n`).join('')}created by main.main in goroutine 1\n\t/home/gopher/app/main.go:9 +0x1\n\n`;
    expect(finding(cardOf(openText([2, 3, 4].map(deep).join(''))), 'deep-blocked')?.goroutines).toBe(3);
    expect(finding(cardOf(openText([2, 3].map(deep).join(''))), 'deep-blocked')).toBeUndefined();
    expect(
      finding(cardOf(openText([2, 3, 4].map(deep).join('')), { deepStackFrames: 9 }), 'deep-blocked'),
    ).toBeUndefined();
  });
  test('labels that occur together where something is wrong', () => {
    const goroutine = (id: number, state: string, labels: string) =>
      `goroutine ${id} [${state}] {${labels}}:\nmain.${state === 'select' ? 'work' : 'send'}()\n\t/home/gopher/app/x.go:1 +0x1\ncreated by main.main in goroutine 1\n\t/home/gopher/app/main.go:9 +0x1\n\n`;
    const text = [
      ...[2, 3, 4, 5].map((id) => goroutine(id, 'chan send', 'db: pg, retry: 3')),
      ...[6, 7, 8, 9, 10].map((id) => goroutine(id, 'select', 'db: pg, retry: 0')),
    ].join('');
    const labels = finding(cardOf(openText(text)), 'label-pairs');
    expect(labels?.evidence.map((one) => one.text)).toEqual([
      'db=pg with retry=3: 4 suspicious goroutines, 2.3 times as frequent',
    ]);
    expect(finding(cardOf(openText(text), { labelLift: 3 }), 'label-pairs')).toBeUndefined();
  });
});

test('readers and writers of connections come in pairs', () => {
  const loops = (kind: string, ids: readonly number[]) =>
    ids
      .map(
        (id) =>
          `goroutine ${id} [select]:\nnet/http.(*persistConn).${kind}()\n\t/usr/local/go/src/net/http/transport.go:1 +0x1\ncreated by net/http.(*Transport).dialConn in goroutine 1\n\t/usr/local/go/src/net/http/transport.go:9 +0x1\n\n`,
      )
      .join('');
  const even = cardOf(openText(loops('readLoop', [2, 3, 4]) + loops('writeLoop', [5, 6, 7])));
  expect(finding(even, 'http-client-unpaired')).toBeUndefined();
  const odd = cardOf(openText(loops('readLoop', [2]) + loops('writeLoop', [5, 6, 7, 8])));
  expect(finding(odd, 'http-client-unpaired')?.evidence[0].text).toBe(
    '1 readLoop goroutine and 4 writeLoop goroutines',
  );
});

describe('what was not told', () => {
  const bytes = readFixture(PATTERNS);
  test('a dump that is cut', () => {
    const card = cardOf(openText(bytes.subarray(0, bytes.length - 40)));
    expect(card.limits.join('\n')).toMatch(/The dump ends in the middle/);
    expect(card.verdict).toMatch(/The dump is cut/);
  });
  test('a single goroutine', () => {
    const card = cardOf(openFixture('dumps/crash-1.23/panic.single.txt'));
    expect(card.limits.join('\n')).toMatch(/Only one goroutine was written/);
  });
  test('waits', () => {
    expect(cardOf(openText(bytes)).limits.join('\n')).toMatch(/No wait is told/);
    const later = cardOf(openFixture('dumps/patterns-1.27/five-minutes.debug2.txt')).limits.join('\n');
    expect(later).not.toMatch(/No wait is told/);
    expect(later).toMatch(/goroutines without a wait: .* That is not 0 minutes\./);
    expect(cardOf(openFixture('dumps/leak-leakprofile-1.26/goroutineleak.debug2.txt')).limits.join('\n')).toMatch(
      /50 goroutines marked \(leaked\): the runtime prints no wait/,
    );
  });
  test('counted profiles, and what they lack', () => {
    const card = cardOf(openCounts('dumps/patterns-1.27/at-once.debug1.txt'));
    expect(card.limits.join('\n')).toMatch(/no ids, no states, no waits and no go statements/);
    for (const { evidence } of card.findings) for (const { goroutine } of evidence) expect(goroutine).toBeUndefined();
  });
  test('what the leak profile does not find', () => {
    expect(cardOf(openFixture('dumps/leak-1.26/goroutine.debug2.txt')).limits.join('\n')).toMatch(
      /No goroutineleak profile of this moment/,
    );
    // debug=2 of the leak profile itself, alone.
    expect(cardOf(openFixture('dumps/leak-nolabels-1.27/goroutineleak.debug2.txt')).limits.join('\n')).toMatch(
      /The leak profile misses leaks/,
    );
    expect(cardOf(openFixture('dumps/leak-nolabels-1.27/goroutine.debug2.txt', true)).limits.join('\n')).toMatch(
      /The leak profile misses leaks/,
    );
  });
});
