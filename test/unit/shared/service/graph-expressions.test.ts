import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeProfile } from '../../../../shared/formats/pprof/decode';
import type { GraphReply, GraphRequest } from '../../../../shared/model/graph-requests';
import { DEFAULT_GRAPH } from '../../../../shared/model/graphs';
import { callGraphReply } from '../../../../shared/service/graphs';
import { createProfileGraphs } from '../../../../shared/service/profile-graphs';
import { stacksOf } from '../../../support/weighted-stacks';

const file = new URL('../../../fixtures/profiles/1.23/cpu.pb.gz', import.meta.url);

async function profileStacks() {
  const decoded = decodeProfile(gunzipSync(readFileSync(file)));
  if (!decoded.ok) throw new Error(decoded.what);
  const reply = await createProfileGraphs(decoded.profile).stacks({ source: 'cpu/nanoseconds', filter: '' });
  if (!reply.ok) throw new Error(reply.error.message);
  return reply.stacks;
}

const ask = (expressions: GraphRequest['expressions']): GraphRequest => ({
  ...DEFAULT_GRAPH,
  ...{
    source: 's',
    filter: '',
    expressions,
    caption: [],
    clusters: false,
    fold: false,
    unfolded: [],
    numbersOnly: true,
  },
});
const graph = (stacks: Parameters<typeof callGraphReply>[0], expressions: GraphRequest['expressions']): GraphReply =>
  callGraphReply(stacks, ask(expressions), () => 'plain');

describe('expressions in the syntax of Go find what go tool pprof finds', async () => {
  const stacks = await profileStacks();
  it.each([
    [String.raw`\Qmain.tree\E`, 170e6],
    [String.raw`^runtime\.[[:lower:]]+$`, 720e6],
    ['(?s:main.t.ee)', 170e6],
    ['(?U)main.*', 650e6],
    [String.raw`\pLallocgc$`, 160e6],
    [String.raw`\x{6d}ain\.tree`, 170e6],
  ])('%s', (focus, shown) => expect(graph(stacks, { focus })).toMatchObject({ ok: true, graph: { shown } }));
});

describe('expressions that would go back for hours', async () => {
  const stacks = await profileStacks();
  it.each(['^(([a-z./()*A-Z])+)+!$', '(.*)*(.*)*(.*)*Q$', '^(([^!])+)+!$'])('%s', (text) => {
    const startMs = performance.now();
    for (const name of ['focus', 'ignore', 'hide', 'show', 'showFrom', 'pruneFrom', 'tagFocus', 'tagIgnore'] as const) {
      expect(graph(stacks, { [name]: text }).ok).toBe(true);
    }
    expect(performance.now() - startMs).toBeLessThan(2000);
  });
});

it('an expression that takes too long even so ends with a sentence that names it', () => {
  const names = stacksOf(...Array.from({ length: 5 }, (_, i) => `${'a'.repeat(10_000)}b${i} 1`));
  const expressions = { hide: 'main', focus: '(.{900}){9}(?!b)c' };
  const error = { expression: 'focus', from: 0, to: 17, message: expect.stringContaining('takes too long') };
  expect(graph(names, expressions)).toEqual({ ok: false, error });
});
