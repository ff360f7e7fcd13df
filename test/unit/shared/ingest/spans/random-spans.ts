// Spans that look random and are the same in every run, and what a level of a block says about them.

import { createKindTable, type KindTable } from '../../../../../shared/ingest/kinds';
import { type BuiltBlock, NO_CLASS } from '../../../../../shared/ingest/spans/built-block';
import { createSpanBlockWriter } from '../../../../../shared/ingest/spans/span-blocks';
import { NONE } from '../../../../../shared/model/events';
import { SPAN_CLASS_COUNT } from '../../../../../shared/model/states';
import type { Lane, SpanLevel } from '../../../../../shared/model/tables';

export interface Span {
  readonly row: number;
  readonly startNs: number;
  readonly endNs: number;
  readonly state: number;
  readonly reason: number;
  readonly arg: number;
}

// State 0 stands for no class; the class of any other state is not its number, so that a mix-up is seen.
export const classOf = (state: number, reason: number): number =>
  state === 0 ? NO_CLASS : (state + reason) % SPAN_CLASS_COUNT;

export function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Rows that touch now and then have gaps, with lengths from 0 to `longest` ns, in order of their ends. */
export function randomSpans(count: number, rows: number, seed: number, longest = 100_000, gaps = true): Span[] {
  const random = randomNumbers(seed);
  const digits = Math.round(Math.log10(longest));
  const nextNs = Array.from({ length: rows }, () => random(5000));
  const spans: Span[] = [];
  for (let i = 0; i < count; i++) {
    const row = random(rows);
    const startNs = nextNs[row] + (gaps && random(20) === 0 ? random(9000) : 0);
    const endNs = startNs + random(3) * random(10 ** (1 + random(digits)));
    nextNs[row] = endNs;
    spans.push({ row: row * 3, startNs, endNs, state: 1 + random(5), reason: random(4), arg: random(i + 1) });
  }
  return spans;
}

export interface Built {
  readonly kinds: KindTable;
  readonly blocks: readonly BuiltBlock[];
}

/** @param blockSpans a block is closed after so many spans, if not before */
export function build(lane: Lane, spans: readonly Span[], blockSpans = Number.POSITIVE_INFINITY): Built {
  const kinds = createKindTable();
  const blocks: BuiltBlock[] = [];
  const writer = createSpanBlockWriter(
    lane,
    (kind) => classOf(kinds.state(kind), kinds.reason(kind)),
    (block) => blocks.push(block),
  );
  spans.forEach(({ row, startNs, endNs, state, reason, arg }, i) => {
    writer.add(row, startNs, endNs, kinds.kindOf(state, reason, lane === 'goroutine' ? arg : NONE), arg);
    if ((i + 1) % blockSpans === 0) writer.finish();
  });
  writer.finish();
  return { kinds, blocks };
}

export const endOf = (level: SpanLevel, place: number, item: number): number =>
  item + 1 < level.rowOffset[place + 1] ? level.startNs[item + 1] : level.rowEndNs[place];

/** A row as spans that touch: gaps of kind 0 between those that do not. */
export function withGaps(spans: readonly Span[]): Span[] {
  const all: Span[] = [];
  for (const span of spans) {
    const endNs = all.at(-1)?.endNs ?? span.startNs;
    if (endNs < span.startNs) {
      all.push({ row: span.row, startNs: endNs, endNs: span.startNs, state: 0, reason: 0, arg: NONE });
    }
    all.push(span);
  }
  return all;
}

export const byRow = (spans: readonly Span[]): Map<number, Span[]> => {
  const rows = new Map<number, Span[]>();
  for (const span of spans) {
    const known = rows.get(span.row);
    if (known === undefined) rows.set(span.row, [span]);
    else known.push(span);
  }
  return rows;
};

/** What is wrong with the merged items of a row, compared with its spans; nothing if all is right. */
export function wrongItems(level: SpanLevel, place: number, spans: readonly Span[]): string[] {
  const wrong: string[] = [];
  let next = 0;
  for (let i = level.rowOffset[place]; i < level.rowOffset[place + 1]; i++) {
    const count = level.count?.[i] ?? 1;
    const merged = spans.slice(next, next + count);
    next += count;
    const startNs = merged[0].startNs;
    const totalNs = merged[merged.length - 1].endNs - startNs;
    if (level.startNs[i] !== startNs) wrong.push(`item ${i} starts at ${level.startNs[i]}, not ${startNs}`);
    if (endOf(level, place, i) !== startNs + totalNs) wrong.push(`item ${i} ends at ${endOf(level, place, i)}`);
    const longest = merged.reduce((best, span) =>
      span.endNs - span.startNs > best.endNs - best.startNs ? span : best,
    );
    const face = [level.state[i], level.reason[i], level.arg[i]];
    if (String(face) !== String([longest.state, longest.reason, longest.arg])) wrong.push(`item ${i} has face ${face}`);
    if (count === 1) continue;
    const expected = new Array<number>(SPAN_CLASS_COUNT).fill(0);
    for (const span of merged) {
      const c = classOf(span.state, span.reason);
      if (c !== NO_CLASS) expected[c] += span.endNs - span.startNs;
    }
    for (let c = 0; c < SPAN_CLASS_COUNT; c++) {
      const off = Math.abs(((level.coverage?.[i * SPAN_CLASS_COUNT + c] ?? 0) / 255) * totalNs - expected[c]);
      if (off > totalNs / 255 + 1e-6) wrong.push(`class ${c} of item ${i} is off by ${off} of ${totalNs} ns`);
    }
  }
  if (next !== spans.length) wrong.push(`${next} spans of ${spans.length}`);
  return wrong;
}
