// A pool of threads says the same as reading in this one, wherever pieces and buffers lie.

import { describe, expect, test } from 'vitest';
import { createSectionSplitter } from '../../../../shared/formats/sectioned-trace';
import type { SectionJob, SectionMessage } from '../../../../shared/ingest/sections/messages';
import { createLocalPool, STOPPED } from '../../../../shared/ingest/sections/section-pool';
import {
  createSectionServer,
  createThreadPool,
  type SectionOrder,
} from '../../../../shared/ingest/sections/section-server';
import { readTrace } from '../../../support/reference';

function jobOf(name: string, pieceBytes: number): SectionJob {
  const bytes = readTrace(name);
  const splitter = createSectionSplitter(26);
  for (let at = 0; at < bytes.length; at += pieceBytes) splitter.push(bytes.slice(at, at + pieceBytes));
  splitter.end();
  const section = splitter.next();
  if (section === undefined) throw new Error('no section');
  return { section, format: 26, baseTime: 0, prefixEvents: 10, floorNs: undefined, spans: true };
}

const allOf = (start: (take: (message: SectionMessage) => void) => void): Promise<SectionMessage[]> =>
  new Promise((resolve) => {
    const messages: SectionMessage[] = [];
    start((message) => {
      messages.push(message);
      if (message.type === 'end' || message.type === 'failed') resolve(messages);
    });
  });

const told = (messages: readonly SectionMessage[]) => messages.filter(({ type }) => type !== 'progress');

/** Threads of this very thread: messages are cloned, orders transferred, as a port does it. */
function fakeThread(take: (message: SectionMessage) => void) {
  const serve = createSectionServer((message) => take(structuredClone(message)), undefined);
  return {
    post: (order: SectionOrder, transfer: ArrayBuffer[]) => void serve(structuredClone(order, { transfer })),
    terminate() {},
  };
}

describe('a pool of threads', () => {
  test.each([1000, 65_536, 10_000_000])('pieces of %i bytes', async (pieceBytes) => {
    const here = await allOf((take) => void createLocalPool(async () => true).read(jobOf('http-1.27', 1 << 20), take));
    const pool = createThreadPool(1, fakeThread, undefined);
    const there = await allOf((take) => void pool.read(jobOf('http-1.27', pieceBytes), take));
    expect(told(there)).toEqual(told(here));
  });

  test('the same section again, after a time', async () => {
    const pool = createThreadPool(1, fakeThread, undefined);
    let run: ReturnType<typeof pool.read> | undefined;
    let receive: (message: SectionMessage) => void = () => {};
    await allOf((take) => {
      receive = take;
      run = pool.read(jobOf('http-1.27', 1 << 20), (message) => receive(message));
    });
    const again = await allOf((take) => {
      receive = take;
      run?.again(1e9);
    });
    const ends = again.find(({ type }) => type === 'prefix-end');
    expect(ends?.type === 'prefix-end' && ends.timeNs > 1e9).toBe(true);
  });

  test('what is stopped says so, and nothing after it', async () => {
    const pool = createThreadPool(1, () => ({ post() {}, terminate() {} }), undefined);
    const messages: SectionMessage[] = [];
    pool.read(jobOf('http-1.27', 1 << 20), (message) => messages.push(message));
    pool.close();
    pool.close();
    expect(messages).toEqual([STOPPED]);
  });

  test('a thread that dies fails its section', () => {
    let die: (why: string) => void = () => {};
    const start = (_: unknown, fail: (why: string) => void) => {
      die = fail;
      return { post() {}, terminate() {} };
    };
    const pool = createThreadPool(1, start, undefined);
    const messages: SectionMessage[] = [];
    pool.read(jobOf('http-1.27', 1 << 20), (message) => messages.push(message));
    die('out of memory');
    expect(messages).toEqual([{ type: 'failed', message: 'out of memory', storage: false }]);
  });
});
