// `ghostlight graph` and `export`: every kind of picture is opened and looked into, what is exported is read again.

import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { gunzipSync, inflateSync } from 'node:zlib';
import { Graphviz } from '@hpcc-js/wasm-graphviz';
import { describe, expect, it } from 'vitest';
import { LIGHT } from '../../../../shared/export/theme';
import { decodeProfile } from '../../../../shared/formats/profiles';
import type { Profile } from '../../../../shared/model/profiles';
import { commandLine, fixture } from '../../../support/command-line';
import { readPng } from '../../../support/png';

const { file, run } = commandLine();
const CPU = fixture('profiles/1.23/cpu.pb.gz');
const HEAP = fixture('profiles/1.23/heap.pb.gz');
const LEAK = fixture('dumps/leak-1.26/goroutine.debug2.txt');
const SERIES = fixture('dumps/series-1.27');
const TRACE = fixture('traces/http-1.27.trace');

interface Graph {
  readonly title: string;
  readonly file: string;
  readonly source: string;
  readonly unit: string;
  readonly time?: string;
  readonly total: number;
  readonly shown: number;
  readonly nodes: readonly {
    readonly name: string;
    readonly flat: number;
    readonly cum: number;
    readonly tags: readonly { readonly name: string }[];
  }[];
  readonly edges: readonly { readonly from: number; readonly to: number; readonly weight: number }[];
}

async function json(...args: readonly string[]): Promise<Graph> {
  const { code, out, err } = await run('graph', ...args, '--json');
  expect(err + code).toMatch(/0$/);
  return JSON.parse(out) as Graph;
}

async function picture(name: string, ...args: readonly string[]): Promise<Buffer> {
  const { code, out, err } = await run('graph', ...args, '--out', file(name));
  expect(err + code).toMatch(/0$/);
  expect(out).toBe('');
  return readFileSync(file(name));
}

/** Whether markup is well formed, as far as our SVGs go: elements, attributes in quotes, the five entities. */
function elementsOf(svg: string): readonly string[] {
  const names: string[] = [];
  const open: string[] = [];
  const rest = svg
    .replace(/^<\?xml [^?]*\?>/, '')
    .replace(
      /<(\/?)([a-z]+)((?: [\w:-]+="(?:[^"<&]|&(?:amp|lt|gt|quot|#39);)*")*)(\/?)>|((?:[^<>&]|&(?:amp|lt|gt|quot|#39);)+)/gi,
      (_, end: string, name: string | undefined, _attributes, empty: string) => {
        if (name === undefined) return '';
        names.push(name);
        if (end === '/') expect(open.pop()).toBe(name);
        else if (empty !== '/') open.push(name);
        return '';
      },
    );
  expect(rest).toBe('');
  expect(open).toEqual([]);
  return names;
}

describe('ghostlight graph', () => {
  it('draws SVG in which text is text', async () => {
    const svg = (await picture('cpu.svg', CPU)).toString();
    const names = elementsOf(svg);
    expect(new Set(names)).toEqual(new Set(['svg', 'title', 'g', 'rect', 'text', 'path', 'polygon']));
    expect(svg).toContain('hotLoop</text>');
    expect(svg).toContain('cpu.pb.gz · 2026-11-21 05:02:08 UTC</text>');
  });

  it('draws PNG of the size that is asked for', async () => {
    const once = readPng(await picture('cpu.png', CPU));
    const twice = readPng(await picture('cpu2.png', CPU, '--scale', '2'));
    expect(twice.width).toBe(2 * once.width);
    expect(twice.height).toBe(2 * once.height);
    for (const { width, height, colours } of [once, twice]) {
      expect(colours.size).toBeGreaterThan(100);
      // The background is the most frequent colour, and not all of it.
      const background = colours.get(0xfbfbfa) ?? 0;
      expect(background / (width * height)).toBeGreaterThan(0.3);
      expect(background / (width * height)).toBeLessThan(0.95);
    }
    const dark = readPng(await picture('dark.png', CPU, '--dark'));
    expect(dark.colours.get(0x0e1116) ?? 0).toBeGreaterThan(dark.width * dark.height * 0.3);
  });

  it('draws PDF with text', async () => {
    const pdf = (await picture('cpu.pdf', CPU)).toString('latin1');
    expect(pdf).toMatch(/^%PDF-1\./);
    const streams = [...pdf.matchAll(/stream\r?\n([\s\S]*?)\r?\nendstream/g)].flatMap(([, bytes]) => {
      try {
        return [inflateSync(Buffer.from(bytes, 'latin1')).toString('latin1')];
      } catch {
        return []; // fonts are packed in other ways
      }
    });
    // Letters are numbers of glyphs there; a name is one operation that shows text.
    expect(streams.join('\n').match(/ Tj\b/g)?.length).toBeGreaterThan(100);
    expect(pdf).toContain('/FontFile2');
  });

  it('writes DOT that Graphviz reads, with the nodes and edges of the JSON', async () => {
    const dot = (await picture('cpu.dot', CPU, '--no-fold')).toString();
    const graphviz = await Graphviz.load();
    const read = JSON.parse(graphviz.layout(dot, 'json', 'dot')) as {
      readonly objects: readonly { readonly name: string }[];
      readonly edges: readonly unknown[];
    };
    const { nodes, edges } = await json(CPU);
    expect(read.objects).toHaveLength(nodes.length);
    expect(read.edges).toHaveLength(edges.length);
  });

  it('says what it leaves out', async () => {
    const { err } = await run(
      'graph',
      CPU,
      '--out',
      file('few.svg'),
      '--node-count',
      '10',
      '--focus',
      'hotLoop|mallocgc',
    );
    expect(err).toMatch(/8 functions shown; not shown: \d+ functions/);
    expect(err).toMatch(/\d+ stacks did not pass the filters/);
    const all = ['--node-fraction', '0', '--edge-fraction', '0', '--node-count', '0'];
    expect((await run('graph', CPU, '--out', file('all.svg'), ...all)).err).toBe('');
    expect((await json(CPU, ...all)).nodes.length).toBe(79);
  });

  it('has the numbers of go tool pprof', async () => {
    const { source, unit, total, nodes, edges } = await json(CPU);
    expect({ source, unit, total }).toEqual({ source: 'cpu/nanoseconds', unit: 'nanoseconds', total: 740e6 });
    // go tool pprof -top, -peek hotLoop
    expect(nodes[0]).toMatchObject({ name: 'main.hotLoop', flat: 470e6, cum: 470e6 });
    const into = edges.filter(({ to }) => to === 0).map(({ from, weight }) => [nodes[from].name, weight]);
    expect(into.sort()).toEqual([
      ['main.alsoHot', 230e6],
      ['main.warm', 240e6],
    ]);
  });

  it('refines as pprof does', async () => {
    const names = async (...args: readonly string[]) => (await json(CPU, ...args)).nodes.map(({ name }) => name);
    expect(await names('--show-from', 'alsoHot')).not.toContain('runtime.main');
    expect(await names('--hide', 'hotLoop')).not.toContain('main.hotLoop');
    expect(await names('--show', '^main')).toEqual(expect.arrayContaining(['main.hotLoop', 'main.warm']));
    expect((await names('--show', '^main')).every((name) => name.includes('main'))).toBe(true);
    expect(await names('--ignore', 'hotLoop')).not.toContain('main.alsoHot');
    expect(await names('--prune-from', 'alsoHot')).not.toContain('main.warm');
    expect(await names('--granularity', 'package')).toContain('main');
    expect((await json(CPU, '--tag-focus', 'phase:gc')).shown).toBeLessThan(740e6);
    expect((await json(CPU, '--tag-ignore', 'phase:hot')).shown).toBe(270e6);
    expect((await json(CPU, '--focus', 'hotLoop', '--relative')).total).toBe(470e6);
    expect((await json(CPU, '--focus', '(?i)HOTLOOP')).shown).toBe(470e6);
    expect((await json(CPU, '--focus', '\\Amain\\.hotLoop\\z')).shown).toBe(470e6);
    expect((await json(CPU, '--focus', '(?P<name>hot)Loop|no\\-where\\/\\_')).shown).toBe(470e6);
    expect((await json(CPU, '--focus', '\\Qmain.tree\\E')).shown).toBe(170e6);
    expect((await json(CPU, '--ignore', '(.*)*(.*)*(.*)*Q$')).shown).toBe(740e6);
  });

  it('draws each sample type, by its name or id', async () => {
    expect((await run('export', HEAP, '--source', 'list')).out).toBe((await run('graph', HEAP, '--source', '?')).out);
    expect((await run('graph', HEAP, '--source', 'list')).out.split('\n').map((line) => line.split('\t')[0])).toEqual([
      'inuse_space/bytes',
      'alloc_objects/count',
      'alloc_space/bytes',
      'inuse_objects/count',
      '',
    ]);
    expect(await json(HEAP, '--source', 'inuse_objects')).toMatchObject({
      source: 'inuse_objects/count',
      unit: 'count',
    });
    expect(await json(HEAP, '--source', 'alloc_space/bytes')).toMatchObject({ unit: 'bytes' });
  });

  it('draws dumps: stacks, who waits for whom, who created whom', async () => {
    const calls = await json(LEAK);
    expect(calls).toMatchObject({ source: 'goroutines', total: 58 });
    expect(calls.nodes.find(({ name }) => name === 'main.leakSelectNone')?.tags).toEqual([
      { name: 'select (no cases)', flat: 2, cum: 2 },
    ]);
    const svg = (await picture('leak.svg', LEAK, '--clusters', '--direction', 'right')).toString();
    expect(svg).toContain('lock or wait group</text>');
    expect(svg).not.toContain('network</text>');
    const waits = (await picture('waits.svg', LEAK, '--kind', 'waits')).toString();
    expect(waits).toContain('Who waits for whom</text>');
    elementsOf(waits);
    // Two that hold their own locks, and a queue whose holder is told by its place alone.
    const guesses = (await picture('guesses.dot', fixture('dumps/patterns-1.27/at-once.debug2.txt'), '--kind', 'waits'))
      .toString()
      .split('\n')
      .filter((line) => line.includes('label="guess by place"'));
    expect(guesses).toHaveLength(1);
    expect(guesses[0]).toContain('style=dashed');
    expect(guesses[0]).not.toContain(`color="${LIGHT.faint}"`);
    expect(await json(LEAK, '--kind', 'created')).toMatchObject({ kind: 'created' });
    expect((await json(LEAK, '--filter', 'state:select')).total).toBe(8);
    expect((await json(SERIES, '--moment', '1')).total).toBe(33);
  });

  it('takes several goroutine profiles for a series of dumps', async () => {
    const paths = ['leak-1.26', 'http-1.27'].map((name) => fixture(`dumps/${name}/goroutine.debug0.pb.gz`));
    expect(await json(...paths)).toMatchObject({ source: 'goroutines', unit: 'goroutines' });
    expect(await json(paths[0])).toMatchObject({ source: 'goroutine/count', total: 58 });
  });

  it('draws differences', async () => {
    const dumps = await json(SERIES, '--base', `${SERIES}/snap0.debug2.txt`);
    // go tool pprof -diff_base takes shares of the base, too
    expect(dumps).toMatchObject({ total: 33, before: 33, shown: 291 });
    expect(dumps.file).toBe('series-1.27/snap5.debug2.txt minus snap0.debug2.txt');
    const recv = dumps.nodes.find(({ name }) => name === 'main.leakRecv');
    expect(recv).toMatchObject({ flat: 35, tags: [{ name: 'chan receive', flat: 35, cum: 35 }] });
    const other = fixture('profiles/1.21/cpu.pb.gz');
    expect((await json(CPU, '--base', CPU)).nodes).toEqual([]);
    // go tool pprof -top -diff_base
    expect(await json(CPU, '--base', other)).toMatchObject({ total: 660e6, shown: 80e6 });
    const svg = (await picture('grown.svg', CPU, '--base', other)).toString();
    expect(svg).toContain('740 ms minus 660 ms: +80.0 ms (+12.1 %) · shares are of 660 ms before');
    // Both files with their times.
    const time = '[\\d-]{10} [\\d:]{8} UTC';
    expect(svg).toMatch(new RegExp(`>1\\.23/cpu\\.pb\\.gz · ${time} minus 1\\.21/cpu\\.pb\\.gz · ${time}<`));
    const normalised = await json(CPU, '--base', other, '--normalise');
    // go tool pprof -diff_base -normalize: what is shown is scaled to the total of the base, in whole units
    expect(normalised.total).toBe(660e6);
    expect(Math.abs(normalised.shown)).toBeLessThan(50);
    expect(await json(CPU, '--base', other, '--normalize')).toEqual(normalised);
    expect(normalised.file).toBe('1.23/cpu.pb.gz minus 1.21/cpu.pb.gz');
  });

  it('draws traces: blocked time, who wakes whom, the states of one goroutine', async () => {
    const whole = await json(TRACE);
    expect(whole).toMatchObject({ source: 'blocked', unit: 'nanoseconds', time: '2026-11-21T04:59:04.408Z' });
    let sum = 0;
    for (const range of [
      ['--to', '10ms'],
      ['--from', '10ms', '--to', '20ms'],
      ['--from', '20ms'],
    ]) {
      sum += (await json(TRACE, ...range)).total;
    }
    expect(sum).toBeCloseTo(whole.total, 0);
    expect((await json(TRACE, '--filter', 'g:11')).total).toBeLessThan(whole.total);
    const wakes = (await picture('wakes.svg', TRACE, '--kind', 'interaction')).toString();
    elementsOf(wakes);
    expect(wakes).toContain('serve</text>');
    const states = (await picture('states.svg', TRACE, '--kind', 'states', '--goroutine', '11')).toString();
    elementsOf(states);
    expect(states).toContain('g11 ');
  });

  it('leaves the caption out', async () => {
    const svg = (await picture('plain.svg', CPU, '--no-caption')).toString();
    expect(svg).not.toContain('cpu.pb.gz');
  });

  it('never makes markup of names', async () => {
    const path = file('hostile.txt');
    const names = [
      'main.<script>alert(1)</script>',
      'main."];x->y[label="',
      'main.\u202e\u0007',
      `main.${'n'.repeat(9000)}`,
    ];
    const text = names.map((name, i) => `goroutine ${i + 1} [select]:\n${name}(0x1)\n\t/src/a.go:7 +0x1\n`).join('\n');
    await writeFile(path, text);
    const svg = (await picture('hostile.svg', path)).toString();
    expect(elementsOf(svg)).not.toContain('script');
    const dot = (await picture('hostile.dot', path)).toString();
    const graphviz = await Graphviz.load();
    const read = JSON.parse(graphviz.layout(dot, 'json', 'dot')) as { readonly objects: readonly unknown[] };
    expect(read.objects).toHaveLength(names.length);
    expect(readPng(await picture('hostile.png', path)).colours.size).toBeGreaterThan(20);
  });
});

it('who wakes whom in a range is of as many goroutines as `goroutines` finds in it', async () => {
  const range = ['--from', '17.024ms', '--to', '39.751ms'];
  const { out } = await run('goroutines', TRACE, ...range, '--json');
  const alive = (JSON.parse(out) as readonly unknown[]).length;
  expect(alive).toBeLessThan(104);
  const svg = (await picture('range.svg', TRACE, '--kind', 'interaction', ...range)).toString();
  expect(svg).toContain(`${alive} of 104 goroutines`);
});

describe('options as pprof spells them', () => {
  it('mean the same, with one dash or two, with = or without', async () => {
    const ours = await json(CPU, '--node-count', '12', '--show-from', 'mallocgc', '--tag-ignore', 'x', '--no-inlines');
    expect(ours.nodes.length).toBeLessThanOrEqual(12);
    expect(await json(CPU, '-nodecount=12', '--show_from', 'mallocgc', '-tagignore', 'x', '-noinlines')).toEqual(ours);
    expect(await json(HEAP, '-sample_index=alloc_space')).toEqual(await json(HEAP, '--source', 'alloc_space'));
  });

  it('are values where a value is expected', async () => {
    const { code, err } = await run('graph', CPU, '--json', '--', '-focus');
    expect(err).toContain('-focus');
    expect(code).toBe(2);
  });
});

describe('ghostlight graph --kind flame', () => {
  const flame = (name: string, ...args: readonly string[]) => picture(name, CPU, '--kind', 'flame', ...args);

  it('draws the stacks of a file as SVG, PNG, PDF and DOT', async () => {
    const svg = (await flame('flame.svg')).toString();
    expect(new Set(elementsOf(svg))).toEqual(new Set(['svg', 'title', 'g', 'rect', 'text']));
    expect(svg).toContain('740 ms in all');
    expect(svg).toContain('>main.hotLoop</text>');
    const png = readPng(await flame('flame.png', '--width', '800', '--dark'));
    expect(png.width).toBe(800);
    expect((await flame('flame.pdf')).subarray(0, 5).toString()).toBe('%PDF-');
    const dot = (await Graphviz.load()).layout((await flame('flame.dot')).toString(), 'svg', 'dot');
    expect(dot).toContain('main.hotLoop');
  });

  it('around a function has what calls it and what it calls', async () => {
    const svg = (await flame('around.svg', '--around', 'runtime.mallocgc')).toString();
    for (const text of ['160 ms of 740 ms', 'What calls it, nearest first', 'What it calls'])
      expect(svg).toContain(text);
    expect(svg).not.toContain('main.hotLoop');
  });

  it('of samples of a trace in the order of time', async () => {
    const trace = fixture('traces/cpu-1.27.trace');
    const svg = (await picture('time.svg', trace, '--kind', 'flame', '--order', 'time')).toString();
    expect(svg).toContain('in order of time');
    // Functions come and go.
    expect(svg.match(/<title>main\.warm: /g)?.length).toBeGreaterThan(5);
  });

  it.each([
    [['--order', 'time'], 'cpu/nanoseconds has no order of time'],
    [['--around', 'main.nobody'], 'there is no function main.nobody'],
    [['--call-tree', '--direction', 'down'], '--call-tree, --direction: not for flame graphs'],
    [['--width', '5'], 'a width is 200 to 10000 pixels'],
  ])('%j is refused with a sentence', async (args, sentence) => {
    const { code, err } = await run('graph', CPU, '--kind', 'flame', '--out', file('no.svg'), ...args);
    expect(err).toContain(sentence);
    expect(code).toBe(2);
  });

  it('has options that others have not', async () => {
    const { code, err } = await run('graph', CPU, '--out', file('no.svg'), '--around', 'main.main');
    expect(err).toContain('--around: only for --kind flame');
    expect(code).toBe(2);
  });
});

describe('ghostlight export', () => {
  async function exported(name: string, ...args: readonly string[]): Promise<Buffer> {
    const { code, out, err } = await run('export', ...args, '--out', file(name));
    expect(
      err.replace(/^ghostlight: (\d+ stacks? did not pass the filters|what has no stack is left out)\n$/, '') + code,
    ).toBe('0');
    expect(out).toBe('');
    return readFileSync(file(name));
  }
  function profileOf(bytes: Uint8Array): Profile {
    const decoded = decodeProfile(gunzipSync(bytes));
    if (!decoded.ok) throw new Error(decoded.what);
    expect(decoded.damage).toBeUndefined();
    return decoded.profile;
  }

  it.each([
    [CPU, 'cpu'],
    [CPU, 'samples'],
    [HEAP, 'alloc_space'],
  ])('%s %s as pprof: the graph of it is the graph of the original', async (path, source) => {
    await exported('again.pb.gz', path, '--format', 'pprof', '--source', source);
    for (const args of [[], ['--no-inlines'], ['--granularity', 'line'], ['--call-tree', '--node-count', '30']]) {
      const before = await json(path, '--source', source, ...args);
      const after = await json(file('again.pb.gz'), ...args);
      // What kind of profile it is says which types it has.
      expect({ ...after, file: before.file, title: before.title }).toEqual({ ...before, source: after.source });
    }
  });

  it('keeps time, duration, type and labels', async () => {
    const before = profileOf(readFileSync(CPU));
    const after = profileOf(await exported('cpu.pb.gz', CPU, '--format', 'pprof'));
    expect(after.sampleTypes).toEqual([{ type: 'cpu', unit: 'nanoseconds' }]);
    expect(after.durationNs).toBe(before.durationNs);
    expect(after.timeMs).toBeCloseTo(before.timeMs ?? 0, 3);
    expect(after.comments).toEqual(['made by Ghostlight of cpu.pb.gz']);
    const keys = ({ labelSets }: Profile) => new Set(labelSets.flat().map((label) => label.join('=')));
    expect(keys(after)).toEqual(keys(before));
  });

  it('writes dumps as pprof, with states as labels', async () => {
    const { sampleTypes, values, labels, labelSets } = profileOf(await exported('g.pb.gz', LEAK, '--format', 'pprof'));
    expect(sampleTypes).toEqual([{ type: 'goroutines', unit: 'count' }]);
    const states: Record<string, number> = {};
    values[0].forEach((value, i) => {
      const [[key, state]] = labelSets[labels[i]];
      expect(key).toBe('state');
      states[state] = (states[state] ?? 0) + value;
    });
    expect(states).toMatchObject({ 'chan receive': 25, 'chan send': 8, running: 1, syscall: 1 });
  });

  it('writes negative weights of a difference', async () => {
    const base = `${SERIES}/snap5.debug2.txt`;
    const { values } = profileOf(
      await exported('less.pb.gz', SERIES, '--moment', '1', '--base', base, '--format', 'pprof'),
    );
    expect(values[0].reduce((sum, value) => sum + value, 0)).toBe(-291);
  });

  it('writes folded stacks', async () => {
    const text = (await exported('cpu.folded', CPU, '--format', 'folded', '--focus', 'hotLoop')).toString();
    expect(text).toBe(
      'runtime.main;main.main;main.profiles;runtime/pprof.Do;main.profiles.func3;main.alsoHot;main.hotLoop 230000000\n' +
        'runtime.main;main.main;main.profiles;runtime/pprof.Do;main.profiles.func3;main.alsoHot;main.warm;main.hotLoop 240000000\n',
    );
    const dump = (await exported('g.folded', LEAK, '--format', 'folded')).toString();
    const weights = dump
      .trimEnd()
      .split('\n')
      .map((line) => Number(line.slice(line.lastIndexOf(' '))));
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBe(58);
  });

  it('writes the blocked time of traces', async () => {
    const whole = await json(TRACE, '--node-count', '0', '--node-fraction', '0');
    const total = ({ values }: Profile): number => values[0].reduce((all, value) => all + value, 0);
    const { code, err } = await run('export', TRACE, '--format', 'pprof', '--out', file('trace.pb.gz'));
    expect(err).toBe("ghostlight: what the runtime's own goroutines wait is left out; --system-waits counts it\n");
    expect(code).toBe(0);
    const blocked = profileOf(readFileSync(file('trace.pb.gz')));
    expect(Math.abs(total(blocked) - whole.nodes.reduce((all, { flat }) => all + flat, 0))).toBeLessThan(1000);
    expect(blocked.durationNs).toBe(39751425);
    const all = profileOf(await exported('all.pb.gz', TRACE, '--format', 'pprof', '--system-waits'));
    expect(total(all)).toBeGreaterThan(total(blocked));
  });

  it('a name cannot become another stack or weight', async () => {
    const path = file('names.txt');
    await writeFile(
      path,
      'goroutine 1 [select]:\nmain.a;b 7(0x1)\n\t/src/a.go:7 +0x1\nmain.\u2028c()\n\t/src/a.go:8 +0x1\n',
    );
    const text = (await exported('names.folded', path, '--format', 'folded')).toString();
    expect(text.trimEnd().split('\n')).toHaveLength(1);
    expect(text.split(';')).toHaveLength(2);
  });

  it('writes the whole call graph as JSON', async () => {
    const all = JSON.parse((await exported('cpu.json', CPU, '--format', 'json')).toString()) as Graph;
    expect(all.nodes).toHaveLength(79);
    expect(all.nodes[0]).toMatchObject({ name: 'main.hotLoop', flat: 470e6 });
  });
});

describe('wrong use', () => {
  const out = ['--out', 'never.svg'];
  it.each([
    [['graph', CPU], '--out says where'],
    [['graph', CPU, '--out', 'x.gif'], 'a picture is .svg, .png, .pdf or .dot'],
    [['graph', 'missing.pb.gz', ...out], 'no such file'],
    [['graph', CPU, ...out, '--focus', '('], '--focus: The expression is wrong'],
    [['graph', CPU, ...out, '--focus', '(a)\\1'], '--focus: The expression cannot be used: it refers back to a group'],
    [['graph', CPU, ...out, '--show-from', 'x'.repeat(501)], '--show-from: The expression is longer'],
    [['graph', CPU, ...out, '--show', 'nothing has this name'], 'nothing is left to draw'],
    [['graph', CPU, ...out, '--source', 'inuse_space'], 'has cpu/nanoseconds, samples/count'],
    [['graph', CPU, ...out, '--kind', 'waits'], 'no graph of who waits for whom'],
    [['graph', CPU, ...out, '--kind', 'frob'], 'call, flame, interaction, waits, created, states'],
    [['graph', CPU, ...out, '--kind', 'constructor'], 'call, flame, interaction, waits, created, states'],
    [['graph', CPU, ...out, '--filter', 'g:1'], '--filter is for goroutines'],
    [['graph', CPU, ...out, '--from', '1ms'], '--from and --to are for traces'],
    [['graph', CPU, ...out, '--moment', '1'], '--moment is for goroutine dumps'],
    [['graph', CPU, ...out, '--base', HEAP], 'no difference'],
    [['graph', TRACE, ...out, '--kind', 'states'], '--goroutine ID'],
    [['graph', TRACE, ...out, '--kind', 'states', '--goroutine', '9999'], 'there is no goroutine 9999'],
    [['graph', TRACE, ...out, '--goroutine', '11'], '--goroutine is for --kind states'],
    [['graph', TRACE, ...out, '--from', '5ms', '--to', '1ms'], '--to is before --from'],
    [['graph', TRACE, ...out, '--base', TRACE], 'one trace'],
    [['graph', TRACE, CPU, ...out], 'one trace'],
    [['graph', TRACE, ...out, '--filter', 'state:frob'], "Unknown state 'frob'"],
    [['graph', CPU, HEAP, ...out], 'ghostlight: a graph is of one profile'],
    [['graph', LEAK, ...out, '--base', CPU], 'cpu.pb.gz: no goroutines in it to compare with'],
    [['graph', CPU, ...out, '--base', LEAK], 'cpu.pb.gz: no goroutines in it that could be drawn'],
    [['graph', LEAK, ...out, '--kind', 'waits', '--focus', 'x', '--filter', 'y'], '--focus, --filter: not for waits'],
    [['graph', TRACE, ...out, '--kind', 'interaction', '--call-tree'], '--call-tree: not for interaction'],
    [['graph', CPU, ...out, '--scale', '2'], '--scale is for PNG'],
    [['graph', CPU, ...out, '--normalise'], '--base FILE'],
    [['graph', CPU, ...out, '--node-fraction', '2'], 'from 0 to 1'],
    [['graph', CPU, ...out, '--scale', '9'], '1, 2, 3'],
    [['graph', LEAK, ...out, '--filter', 'is:frob'], '--filter: '],
    [['graph', LEAK, ...out, '--moment', '3'], 'there is 1 dump'],
    [['graph', LEAK, ...out, '--base', LEAK], 'no difference'],
    [['graph', CPU, '--out', '/no/such/folder/x.svg'], 'there is no such folder'],
    [['export', CPU, '--format', 'pprof'], '--out'],
    [['export', CPU, ...out], '--format says what is written: pprof, folded, json'],
    [['export', CPU, '--format', 'folded', ...out, '--focus', 'nothing has this name'], 'nothing is left to write'],
    [['export', CPU, '--format', 'frob', ...out], 'pprof, folded, json'],
    [['export', CPU, '--format', 'folded', ...out, '--hide', '['], '--hide: The expression is wrong'],
  ])('%j', async (args, words) => {
    const { code, out: printed, err } = await run(...args);
    expect(err).toContain(words);
    expect(code).toBe(2);
    expect(printed).toBe('');
  });
});
