// Call graphs against those of `go tool pprof -dot` (test/fixtures/pprof-reference): the same nodes with the same own and
// cumulative weights, the same edges with the same weights, the same of them residual, whatever the options.

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { decodeProfile } from '../../shared/formats/pprof/decode';
import type { GraphExpression } from '../../shared/model/graph-requests';
import { DEFAULT_GRAPH, type GraphOptions, type WeightedStacks } from '../../shared/model/graphs';
import type { Profile } from '../../shared/model/profiles';
import { buildCallGraph } from '../../shared/query/graph/build-graph';
import { compileExpressions } from '../../shared/service/graphs';
import { createProfileGraphs } from '../../shared/service/profile-graphs';

interface Reference {
  readonly file: string;
  readonly options: readonly string[];
  readonly total: number;
  readonly nodes: readonly { readonly name: string; readonly flat: number; readonly cum: number }[];
  readonly edges: readonly {
    readonly from: number;
    readonly to: number;
    readonly weight: number;
    readonly residual: boolean;
  }[];
}

const fixtures = new URL('../fixtures/', import.meta.url);
const reference = JSON.parse(
  readFileSync(new URL('pprof-reference/reference.json', fixtures), 'utf8'),
) as readonly Reference[];

function profileOf(file: string): Profile {
  const decoded = decodeProfile(gunzipSync(readFileSync(new URL(`profiles/${file}`, fixtures))));
  if (!decoded.ok) throw new Error(decoded.what);
  return decoded.profile;
}

/** pprof's words for the options on its command line. */
const EXPRESSIONS: Readonly<Record<string, GraphExpression>> = {
  focus: 'focus',
  ignore: 'ignore',
  hide: 'hide',
  show: 'show',
  show_from: 'showFrom',
  prune_from: 'pruneFrom',
  tagfocus: 'tagFocus',
  tagignore: 'tagIgnore',
};
const NUMBERS: Readonly<Record<string, keyof GraphOptions>> = {
  nodecount: 'nodeCount',
  nodefraction: 'nodeFraction',
  edgefraction: 'edgeFraction',
};
const SWITCHES: Readonly<Record<string, Partial<GraphOptions>>> = {
  noinlines: { noInlines: true },
  call_tree: { callTree: true },
  relative_percentages: { relative: true },
  lines: { granularity: 'line' },
};

function testOf(expression: GraphExpression, text: string): Partial<GraphOptions> {
  const compiled = compileExpressions({ [expression]: text });
  if (!compiled.ok) throw new Error(compiled.error.message);
  return compiled.tests;
}

function optionsOf(words: readonly string[]): GraphOptions {
  let options = DEFAULT_GRAPH;
  for (const word of words) {
    const [, name, value] = /^-(\w+)(?:=(.*))?$/.exec(word) as unknown as readonly string[];
    if (name in EXPRESSIONS) options = { ...options, ...testOf(EXPRESSIONS[name], value) };
    else if (name in NUMBERS) options = { ...options, [NUMBERS[name]]: Number(value) };
    else if (name in SWITCHES) options = { ...options, ...SWITCHES[name] };
    else if (!['sample_index', 'diff_base', 'normalize'].includes(name)) throw new Error(`unknown option ${word}`);
  }
  return options;
}

const optionText = (words: readonly string[], option: string): string | undefined =>
  words.find((word) => word.startsWith(`-${option}=`))?.slice(option.length + 2);

async function stacksOf(profile: Profile, words: readonly string[]): Promise<WeightedStacks> {
  const name = optionText(words, 'sample_index');
  const found = profile.sampleTypes.find(({ type }) => type === name) ?? profile.sampleTypes[profile.defaultType];
  const base = optionText(words, 'diff_base');
  const graphs = createProfileGraphs(profile, base === undefined ? undefined : profileOf(base));
  const normalise = words.includes('-normalize');
  const reply = await graphs.stacks({ source: `${found.type}/${found.unit}`, filter: '', normalise });
  if (!reply.ok) throw new Error(reply.error.message);
  return reply.stacks;
}

const byText = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

describe.each(reference)('$file $options', async ({ file, options, total, nodes, edges }) => {
  const graph = buildCallGraph(await stacksOf(profileOf(file), options), optionsOf(options));

  test('nodes with their weights, in the order of pprof', () => {
    const found = graph.nodes.map(({ name, flat, cum }) => ({ name, flat, cum }));
    // In a difference an edge may weigh 0: pprof then sorts by what its processor makes of the logarithm of 0. In a tree of
    // calls nodes that are equal stand as they come.
    const inOrder = optionText(options, 'diff_base') === undefined && !options.includes('-call_tree');
    expect(inOrder ? found : found.sort(byText)).toEqual(inOrder ? nodes : [...nodes].sort(byText));
  });

  test('what shares are of', () => expect(graph.total).toBe(total));

  test('edges', () => {
    const named = graph.edges.map(({ from, to, weight, residual }) => [
      graph.nodes[from].name,
      graph.nodes[to].name,
      weight,
      residual,
    ]);
    const expected = edges.map(({ from, to, weight, residual }) => [
      nodes[from].name,
      nodes[to].name,
      weight,
      residual,
    ]);
    expect(named.sort(byText)).toEqual(expected.sort(byText));
  });
});
