// What is said of the real dumps as a whole: each leak of the program `leak` in every version of Go, healthy programs, crashes,
// finalizers and tests.

import { describe, expect, test } from 'vitest';
import { createJudge, DEFAULT_SETTINGS, findLocks, reportCard } from '../../../../../shared/findings/dumps';
import { readGoroutineText } from '../../../../../shared/formats/goroutine-detail';
import type { Diagnosis, ReportCard } from '../../../../../shared/model/dump-requests';
import { type OpenDump, openCounts, openFixture } from '../../../../support/dump-fixtures';

const LEAK_VERSIONS = [
  'leak-1.19',
  'leak-1.22',
  'leak-1.26',
  'leak-ancestors-1.19',
  'leak-ancestors-1.22',
  'leak-ancestors-1.23',
  'leak-labels-1.26',
  'leak-leakprofile-1.26',
  'leak-nolabels-1.27',
];

/** Per leak: the pattern, and a word of the cause and of the advice that must be said. */
const LEAKS: Readonly<Record<string, readonly [id: string, why: RegExp, advice: RegExp]>> = {
  'main.leakRecv': ['chan-receive', /sender has returned without close/, /closes it after the last value/],
  'main.leakSend': ['chan-send', /waits for a receiver/, /ctx\.Done\(\)/],
  'main.leakRange': ['chan-receive', /the end of a range loop/, /defer close\(ch\)/],
  'main.leakCtx': ['chan-receive', /cancel\(\) was never called/, /defer cancel\(\)/],
  'main.leakTick': ['chan-receive', /ticker loop has no way to stop/, /defer ticker\.Stop\(\)/],
  'main.leakSelect': ['select', /channels whose other side may be gone/, /case <-ctx\.Done\(\)/],
  'main.leakNilRecv': ['chan-nil-receive', /never set by make/, /shadowed/],
  'main.leakNilSend': ['chan-nil-send', /never set by make/, /shadowed/],
  'main.leakSelectNone': ['select-no-cases', /no event can wake it/, /ctx\.Done\(\)/],
  'main.leakMutex': ['mutex-lock', /cannot be locked twice/, /defer mu\.Unlock\(\)/],
  'main.leakRWMutex': ['rwmutex-rlock', /Lock followed by RLock in one goroutine/, /defer mu\.Unlock\(\)/],
  'main.leakWaitGroup': ['waitgroup-wait', /before Done/, /defer wg\.Done\(\)/],
  'main.leakCond': ['cond-wait', /without Signal/, /Broadcast on shutdown/],
};
const CERTAIN = ['main.leakNilRecv', 'main.leakNilSend', 'main.leakSelectNone'];
/** The garbage collector cannot prove it: a timer refers to the channel. */
const NOT_PROVABLE = ['main.leakTick'];

function diagnosesOf({ index, moment, snapshot }: OpenDump, func: string): readonly Diagnosis[] {
  const judge = createJudge(index, moment, DEFAULT_SETTINGS);
  const groups = index.groups(snapshot);
  const found: Diagnosis[] = [];
  for (let group = 0; group < groups.length; group++) {
    if (index.facts(groups.stack[group]).frames.some((frame) => frame.func === func))
      found.push(judge.diagnosis(group));
  }
  return found;
}

async function cardOf({ index, moment, textOf }: OpenDump): Promise<ReportCard> {
  const judge = createJudge(index, moment, DEFAULT_SETTINGS);
  const locks = await findLocks(index, moment, judge, textOf, readGoroutineText);
  return reportCard(index, moment, judge, DEFAULT_SETTINGS, locks);
}

describe('leaks', () => {
  for (const version of LEAK_VERSIONS) {
    test(version, () => {
      const dump = openFixture(`dumps/${version}/goroutine.debug2.txt`);
      for (const [func, [id, why, advice]] of Object.entries(LEAKS)) {
        const found = diagnosesOf(dump, func).filter((diagnosis) => diagnosis.id === id);
        expect(found.length, func).toBeGreaterThan(0);
        for (const diagnosis of found) {
          expect(diagnosis.why, func).toMatch(why);
          expect(diagnosis.advice, func).toMatch(advice);
          expect(diagnosis.verify.length, func).toBeGreaterThan(20);
          expect(diagnosis.evidence.join('\n'), func).toContain(func.slice('main.'.length));
          if (CERTAIN.includes(func)) expect(diagnosis.level, func).toBe('CERTAIN');
        }
      }
    });
  }

  test('what the leak profile lists is proved, with the cause', () => {
    for (const version of ['leak-leakprofile-1.26', 'leak-nolabels-1.27']) {
      const dump = openFixture(`dumps/${version}/goroutine.debug2.txt`, true);
      for (const func of Object.keys(LEAKS)) {
        const [diagnosis] = diagnosesOf(dump, func);
        expect(diagnosis.level, `${version} ${func}`).toBe(NOT_PROVABLE.includes(func) ? 'INFO' : 'PROVEN');
        if (diagnosis.level === 'PROVEN') {
          expect(diagnosis.evidence.join()).toMatch(
            /the goroutineleak profile of this moment lists \d+ goroutines? of this stack/,
          );
        }
      }
    }
  });

  test('the marks in the text prove as well', () => {
    const dump = openFixture('dumps/leak-leakprofile-1.26/goroutineleak.debug2.txt');
    const [diagnosis] = diagnosesOf(dump, 'main.leakCond');
    expect(diagnosis.level).toBe('PROVEN');
    expect(diagnosis.evidence).toContain('3 of 3 goroutines marked (leaked) by the garbage collector');
    expect(diagnosis.evidence.join()).toMatch(/no minutes/);
    // The leak profile wrote it: the marks are of this moment.
    expect(diagnosis.evidence.join()).not.toMatch(/long before this dump/);
  });

  test('counted profiles name what they can', () => {
    const dump = openCounts('dumps/leak-1.26/goroutine.debug1.txt');
    expect(diagnosesOf(dump, 'main.leakMutex').map(({ id }) => id)).toEqual(['mutex-lock']);
    expect(diagnosesOf(dump, 'main.leakWaitGroup').map(({ id }) => id)).toEqual(['waitgroup-wait']);
    expect(diagnosesOf(dump, 'main.leakRecv')[0].id).toBe('state-not-told');
  });

  test('the card counts them', async () => {
    const card = await cardOf(openFixture('dumps/leak-leakprofile-1.26/goroutine.debug2.txt', true));
    expect(card.verdict).toBe('58 goroutines in 21 groups: 50 are proved to have leaked.');
    expect(card.level).toBe('PROVEN');
    expect(card.findings[0]).toMatchObject({ id: 'chan-receive', level: 'PROVEN', goroutines: 19 });
  });
});

describe('healthy programs', () => {
  for (const version of ['1.19', '1.23', '1.27']) {
    test(`http ${version}`, async () => {
      const card = await cardOf(openFixture(`dumps/http-${version}/goroutine.debug2.txt`, true));
      expect(card.findings.filter(({ level }) => level !== 'NORMAL')).toEqual([]);
      expect(card.level).toBe('NORMAL');
      expect(card.verdict).toMatch(/^12 goroutines in 6 groups: nothing proved, certain or suspicious was found\./);
      // It is said what was looked for, and that this is no proof.
      expect(card.verdict).toMatch(/Looked for: channels/);
      expect(card.verdict).toMatch(/cannot show that nothing leaks/);
      expect(card.limits.join('\n')).toMatch(/^11 goroutines that every program has .* are hidden/m);
    });
  }
  test('counted profiles of it', async () => {
    for (const version of ['1.19', '1.23', '1.27']) {
      const card = await cardOf(openCounts(`dumps/http-${version}/goroutine.debug1.txt`));
      expect(card.findings.filter(({ level }) => level !== 'NORMAL')).toEqual([]);
      expect(card.limits.join('\n')).toMatch(/no ids, no states, no waits/);
    }
  });
});

describe('finalizers', () => {
  for (const [version, root] of [
    ['1.22', 'runtime.runfinq'],
    ['1.23', 'runtime.runfinq'],
    ['1.27', 'runtime.runFinalizers'],
  ]) {
    test(version, async () => {
      const dump = openFixture(`dumps/finalizer-${version}/goroutine.debug2.txt`, true);
      const [diagnosis] = diagnosesOf(dump, 'main.blockingFinalizer');
      expect(diagnosis).toMatchObject({ id: 'finalizer-blocked', level: 'CERTAIN' });
      expect(diagnosis.evidence.join('\n')).toContain(`root: ${root}`);
      expect((await cardOf(dump)).verdict).toMatch(/certainly stuck/);
    });
  }
  test('without debug=1 beside it, old dumps only raise the suspicion', () => {
    const [diagnosis] = diagnosesOf(openFixture('dumps/finalizer-1.22/goroutine.debug2.txt'), 'main.blockingFinalizer');
    expect(diagnosis).toMatchObject({ id: 'finalizer-probable', level: 'SUSPECT' });
    expect(diagnosis.verify).toMatch(/debug=1/);
  });
});

describe('crashes', () => {
  for (const version of ['1.21', '1.22', '1.23']) {
    const open = (name: string) => openFixture(`dumps/crash-${version}/${name}.txt`);
    test(`${version}: deadlock`, async () => {
      const card = await cardOf(open('deadlock.all'));
      expect(card.level).toBe('CERTAIN');
      expect(card.findings[0]).toMatchObject({ id: 'deadlock-total', goroutines: 1 });
      expect(card.findings[0].evidence[0].text).toBe('fatal error: all goroutines are asleep - deadlock!');
      // Not "main waits for a signal": nobody is left who could send one.
      expect(card.findings.map(({ id }) => id)).toEqual(['deadlock-total', 'chan-receive']);
      expect(card.limits.join()).not.toMatch(/Only one goroutine/);
      expect(card.findings[0].evidence[1]).toMatchObject({ goroutine: 1, frame: { func: 'main.leakRecv' } });
    });
    test(`${version}: deadlock after main has ended`, async () => {
      const card = await cardOf(open('goexit.all'));
      const deadlock = card.findings.find(({ id }) => id === 'deadlock-total');
      expect(deadlock?.goroutines).toBe(3);
      expect(diagnosesOf(open('goexit.all'), 'main.leakMutex')[0].level).toBe('CERTAIN');
    });
    test(`${version}: panics name the goroutine and say why`, async () => {
      for (const [name, line] of [
        ['panic', 'panic: boom: something failed'],
        ['mapwrite', 'fatal error: concurrent map writes'],
        ['nil', 'panic: runtime error: invalid memory address or nil pointer dereference'],
        ['setmutex', 'fatal error: sync: unlock of unlocked mutex'],
      ]) {
        const card = await cardOf(open(`${name}.all`));
        expect(card.findings[0], name).toMatchObject({ id: 'goroutine-panicked', level: 'CERTAIN', goroutines: 1 });
        expect(
          card.findings[0].evidence.map(({ text }) => text),
          name,
        ).toContain(line);
        expect(card.findings[0].evidence.at(-1)?.frame?.func, name).toMatch(/^main\.crash/);
        expect(card.preamble, name).toContain(line);
      }
    });
    test(`${version}: a panic inside of a deferred function leads to the first one`, async () => {
      const [ended] = (await cardOf(open('repanic.all'))).findings;
      expect(ended.id).toBe('goroutine-panicked');
      expect(ended.evidence.at(-1)?.frame?.func).toBe('main.crash');
      expect(ended.evidence.at(-1)?.text).toMatch(/main\.crash \(dumps\.go:\d+\).*main\.crash\.func3/);
    });
    test(`${version}: a stack overflow is recursion`, async () => {
      const card = await cardOf(open('overflow.all'));
      expect(card.findings.map(({ id }) => id)).toContain('recursion');
      expect(card.limits.join('\n')).toMatch(/1 stack deeper than 100 frames/);
    });
    test(`${version}: SIGQUIT blames nobody, and hides the runtime`, async () => {
      const card = await cardOf(open('sigquit.system'));
      expect(card.findings.filter(({ level }) => level === 'CERTAIN' || level === 'PROVEN')).toEqual([]);
      expect(card.limits.join('\n')).toMatch(/goroutines that every program has/);
      for (const { id } of card.findings) expect(id).not.toMatch(/^runtime-/);
    });
  }
});

describe('C and tests', () => {
  test('calls into C', () => {
    for (const version of ['1.21', '1.23']) {
      const dump = openFixture(`dumps/cgo-${version}/goroutine.debug2.txt`);
      expect(diagnosesOf(dump, 'main._Cfunc_hang').map(({ id }) => id)).toEqual(['cgo-call']);
    }
  });
  test('a bubble that is blocked', async () => {
    for (const version of ['1.26', '1.27']) {
      const dump = openFixture(`dumps/synctest/deadlock-${version}.txt`);
      expect(diagnosesOf(dump, 'syncprog.TestDeadlock.func1.1')[0]).toMatchObject({
        id: 'chan-receive',
        level: 'CERTAIN',
      });
      const card = await cardOf(dump);
      expect(card.findings.map(({ id }) => id)).toContain('synctest-deadlock');
    }
  });
  test('a test that ran out of time', async () => {
    const card = await cardOf(openFixture('dumps/synctest/timeout-1.27.txt'));
    expect(card.preamble[0]).toBe('panic: test timed out after 1ns');
    expect(card.findings.map(({ id }) => id)).not.toContain('goroutine-panicked');
    expect(card.findings[0]).toMatchObject({ id: 'test-timeout', level: 'CERTAIN' });
    expect(card.findings[0].evidence.map(({ text }) => text)).toContain('panic: test timed out after 1ns');
  });
});
