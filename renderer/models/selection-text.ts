// The selection in words: labels for the details panel, and all of it as text to copy (shaped like Go's own dumps).

import { formatDuration, formatPercent, formatTimeAt } from '../../shared/base/format';
import type { GoroutineDetail, SpanDetail } from '../../shared/model/requests';
import type { Frame } from '../../shared/model/stacks';
import { finalStateWords, type TraceEnd } from './final-state';

/** `running`, `chan receive`, `waiting` where the file gives no reason. */
export function spanLabel(span: SpanDetail): string {
  if (span.lane === 'goroutine' && span.state === 'waiting' && span.reason !== '') return span.reason;
  if (span.state === 'syscall' && span.reason !== '') return `syscall (${span.reason})`;
  return span.state;
}

export interface StackSection {
  /** '' where the section needs no heading. */
  readonly heading: string;
  readonly frames: readonly Frame[];
}

/** The stacks that a span has, with what each means; [] if the trace has none. */
export function stackSections(span: SpanDetail): readonly StackSection[] {
  const runs = span.state === 'running';
  const sections: StackSection[] = [];
  if (span.stack.length > 0) sections.push({ heading: runs ? 'began at' : '', frames: span.stack });
  if (span.endStack.length > 0 && (runs || span.stack.length === 0)) {
    sections.push({ heading: runs ? 'ran until' : 'at its end', frames: span.endStack });
  }
  if (span.wokenAt !== undefined) {
    const alone = sections.length === 0 || sections[0].heading !== '';
    const rest = alone ? sections : [{ ...sections[0], heading: 'waited at' }, ...sections.slice(1)];
    return [...rest, { heading: 'woken at', frames: span.wokenAt }];
  }
  return sections;
}

export function selectionText(
  goroutine: GoroutineDetail | undefined,
  span: SpanDetail | undefined,
  end: TraceEnd,
): string {
  const lines: string[] = [];
  if (goroutine) lines.push(...goroutineLines(goroutine, end));
  if (span) {
    if (lines.length > 0) lines.push('');
    const processor = span.proc === undefined ? '' : ` on processor P${span.proc}`;
    lines.push(
      `span: ${spanLabel(span)}${processor}, ${formatDuration(span.endNs - span.startNs)} at ${formatTimeAt(span.startNs, 1)}`,
    );
    if (span.wokenBy !== undefined) {
      const who = span.wokenBy === 'runtime' ? 'the runtime' : `g${span.wokenBy.id} ${span.wokenBy.name}`;
      lines.push(`woken by ${who.trimEnd()}`);
    }
    for (const section of stackSections(span)) {
      if (section.heading !== '') lines.push(`${section.heading}:`);
      lines.push(...section.frames.flatMap(frameLines));
    }
  }
  return `${lines.join('\n')}\n`;
}

function goroutineLines(detail: GoroutineDetail, end: TraceEnd): readonly string[] {
  const lines = [`goroutine ${detail.id} ${detail.name}`.trimEnd()];
  if (detail.parent) {
    lines.push(
      `created by g${detail.parent.id} ${detail.parent.name} at ${formatDuration(detail.createdNs)}`,
      ...detail.creatorStack.slice(0, 1).flatMap(frameLines),
    );
  }
  lines.push(
    `lives ${formatDuration(detail.totalNs)}, ${detail.transitions} transitions, ${finalStateWords(detail, end)}`,
  );
  for (const item of detail.breakdown) {
    lines.push(`  ${item.label}: ${formatDuration(item.ns)} (${formatPercent(item.ns / detail.totalNs)})`);
  }
  return lines;
}

function frameLines(frame: Frame): readonly string[] {
  return frame.file === '' ? [frame.func] : [frame.func, `\t${frame.file}:${frame.line}`];
}
