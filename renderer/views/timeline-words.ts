// What the timeline says in words: in the tooltip and to screen readers.

import { formatDuration, formatPercent, groupDigits } from '../../shared/base/format';
import type { SpanDetail, SpansReply, TraceSummary } from '../../shared/model/requests';
import { SPAN_CLASS_COUNT, SPAN_CLASS_NAMES } from '../../shared/model/states';
import { STW_ROW } from '../../shared/model/tables';
import { formatTimeAt } from '../canvas/ruler';
import { goroutineTrack } from '../tracks';
import type { TimelineNames } from './timeline-names';
import type { TimelineRow } from './timeline-rows';

/** Lines of a tooltip: the first is its title, `faint` ones are background. */
export interface TooltipLine {
  readonly text: string;
  readonly style?: 'title' | 'faint' | 'mono';
  /** A swatch before the line: SpanClass. */
  readonly spanClass?: number;
}

/** `g50 net/http.(*conn).serve` */
export function goroutineWords(names: TimelineNames, row: number): string {
  const name = names.name(row);
  return name === '' ? names.id(row) : `${names.id(row)} ${name}`;
}

/** `1.90 ms at 19.26 ms` */
export function durationWords(startNs: number, endNs: number, resolutionNs: number): string {
  return `${formatDuration(endNs - startNs)} at ${formatTimeAt(startNs, resolutionNs)}`;
}

/** `waiting · network`, `running`, the name of a range. */
export function stateWords(detail: SpanDetail): string {
  return detail.state === 'waiting' && detail.reason !== '' ? `waiting · ${detail.reason}` : detail.state;
}

function shareLines(spans: SpansReply, item: number, classNames: readonly string[]): readonly TooltipLine[] {
  const lines: { readonly share: number; readonly line: TooltipLine }[] = [];
  for (let spanClass = 0; spanClass < SPAN_CLASS_COUNT; spanClass++) {
    const share = (spans.coverage[item * SPAN_CLASS_COUNT + spanClass] as number) / 255;
    if (share === 0) continue;
    lines.push({ share, line: { text: `${formatPercent(share)} ${classNames[spanClass]}`, spanClass } });
  }
  return lines.sort((a, b) => b.share - a.share).map(({ line }) => line);
}

/** What is known of an item without asking: before the stack arrives. `whole`: false while the end of the trace is not known. */
export function itemLines(
  row: TimelineRow,
  spans: SpansReply,
  item: number,
  summary: TraceSummary,
  names: TimelineNames,
  resolutionNs: number,
  whole = true,
): readonly TooltipLine[] {
  const count = spans.count[item] as number;
  const [startNs, endNs] = [spans.startNs[item] as number, spans.endNs[item] as number];
  const soFar = !whole && endNs >= summary.spanNs ? ', so far' : '';
  const times: TooltipLine = { text: durationWords(startNs, endNs, resolutionNs) + soFar, style: 'mono' };
  if (row.kind === 'goroutine') {
    const who: TooltipLine = { text: goroutineWords(names, row.row), style: 'faint' };
    if (count > 1) {
      return [{ text: `${count} spans`, style: 'title' }, times, ...shareLines(spans, item, SPAN_CLASS_NAMES), who];
    }
    const label = goroutineTrack.labelOf(spans, item, summary.reasons);
    const kind = goroutineTrack.classOf(spans, item, summary.reasons);
    const waiting = kind > 2 && label !== 'waiting';
    const ghost: TooltipLine[] =
      spans.ghost[item] === 1 ? [{ text: 'a ghost: waits to the end of the trace, nothing woke it' }] : [];
    const title: TooltipLine = { text: waiting ? `waiting · ${label}` : label, style: 'title', spanClass: kind };
    return [title, times, ...ghost, who];
  }
  if (row.kind === 'proc') {
    if (count > 1) {
      const shares = shareLines(
        spans,
        item,
        SPAN_CLASS_NAMES.map((name) => (name === 'inactive' ? 'idle' : name)),
      );
      return [{ text: `P${row.id} · ${count} spans`, style: 'title' }, times, ...shares];
    }
    const goroutine = spans.arg[item] as number;
    const who = goroutine < 0 ? 'no goroutine: it looks for work' : goroutineWords(names, goroutine);
    return [{ text: `P${row.id} · running`, style: 'title' }, times, { text: who, style: 'faint' }];
  }
  if (row.kind !== 'gc') return [];
  if (count === 1) return [{ text: row.title, style: 'title' }, times];
  const [fromNs, toNs] = [spans.startNs[item] as number, spans.endNs[item] as number];
  const [from, to] = [fromNs, toNs].map((ns) => formatTimeAt(ns, resolutionNs));
  const what = row.row === STW_ROW ? 'stops' : 'cycles';
  return [
    { text: `${row.title} · ${groupDigits(count)} ${what}`, style: 'title' },
    { text: `${formatDuration(toNs - fromNs)} from ${from} to ${to}`, style: 'mono' },
  ];
}

/** Goroutines per state in a column of a group. */
export function groupLines(
  name: string,
  total: number,
  ghosts: number,
  counts: readonly number[] | undefined,
): readonly TooltipLine[] {
  const title: TooltipLine = { text: name === '' ? 'start function not known' : name, style: 'title' };
  const goroutines = `${groupDigits(total)} ${total === 1 ? 'goroutine' : 'goroutines'}`;
  const lines = classLines(counts ?? []);
  if (ghosts > 0) {
    const which =
      total === 1
        ? 'a ghost: waits'
        : `${groupDigits(ghosts)} of them ${ghosts === 1 ? 'a ghost: waits' : 'ghosts: wait'}`;
    const woken = ghosts === 1 ? 'it' : 'them';
    const here: readonly TooltipLine[] = lines.length > 0 ? [{ text: 'here on average:', style: 'faint' }] : [];
    return [
      title,
      { text: `${goroutines}, ${which} to the end, nothing woke ${woken}`, style: 'faint' },
      ...here,
      ...lines,
    ];
  }
  return [title, { text: lines.length > 0 ? `${goroutines}, here on average:` : goroutines, style: 'faint' }, ...lines];
}

/** Number of goroutines per SpanClass in words, largest first. */
export function classLines(counts: readonly number[]): readonly TooltipLine[] {
  return counts
    .map((count, spanClass) => ({ count, spanClass }))
    .filter(({ count }) => count >= 0.005)
    .sort((a, b) => b.count - a.count)
    .map(({ count, spanClass }) => ({
      text: `${Number.isInteger(count) ? count : count.toFixed(count < 10 ? 2 : 1)} ${SPAN_CLASS_NAMES[spanClass]}`,
      spanClass,
    }));
}

/** `g50 net/http.(*conn).serve, waiting · network, 1.90 ms at 19.26 ms`: for screen readers. */
export function selectionWords(
  row: TimelineRow | undefined,
  names: TimelineNames,
  open: boolean,
  detail: SpanDetail | undefined,
): string {
  const span = detail === undefined ? '' : `, ${stateWords(detail)}, ${durationWords(detail.startNs, detail.endNs, 1)}`;
  switch (row?.kind) {
    case undefined:
      return '';
    case 'section':
      return `${row.title}, ${row.count}, ${open ? 'open' : 'closed'}`;
    case 'group': {
      const count = row.group.rows.length;
      const goroutines = `${count} ${count === 1 ? 'goroutine' : 'goroutines'}`;
      return `Group ${row.group.name || 'of unknown start function'}, ${goroutines}, ${open ? 'open' : 'closed'}`;
    }
    case 'proc':
      return `Processor ${row.id}${span}${detail?.goroutine === undefined ? '' : `, ${goroutineWords(names, detail.goroutine.row)}`}`;
    case 'gc':
      return `${row.title === 'STW' ? 'Stop-the-world' : 'Garbage collection'}${span}`;
    case 'goroutine':
      return `Goroutine ${goroutineWords(names, row.row)}${span}`;
  }
}
