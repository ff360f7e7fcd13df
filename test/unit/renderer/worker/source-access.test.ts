// What comes of a source whose file changes while it is read. `fetch` is replaced: a browser shows these states rarely.

import { afterEach, describe, expect, it, vi } from 'vitest';
import { fetchSource } from '../../../../renderer/worker/source-access';
import { ingest } from '../../../../shared/ingest/pipeline';

afterEach(() => {
  vi.unstubAllGlobals();
});

const { signal } = new AbortController();
const header = new TextEncoder().encode('go 1.26 trace\0\0\0');

/** Answers with these chunks, then ends or fails. */
function answerWith(chunks: readonly Uint8Array[], failure?: Error): { readonly cancelled: () => boolean } {
  let cancelled = false;
  const left = [...chunks];
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const chunk = left.shift();
        if (chunk !== undefined) controller.enqueue(chunk);
        else if (failure === undefined) controller.close();
        else controller.error(failure);
      },
      cancel() {
        cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  vi.stubGlobal('fetch', async () => new Response(body));
  return { cancelled: () => cancelled };
}

async function readAll(source: { readonly size: number; readonly url: string }): Promise<number[]> {
  const bytes: number[] = [];
  for await (const chunk of fetchSource({ name: 'x.trace', ...source }).stream(signal)) bytes.push(...chunk);
  return bytes;
}

describe('a file that changes', () => {
  it('ends where it ended when it was opened, and the rest is not fetched', async () => {
    const answer = answerWith([Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5, 6), Uint8Array.of(7)]);
    expect(await readAll({ size: 5, url: 'http://x/source/0' })).toEqual([1, 2, 3, 4, 5]);
    expect(answer.cancelled()).toBe(true);
  });

  it('that became shorter is an error', async () => {
    answerWith([Uint8Array.of(1, 2, 3)]);
    await expect(readAll({ size: 5, url: 'http://x/source/0' })).rejects.toThrow(
      'the file has become shorter, it had 5 bytes when it was opened',
    );
  });

  it('that was picked and written to is told as such, and what came before is read', async () => {
    answerWith([header, new Uint8Array(100)], new TypeError('network error'));
    const result = await ingest({
      source: fetchSource({ name: 'x.trace', size: 1000, url: 'blob:http://x/1' }).stream(signal),
      totalBytes: 1000,
      key: 'k',
      writer: undefined,
    });
    if (result.status !== 'unreadable') throw new Error(result.status);
    expect(result.summary.header).toBe('1.26');
    expect(result.summary.problems).toContainEqual({
      code: 'source',
      message: expect.stringContaining(
        'at byte 116: the file was changed, moved or removed after it was chosen, choose it again to read it as it is now.',
      ),
      offset: 116,
    });
  });
});
