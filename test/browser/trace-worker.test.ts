// The worker as the page uses it: over comlink, with a blob: URL, IndexedDB and transferred replies.

import * as Comlink from 'comlink';
import { afterEach, expect, it } from 'vitest';
import type { TraceApi } from '../../shared/contract/trace-api';
import { DEFAULT_GRAPH } from '../../shared/model/graphs';
import type { Progress } from '../../shared/model/requests';

const workers: Worker[] = [];
afterEach(() => {
  for (const worker of workers.splice(0)) worker.terminate();
});

function startWorker(): Comlink.Remote<TraceApi> {
  const worker = new Worker(new URL('../../renderer/worker/trace.worker.ts', import.meta.url), { type: 'module' });
  workers.push(worker);
  return Comlink.wrap<TraceApi>(worker);
}

async function blobOf(url: URL) {
  const blob = await (await fetch(url)).blob();
  return { name: url.pathname.split('/').at(-1) ?? '', size: blob.size, url: URL.createObjectURL(blob) };
}
const http = () => blobOf(new URL('../fixtures/traces/http-1.27.trace', import.meta.url));
const many = () => blobOf(new URL('../fixtures/traces/many100k-1.26.trace', import.meta.url));
const silent = () => Comlink.proxy(() => undefined);

it('reads a trace, and another worker has it from the index at once', async () => {
  const first = startWorker();
  const source = await http();
  const reply = await first.open(source, silent());
  expect(reply).toMatchObject({ status: 'ready', fromIndex: false, summary: { bytes: source.size, problems: [] } });
  expect(reply).not.toHaveProperty('notSaved');
  const laid = await first.layout('');
  if (reply.status !== 'ready' || !laid.ok) throw new Error('not ready');
  const request = {
    lane: 'goroutine',
    rows: laid.groups[0].rows,
    fromNs: 0,
    toNs: reply.summary.spanNs,
    nsPerPx: 4096,
  } as const;
  const spans = await first.spans(request);
  expect(spans.startNs.length).toBeGreaterThan(0);

  const second = startWorker();
  expect(await second.open(await http(), silent())).toEqual({ ...reply, fromIndex: true });
  expect(await second.layout('')).toEqual(laid);
  expect(await second.spans(request)).toEqual(spans);
  expect(await second.density({ groups: 'all', fromNs: 0, toNs: reply.summary.spanNs, nsPerPx: 65_536 })).toEqual(
    await first.density({ groups: 'all', fromNs: 0, toNs: reply.summary.spanNs, nsPerPx: 65_536 }),
  );
  expect((await second.stored()).map(({ key, name }) => ({ key, name }))).toContainEqual({
    key: reply.key,
    name: 'http-1.27.trace',
  });
  const graph = {
    ...DEFAULT_GRAPH,
    filter: '',
    expressions: {},
    fold: true,
    unfolded: [],
    clusters: false,
    caption: [],
  };
  const sources = await second.graphSources();
  expect(sources.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['blocked', 'scheduling', 'interaction', 'states']),
  );
  for (const { id } of sources) {
    // What was read and what came from storage say the same.
    const [fresh, stored] = await Promise.all([first, second].map((worker) => worker.graph({ ...graph, source: id })));
    if (!fresh.ok || !stored.ok) throw new Error(`no graph of ${id}`);
    expect(stored.drawn, id).toEqual(fresh.drawn);
    expect(stored.drawn.nodes.length, id).toBeGreaterThan(0);
  }
  const flame = {
    source: 'blocked',
    filter: '',
    expressions: {},
    noInlines: false,
    order: 'weight',
    caption: [],
  } as const;
  const flames = await Promise.all([second.flame(flame), second.flame(flame)]);
  expect(flames[1]).toEqual(flames[0]);
  // What is open anywhere stays; a worker that ended lets go of it a moment later.
  const third = startWorker();
  const keys = async () => (await third.stored()).map(({ key }) => key);
  await third.forget(reply.key);
  expect(await keys()).toContain(reply.key);
  for (const worker of workers.splice(0, 2)) worker.terminate();
  await expect
    .poll(async () => {
      await third.forget(reply.key);
      return keys();
    })
    .not.toContain(reply.key);
});

it('answers questions twice: nothing of the index is given away with a reply', async () => {
  const worker = startWorker();
  await worker.open(await http(), silent());
  const ask = async () => [
    await worker.layout(''),
    await worker.tableOrder('', { column: 'execNs', descending: true }),
    await worker.tableRows(Int32Array.of(0, 1, 2)),
    await worker.tableOrder('', { column: 'id', descending: false }),
  ];
  expect(await ask()).toEqual(await ask());
});

it('cancels while it reads, and stays usable', async () => {
  const worker = startWorker();
  const seen: Progress[] = [];
  const reply = await worker.open(
    await many(),
    Comlink.proxy((progress: Progress) => {
      seen.push(progress);
      if (progress.phase === 'loading') void worker.cancel();
    }),
  );
  expect(reply).toEqual({ status: 'cancelled' });
  expect(seen.map(({ phase }) => phase)).not.toContain('saving');
  expect((await worker.stored()).map(({ name }) => name)).not.toContain('many100k-1.26.trace');
  expect(await worker.open(await http(), silent())).toMatchObject({ status: 'ready' });
});
