// Who creates and who wakes whom in a trace: goroutines by start function, or one by one where a filter leaves few.
//
// A wake is the border between a wait and the time runnable after it. The kind of the span after it says where the waker was and on
// which processor it ran (KindColumns), not which goroutine it was: that would be a table of its own, a third of the index. So:
//
// - A wake without a processor came from the runtime: network poller, timers, scheduler.
// - Which goroutine it was, the lane of the processors tells: what ran there at that instant.
// - All wakes from one stack come from goroutines of one start function, the outermost of the stack. So one look-up per kind is enough,
//   but where the goroutines of a start function are told apart (a filter, single goroutines), where there is no stack (coroutines), and
//   where the stack is so deep that the file has its top only.
//
// Nodes are numbered as they are met. Edges into and out of goroutines of the filter count, others do not.

import { NONE } from '../../model/events';
import { GoState, SPAN_CLASS_COUNT } from '../../model/states';
import type { BlockInfo } from '../../model/tables';
import type { TraceIndex } from '../../model/trace-index';
import { createRawRow, type RawLevel } from '../../store/raw-level';
import { CLASS_STRIDE, NO_CLASS } from '../query-context';
import { type Pause, type SpanBytes, type Stretch, walkGoroutineSpans } from '../walk-spans';
import { createPending, rowsThatRan } from './who-ran';

export interface Actor {
  /** `runtime`: no goroutine. `unknown`: the trace does not tell. */
  readonly what: 'group' | 'goroutine' | 'runtime' | 'unknown';
  /** Start function; '' if not known. */
  readonly name: string;
  /** Of a single goroutine. */
  readonly row: number;
  /** Of the filter. */
  readonly member: boolean;
  /** Goroutines with spans in the stretch. */
  goroutines: number;
  /** Time per SpanClass within the stretch. */
  readonly classNs: Float64Array;
}

export interface Interplay {
  /** Places in `actors`. */
  readonly from: number;
  readonly to: number;
  readonly what: 'wakes' | 'creates';
  count: number;
  /** Wakes: length of the waits that they ended, from their beginning, which may lie before the stretch. */
  ns: number;
}

export interface Interaction {
  readonly actors: readonly Actor[];
  readonly edges: readonly Interplay[];
}

/** A stack of so many frames may be the top of a deeper one: the runtime keeps 128. */
const DEEPEST = 120;
const UNKNOWN = -2;

/** @param single rows of the mask are nodes of their own */
export async function findInteraction(
  trace: SpanBytes,
  stretch: Stretch,
  mask: Uint8Array | undefined,
  single: boolean,
  pause: Pause,
): Promise<Interaction> {
  const { context } = trace;
  const { index } = context;
  const { goroutines, kinds } = index;
  const cast = castOf(index, mask, single);
  const edges = createEdges(cast.actors);
  const { fromNs, toNs } = stretch;
  const classes = context.classes.goroutine;
  const classOfKind = kinds.state.map((state, kind) => classes[state * CLASS_STRIDE + kinds.reason[kind]]);
  /** Actor that wakes by spans of a kind, UNKNOWN until it was looked up. */
  const wakerOf = Int32Array.from(kinds.wakerProc, (proc) => (proc === NONE ? cast.runtime : UNKNOWN));
  const learns = Uint8Array.from(kinds.arg, (stack) => {
    const depth = index.symbols.frames(stack).length;
    return depth > 0 && depth < DEEPEST ? 1 : 0;
  });
  /** Of the last span of each row: its length if it was a wait, else NaN; and its end. */
  const waitedNs = new Float64Array(goroutines.length).fill(Number.NaN);
  const lastEndNs = new Float64Array(goroutines.length).fill(Number.NaN);
  const seen = new Uint8Array(goroutines.length);
  const row = createRawRow();
  const pending = createPending();

  function readRow(of: number, startNs: number, kind: Int32Array): void {
    const actor = cast.actorOf[of];
    const { member, classNs } = cast.actors[actor];
    if (seen[of] === 0) cast.actors[actor].goroutines++;
    seen[of] = 1;
    let start = startNs;
    let waited = lastEndNs[of] === start ? waitedNs[of] : Number.NaN;
    const { code, endNs, length } = row;
    for (let i = 0; i < length; i++) {
      const end = endNs[i];
      const now = kind[code[i]];
      const state = kinds.state[now];
      if (state === GoState.Runnable && waited >= 0 && start >= fromNs && start < toNs) {
        const waker = wakerOf[now];
        if (waker === UNKNOWN) pending.add(now, start, actor, waited);
        else if (member || cast.actors[waker].member) edges.add(waker, actor, waited);
      }
      const spanClass = classOfKind[now];
      if (spanClass !== NO_CLASS) {
        const spent = Math.min(end, toNs) - Math.max(start, fromNs);
        if (spent > 0) classNs[spanClass] += spent;
      }
      waited = state === GoState.Waiting ? end - start : Number.NaN;
      start = end;
    }
    waitedNs[of] = waited;
    lastEndNs[of] = start;
  }

  /** Looks up who ran where the wakes of the block came from. */
  async function settle(): Promise<void> {
    const rows = await rowsThatRan(context, pending, kinds.wakerProc);
    for (let i = 0; i < pending.length; i++) {
      const waker = rows[i] === NONE ? cast.unknown : cast.actorOf[rows[i]];
      const woken = cast.actors[pending.woken[i]];
      if (woken.member || cast.actors[waker].member) edges.add(waker, pending.woken[i], pending.waitedNs[i]);
      if (rows[i] !== NONE && learns[pending.kind[i]] === 1 && !cast.isSplit(rows[i])) wakerOf[pending.kind[i]] = waker;
    }
    pending.length = 0;
  }

  await walkGoroutineSpans(trace, stretch, pause, (info: BlockInfo, level: RawLevel) => {
    for (let place = 0; place < info.rows.length; place++) {
      if (info.rowStartNs[place] >= toNs || info.rowEndNs[place] < fromNs) continue;
      level.read(place, row);
      readRow(info.rows[place], info.rowStartNs[place], level.kind);
    }
    return pending.length > 0 ? settle() : undefined;
  });
  addCreations(index, cast, edges, stretch);
  return { actors: cast.actors, edges: edges.list };
}

interface Cast {
  readonly actors: Actor[];
  /** By row. */
  readonly actorOf: Int32Array;
  readonly runtime: number;
  readonly unknown: number;
  /** Whether goroutines with the start function of this one are several actors. */
  isSplit(row: number): boolean;
}

function castOf({ goroutines, symbols }: TraceIndex, mask: Uint8Array | undefined, single: boolean): Cast {
  const actors: Actor[] = [];
  const add = (what: Actor['what'], name: string, row: number, member: boolean): number =>
    actors.push({ what, name, row, member, goroutines: 0, classNs: new Float64Array(SPAN_CLASS_COUNT) }) - 1;
  const runtime = add('runtime', '', NONE, false);
  const unknown = add('unknown', '', NONE, false);
  /** By name: actor of the members and of the others. */
  const groups = [new Map<number, number>(), new Map<number, number>()];
  const actorOf = new Int32Array(goroutines.length);
  for (let row = 0; row < goroutines.length; row++) {
    const member = mask === undefined || mask[row] === 1;
    const name = goroutines.name[row];
    if (single && member) {
      actorOf[row] = add('goroutine', symbols.string(name), row, true);
      groups[1].set(name, actorOf[row]);
      continue;
    }
    const of = groups[member ? 1 : 0];
    let actor = of.get(name);
    if (actor === undefined) {
      actor = add('group', symbols.string(name), NONE, member);
      of.set(name, actor);
    }
    actorOf[row] = actor;
  }
  return {
    actors,
    actorOf,
    runtime,
    unknown,
    isSplit: (row) => {
      const name = goroutines.name[row];
      return groups[1].has(name) && (single || groups[0].has(name));
    },
  };
}

function createEdges(actors: readonly Actor[]) {
  const list: Interplay[] = [];
  const wakes = new Map<number, Interplay>();
  const creates = new Map<number, Interplay>();
  // A row is mostly woken by the same few, one after another.
  let last: Interplay | undefined;
  return {
    list,
    add(from: number, to: number, ns: number): void {
      if (last === undefined || last.from !== from || last.to !== to) last = edge('wakes', from, to);
      last.count++;
      last.ns += ns;
    },
    create(from: number, to: number): void {
      edge('creates', from, to).count++;
    },
  };

  function edge(what: Interplay['what'], from: number, to: number): Interplay {
    const of = what === 'wakes' ? wakes : creates;
    const key = from * actors.length + to;
    let known = of.get(key);
    if (known === undefined) {
      known = { from, to, what, count: 0, ns: 0 };
      of.set(key, known);
      list.push(known);
    }
    return known;
  }
}

function addCreations(
  { goroutines }: TraceIndex,
  { actors, actorOf }: Cast,
  edges: ReturnType<typeof createEdges>,
  { fromNs, toNs }: Stretch,
): void {
  const { parent, createdNs, existed, length } = goroutines;
  for (let row = 0; row < length; row++) {
    if (parent[row] === NONE || existed[row] === 1 || createdNs[row] < fromNs || createdNs[row] >= toNs) continue;
    const [from, to] = [actorOf[parent[row]], actorOf[row]];
    if (actors[from].member || actors[to].member) edges.create(from, to);
  }
}
