import { describe, expect, test } from 'vitest';
import { createLatest } from '../../../../renderer/models/latest';
import { settle } from './fake-trace-api';

function setUp() {
  const faults: unknown[] = [];
  const answers: string[] = [];
  const open: { readonly what: string; answer(): Promise<void>; refuse(): Promise<void> }[] = [];
  const latest = createLatest((error) => faults.push(error));
  const question = (what: string) => () =>
    new Promise<string>((resolve, reject) => {
      open.push({
        what,
        answer() {
          resolve(what);
          return settle();
        },
        refuse() {
          reject(new Error(what));
          return settle();
        },
      });
    });
  const ask = (what: string) => latest(question(what), (answer) => answers.push(answer));
  const again = (what: string) => latest.again(question(what), (answer) => answers.push(answer));
  return { latest, faults, answers, open, ask, again };
}

describe('asking again', () => {
  test('waits for the answer on its way, which is used; of many only the last is asked', async () => {
    const { open, answers, ask, again } = setUp();
    ask('a');
    for (const what of ['b', 'c', 'd']) again(what);
    expect(open.map(({ what }) => what)).toEqual(['a']);
    await open[0]?.answer();
    expect(open.map(({ what }) => what)).toEqual(['a', 'd']);
    await open[1]?.answer();
    expect(answers).toEqual(['a', 'd']);
  });

  test('goes at once when nothing is on its way', () => {
    const { open, again } = setUp();
    again('a');
    expect(open.map(({ what }) => what)).toEqual(['a']);
  });

  test('is not needed after another question: that one is newer', async () => {
    const { open, answers, ask, again } = setUp();
    ask('a');
    again('b');
    ask('c');
    await open[0]?.answer();
    await open[1]?.answer();
    expect(open.map(({ what }) => what)).toEqual(['a', 'c']);
    expect(answers).toEqual(['c']);
  });

  test('goes on after a question that failed', async () => {
    const { open, answers, faults, ask, again } = setUp();
    ask('a');
    again('b');
    await open[0]?.refuse();
    expect(faults).toHaveLength(1);
    await open[1]?.answer();
    expect(answers).toEqual(['b']);
  });

  test('ends with a cancel', async () => {
    const { latest, open, answers, ask, again } = setUp();
    ask('a');
    again('b');
    latest.cancel();
    await open[0]?.answer();
    expect(open).toHaveLength(1);
    expect(answers).toEqual([]);
  });
});
