// Whatever a file says, the findings answer: cut anywhere, bytes changed, names of any length and content.

import { describe, expect, test } from 'vitest';
import { createJudge, DEFAULT_SETTINGS, findLocks, reportCard } from '../../../../../shared/findings/dumps';
import { readGoroutineText } from '../../../../../shared/formats/goroutine-detail';
import { openText, readFixture } from '../../../../support/dump-fixtures';
import { seeded } from '../../../../support/seeded';

async function answer(bytes: Uint8Array | string) {
  const { index, moment, snapshot, textOf } = openText(bytes);
  const judge = createJudge(index, moment, DEFAULT_SETTINGS);
  const locks = await findLocks(index, moment, judge, textOf, readGoroutineText);
  const card = reportCard(index, moment, judge, DEFAULT_SETTINGS, locks);
  // Numbers add up, however the dump is damaged.
  expect(card.goroutines).toBe(snapshot.length);
  expect(card.states.reduce((sum, { count }) => sum + count, 0)).toBe(snapshot.length);
  for (const { goroutines } of card.findings) expect(goroutines).toBeGreaterThan(0);
  for (const { from, to } of locks.edges) {
    expect(index.rowOfId(snapshot, from)).toBeGreaterThanOrEqual(0);
    expect(index.rowOfId(snapshot, to)).toBeGreaterThanOrEqual(0);
  }
  return card;
}

const FILES = [
  'dumps/patterns-1.27/at-once.debug2.txt',
  'dumps/crash-1.23/sigquit.system.txt',
  'dumps/synctest/deadlock-1.27.txt',
];

describe('damaged dumps', () => {
  for (const file of FILES) {
    const bytes = readFixture(file);
    test(`${file}: cut`, async () => {
      for (let i = 1; i <= 40; i++) {
        const cut = bytes.subarray(0, Math.floor((bytes.length * i) / 41) + 60);
        if (new TextDecoder().decode(cut).includes('\ngoroutine 1')) await answer(cut);
      }
    });
    test(`${file}: changed`, async () => {
      const random = seeded(0x60);
      for (let round = 0; round < 40; round++) {
        const changed = bytes.slice();
        // The first goroutine stays, so that there is a dump.
        for (let i = 0; i < 30; i++) changed[200 + random(changed.length - 200)] = 9 + random(118);
        await answer(changed);
      }
    });
  }

  test('names of a file are words in a sentence, never more', async () => {
    const name = `main.<img src=x onerror=alert(1)>${'A'.repeat(100_000)}\u0007`;
    const goroutine = (id: number) =>
      `goroutine ${id} [chan send, 3 minutes]:\n${name}()\n\t/${'x'.repeat(50_000)}.go:1 +0x1\ncreated by ${name} in goroutine 1\n\t/home/x.go:1 +0x1\n\n`;
    const card = await answer(goroutine(7) + goroutine(8));
    expect(card.findings[0]).toMatchObject({ id: 'chan-send', goroutines: 2 });
    for (const { text } of card.findings[0].evidence) expect(text.length).toBeLessThan(3000);
    for (const { title, why, advice, verify } of card.findings)
      expect([title, why, advice, verify].join()).not.toContain('<img');
  });

  test('a goroutine that names itself as its creator, and ids that repeat', async () => {
    const own = (id: number, parent: number) =>
      `goroutine ${id} [semacquire]:\nsync.runtime_Semacquire(0xc000012340)\n\t/usr/local/go/src/runtime/sema.go:1 +0x1\nsync.(*WaitGroup).Wait(0xc000012340)\n\t/usr/local/go/src/sync/waitgroup.go:1 +0x1\nmain.f()\n\t/home/x.go:1 +0x1\ncreated by main.f in goroutine ${parent}\n\t/home/x.go:1 +0x1\n\n`;
    await answer(own(5, 5) + own(6, 7) + own(7, 6));
  });
});
