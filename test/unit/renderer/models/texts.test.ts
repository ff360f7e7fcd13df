// Words and texts made from data: filter chips, final states, copies, tables, advice.

import { describe, expect, test } from 'vitest';
import { filterTerms, withoutTerm } from '../../../../renderer/models/filter-terms';
import { finalCell, finalStateWords, shortState, type TraceEnd } from '../../../../renderer/models/final-state';
import { selectionText, spanLabel, stackSections } from '../../../../renderer/models/selection-text';
import { tableCsv, tableTsv } from '../../../../renderer/models/table-text';
import type { GoroutineDetail, SpanDetail } from '../../../../shared/model/requests';

describe('filter terms', () => {
  test.each([
    ['', []],
    ['  http  g:50 ', ['http', 'g:50']],
    ['reason:"chan receive" -state:idle', ['reason:"chan receive"', '-state:idle']],
    ['/a b/i x', ['/a b/i', 'x']],
    ['-func:/a b/ x', ['-func:/a b/', 'x']],
    ['net/http a', ['net/http', 'a']],
    ['"a \\" b" c', ['"a \\" b"', 'c']],
    ['"open end', ['"open end']],
    ['"ends in \\', ['"ends in \\']],
  ])('%s', (filter, terms) => {
    expect(filterTerms(filter).map((term) => term.text)).toEqual(terms);
  });

  test('places point into the filter, and a term can be taken out', () => {
    expect(filterTerms(' a  bc').map(({ from, to }) => [from, to])).toEqual([
      [1, 2],
      [4, 6],
    ]);
    expect(withoutTerm('a  "b c" d', 1)).toBe('a d');
  });
});

const frame = { func: 'main.work', file: '/src/main.go', line: 12, pc: 1 };
const goroutine: GoroutineDetail = {
  row: 3,
  id: 7,
  name: 'main.work',
  parent: { row: 0, id: 1, name: 'main.main' },
  existed: false,
  createdNs: 1_000_000,
  startNs: 1_100_000,
  totalNs: 4_000_000,
  transitions: 3,
  finalState: 'Waiting',
  finalReason: 'chan receive',
  finalSinceNs: 2_000_000,
  ghost: true,
  system: false,
  breakdown: [{ label: 'chan receive', spanClass: 3, ns: 3_000_000 }],
  ranges: [],
  creatorStack: [{ ...frame, line: 5 }],
};
const span: SpanDetail = {
  lane: 'goroutine',
  row: 3,
  startNs: 2_000_000,
  endNs: 5_000_000,
  state: 'waiting',
  spanClass: 3,
  reason: 'chan receive',
  ghost: true,
  stack: [frame],
  endStack: [],
};

const END: TraceEnd = { ns: 5_000_000, whole: true, gaps: [] };

describe('final state', () => {
  test('says what it still waits for and how long', () => {
    expect(finalStateWords(goroutine, END)).toBe('still waiting on chan receive when the trace ends, for 3.00 ms');
  });
  test('an unknown reason, an unknown time and an unknown state are not made up', () => {
    expect(finalStateWords({ ...goroutine, finalReason: '', finalSinceNs: Number.NaN }, END)).toBe(
      'still waiting when the trace ends',
    );
    expect(finalStateWords({ ...goroutine, finalState: 'Undetermined' }, END)).toMatch(/not known/);
  });
  test('an ended one', () => {
    expect(finalStateWords({ ...goroutine, finalState: 'NotExist', endNs: 3_000_000 }, END)).toBe('ended at 3.00 ms');
    expect(['NotExist', 'Undetermined', 'Syscall', 'Running'].map(shortState)).toEqual([
      'ended',
      'unknown',
      'in a syscall',
      'running',
    ]);
  });
});

describe('the final state of what is not known to the end', () => {
  const lost = { ...goroutine, finalState: 'Undetermined', finalReason: '', finalSinceNs: 2_000_000 };
  test('of a goroutine that was lost in a gap says up to where the trace tells of it', () => {
    const gaps = [{ fromNs: 2_000_000, toNs: 3_500_000 }];
    expect(finalStateWords(lost, { ...END, gaps })).toBe(
      'unknown after 2.00 ms: the trace is not readable from there to 3.50 ms, and it was not seen again',
    );
    expect(finalStateWords(lost, { ...END, gaps: [{ fromNs: 2_000_000, toNs: 5_000_000 }] })).toBe(
      'unknown: the trace is not readable from 2.00 ms on',
    );
  });
  test('names no gap that the goroutine was not lost in', () => {
    const gaps = [
      { fromNs: 500_000, toNs: 600_000 },
      { fromNs: 3_000_000, toNs: 3_500_000 },
    ];
    expect(finalStateWords(lost, { ...END, gaps })).toMatch(/not known/);
    expect(finalStateWords({ ...lost, finalSinceNs: Number.NaN }, { ...END, gaps })).toMatch(/not known/);
    expect(finalStateWords({ ...lost, finalSinceNs: Number.NaN }, { ...END, gaps: gaps.slice(1) })).toMatch(/^unknown/);
  });
  test('while the file is read, the end of what was read is not that of the trace', () => {
    expect(finalStateWords(goroutine, { ...END, whole: false })).toBe(
      'waiting on chan receive at the end of what was read so far, for 3.00 ms',
    );
    expect(finalCell('Waiting', 'select', false, false).title).toBe(
      'waiting on select at the end of what was read so far',
    );
    expect(finalCell('Undetermined', '', false)).toMatchObject({ text: 'unknown' });
  });
});

describe('the end of a goroutine in the table', () => {
  test('is what it waits for, with a star where only the stack says so', () => {
    expect(finalCell('Waiting', 'select', false)).toEqual({
      text: 'select',
      title: 'waiting on select when the trace ends',
    });
    expect(finalCell('Waiting', 'chan receive (by its stack)', false)).toEqual({
      text: 'chan receive*',
      title: 'waiting on chan receive (by its stack) when the trace ends',
    });
    expect(finalCell('Waiting', '', false)).toEqual({ text: 'waiting' });
    expect(finalCell('NotExist', '', false)).toEqual({ text: 'ended' });
  });
  test('of a ghost says so', () => {
    expect(finalCell('Waiting', 'sync', true).title).toMatch(/^ghost: waiting on sync/);
    expect(finalCell('Waiting', '', true)).toMatchObject({ text: 'waiting', title: expect.stringContaining('ghost') });
  });
});

describe('span', () => {
  test('is called by its reason where it waits for one', () => {
    expect(spanLabel(span)).toBe('chan receive');
    expect(spanLabel({ ...span, reason: '' })).toBe('waiting');
    expect(spanLabel({ ...span, state: 'running', reason: 'chan receive' })).toBe('running');
  });
  test('a running span without a stack at its start shows where it ran until', () => {
    expect(stackSections({ ...span, state: 'running', stack: [], endStack: [frame] })).toEqual([
      { heading: 'ran until', frames: [frame] },
    ]);
    expect(stackSections({ ...span, stack: [], endStack: [] })).toEqual([]);
    expect(stackSections(span)).toEqual([{ heading: '', frames: [frame] }]);
    expect(stackSections({ ...span, wokenAt: [frame] }).map(({ heading }) => heading)).toEqual([
      'waited at',
      'woken at',
    ]);
    expect(stackSections({ ...span, state: 'runnable', stack: [], wokenAt: [frame] })).toEqual([
      { heading: 'woken at', frames: [frame] },
    ]);
  });
  test('says who ended a wait', () => {
    const by = { row: 3, id: 9, name: 'main.send' };
    expect(selectionText(undefined, { ...span, wokenBy: by }, END)).toContain('\nwoken by g9 main.send\n');
    expect(selectionText(undefined, { ...span, wokenBy: 'runtime' }, END)).toContain('\nwoken by the runtime\n');
    expect(selectionText(undefined, span, END)).not.toContain('woken by');
  });
  test('copies as text with goroutine and stack', () => {
    expect(selectionText(goroutine, span, END)).toBe(
      [
        'goroutine 7 main.work',
        'created by g1 main.main at 1.00 ms',
        'main.work',
        '\t/src/main.go:5',
        'lives 4.00 ms, 3 transitions, still waiting on chan receive when the trace ends, for 3.00 ms',
        '  chan receive: 3.00 ms (75.0 %)',
        '',
        'span: chan receive, 3.00 ms at 2.000000 ms',
        'main.work',
        '\t/src/main.go:12',
        '',
      ].join('\n'),
    );
  });
});

describe('table as text', () => {
  const row = {
    row: 0,
    id: 7,
    name: 'main.f[a,"b"]\tx',
    totalNs: 10,
    execNs: 1,
    schedWaitNs: 2,
    blockNs: 3,
    chanNs: 1,
    selectNs: 2,
    networkNs: 0,
    syncNs: 0,
    otherNs: 0,
    syscallNs: 4,
    createdNs: Number.NaN,
    endNs: 9,
    transitions: 5,
    finalState: 'NotExist',
    finalReason: '',
    ghost: 0,
  };
  test('CSV quotes, unknown is empty', () => {
    expect(tableCsv([row]).split('\n')[1]).toBe('7,"main.f[a,""b""]\tx",10,1,2,3,1,2,0,0,0,4,,9,5,NotExist,,0');
  });
  test('ghosts and reasons of the last wait are in it', () => {
    const [header, line] = tableCsv([{ ...row, finalState: 'Waiting', finalReason: 'select', ghost: 1 }]).split('\n');
    expect(header).toMatch(/,finalState,finalReason,ghost$/);
    expect(line).toMatch(/,Waiting,select,1$/);
  });
  test('TSV keeps its columns whatever a name holds', () => {
    const [header, line] = tableTsv([row]).split('\n');
    expect(line.split('\t')).toHaveLength(header.split('\t').length);
  });
});
