// Reads one section for the stitcher: spans and sums of what is certain here, a log of what is not.

import { SectionReader } from '../../formats/sectioned-trace';
import { EventKind, NONE, type TraceEvent } from '../../model/events';
import { laneSpanClass } from '../../model/lane-class';
import { GoState, ProcState, REASON_FOREVER } from '../../model/states';
import { SymbolTableBuilder } from '../../model/symbol-table';
import { eventTable } from '../../store/span-tables';
import { counters, totals } from '../indexers';
import { createKindTable } from '../kinds';
import { createPointEvents, isPointEvent, type PackedEventPage } from '../point-events';
import { createReasonTable } from '../reasons';
import { type BuiltBlock, NO_CLASS, type PackedBlock } from '../spans/built-block';
import { createChunkPacker } from '../spans/chunk-packer';
import { createSectionNodes } from '../spans/lod-tree';
import { createSpanBlockWriter, discardSpans } from '../spans/span-blocks';
import { createLocalGoroutines } from './local-goroutines';
import { createLocalProcs, REPLAYED } from './local-procs';
import type { Post, SectionJob } from './messages';
import { createReplayLog, type LogBuffer, REPLAY_ALL, Replay } from './replay-log';

/** About 10 ms of work: the step between two looks at the clock and the store. */
const EVENTS_PER_STEP = 65_536;

export interface SectionPorts {
  readonly post: Post;
  /** A store of the section's own; without it chunks are posted. */
  readonly put?: (table: string, chunk: number, columns: { readonly bytes: Uint8Array<ArrayBuffer> }) => Promise<void>;
  /** Resolves when all that was put can be read. */
  readonly flush?: () => Promise<void>;
  /** Between two steps: gives others a turn; false = stop. */
  readonly turn?: () => Promise<boolean>;
}

/** Resolves when the last message was posted. Rejects only for a defect of ours or of the store. */
export async function readSection(job: SectionJob, ports: SectionPorts): Promise<void> {
  const { post } = ports;
  const symbols = new SymbolTableBuilder();
  const foreverName = symbols.internString(REASON_FOREVER);
  const reader = new SectionReader(job.section, job.format, symbols, job.baseTime);
  if (job.floorNs !== undefined) reader.scheduler.lastTimeNs = job.floorNs;
  if (reader.readable) reader.resolve();
  let sentStrings = symbols.stringCount;
  post({
    type: 'begin',
    readable: reader.readable,
    startNs: reader.startNs,
    wallStartMs: reader.wallStartMs,
    symbols: symbols.toColumns(),
  });

  const postLog = (buffer: LogBuffer): void => {
    const strings = symbols.stringsFrom(sentStrings);
    sentStrings = symbols.stringCount;
    post({ type: 'log', buffer, strings });
  };
  const log = createReplayLog(postLog);
  const kinds = createKindTable();
  const packer = createChunkPacker(
    job.section.index + 1,
    ports.put ??
      ((table, chunk, { bytes }) => {
        // Ports of Node answer `true`, which nobody can wait for.
        post({ type: 'chunk', table, chunk, bytes });
      }),
  );
  const pack = (built: BuiltBlock): PackedBlock => {
    const { lane, spans, fromNs, toNs, rows, rowStartNs, rowEndNs, levels } = built;
    const place = packer.add(built);
    const widthNs = levels.map((level) => level.widthNs);
    return { lane, spans, fromNs, toNs, rows, rowStartNs, rowEndNs, widthNs, place };
  };
  const postNode = ({ firstChild, endChild, ...node }: BuiltBlock): void => {
    post({ type: 'node', node: { ...node, blocks: endChild - firstChild } });
  };
  const nodes = {
    goroutine: createSectionNodes('goroutine', postNode),
    proc: createSectionNodes('proc', postNode),
  };
  const emitter = (lane: keyof typeof nodes) => (built: BuiltBlock) => {
    post({ type: 'block', block: pack(built) });
    nodes[lane].add(built.lod);
  };
  const reasons = createReasonTable(symbols);
  const goroutineClass = (kind: number): number => {
    const text = reasons.text(reasons.reasonIn(kinds.state(kind), kinds.reason(kind), kinds.arg(kind)));
    return laneSpanClass('goroutine', kinds.state(kind), text) ?? NO_CLASS;
  };
  const goroutineSpans = job.spans
    ? createSpanBlockWriter('goroutine', goroutineClass, emitter('goroutine'))
    : discardSpans;
  const procClass = (kind: number): number => laneSpanClass('proc', kinds.state(kind), '') ?? NO_CLASS;
  const procSpans = job.spans ? createSpanBlockWriter('proc', procClass, emitter('proc')) : discardSpans;
  const running = kinds.kindOf(ProcState.Running, 0, NONE);
  const idle = kinds.kindOf(ProcState.Idle, 0, NONE);

  const goroutines = createLocalGoroutines(
    symbols,
    foreverName,
    kinds,
    log,
    job.spans ? (slot, startNs, endNs, kind) => goroutineSpans.add(slot, startNs, endNs, kind, NONE) : undefined,
  );
  const procs = createLocalProcs(
    log,
    job.spans
      ? (proc, startNs, endNs, state, slot) =>
          procSpans.add(proc, startNs, endNs, state === ProcState.Running ? running : idle, slot)
      : undefined,
  );
  const eventKinds = createKindTable();
  const eventPages: PackedEventPage[] = [];
  const pointEvents = job.spans
    ? createPointEvents(eventKinds, ({ bytes, ...page }) => {
        eventPages.push({ ...page, place: packer.append(eventTable(job.section.index + 1), bytes) });
      })
    : undefined;
  const counted = totals();
  const metrics = counters({ symbols });

  let ordinal = 0;
  const { prefixEvents } = job;
  const event = (e: TraceEvent): void => {
    ordinal++;
    if (ordinal <= prefixEvents) {
      counted.event(e);
      if (REPLAYED[e.kind] || e.kind === EventKind.Metric || isPointEvent(e)) log.event(e, REPLAY_ALL, ordinal);
      return;
    }
    if (ordinal === prefixEvents + 1) {
      log.take().forEach(postLog);
      post({ type: 'prefix-end', ordinal, timeNs: e.timeNs });
    }
    if (e.kind === EventKind.GoTransition) {
      // A status may name another thread than the one that wrote it.
      if (e.from === e.to || e.from === GoState.Undetermined) counted.thread(e.m);
      const replay = goroutines.transition(e) | procs.goTransition(e);
      if (replay !== 0) log.event(e, replay, ordinal);
      return;
    }
    counted.event(e);
    if (isPointEvent(e)) {
      if (e.slot !== NONE) goroutines.seen(e.slot, e.g);
      pointEvents?.add(e, e.slot);
    }
    if (e.kind === EventKind.ProcTransition) {
      if (e.from !== e.to && e.to === ProcState.Idle) goroutines.procLeft(e.id, e.timeNs);
      log.event(e, Replay.Accounts | procs.procTransition(e), ordinal);
    } else if (e.kind === EventKind.Metric) metrics.event(e);
    else if (e.kind === EventKind.RegionBegin || e.kind === EventKind.RegionEnd) goroutines.region(e);
    else if (REPLAYED[e.kind]) log.event(e, Replay.Accounts, ordinal);
  };

  while (reader.step(event, EVENTS_PER_STEP)) {
    post({ type: 'progress', bytes: reader.bytesInOrder, events: ordinal });
    await packer.settled();
    if (ports.turn !== undefined && !(await ports.turn())) return;
  }
  for (const thread of reader.threads()) counted.thread(thread);
  goroutines.finish();
  procs.finish();
  goroutineSpans.finish();
  procSpans.finish();
  pointEvents?.finish();
  for (const lane of ['goroutine', 'proc'] as const) {
    const items = nodes[lane].finish();
    if (items !== undefined) post({ type: 'items', lane, items });
  }
  const lastNs = ordinal > prefixEvents ? reader.scheduler.lastTimeNs : Number.NEGATIVE_INFINITY;
  metrics.finish(lastNs);
  packer.finish();
  await packer.settled();
  await ports.flush?.();
  log.take().forEach(postLog);
  const goroutineIds = goroutines.ids();
  post({
    type: 'end',
    events: ordinal,
    bytesUnderstood: reader.bytesUnderstood,
    lastNs,
    broken: reader.broken,
    problems: reader.problems,
    goroutineIds,
    procIds: procs.ids(),
    kinds: kinds.columns(),
    eventKinds: eventKinds.columns(),
    eventPages,
    procRunningNs: procs.runningNs,
    counters: metrics.tables(),
    ...counted.lists(),
  });
}
