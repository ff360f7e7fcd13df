// What is said between the one who splits and stitches a trace and those who read its sections, perhaps in other threads:
// plain data. Sections are transferred to their readers; what these say is copied (section-server.ts says why).

import type { Section } from '../../formats/sections';
import type { Problem } from '../../model/problems';
import type { Columns, CounterTable, Lane } from '../../model/tables';
import type { KindNumbers } from '../kinds';
import type { PackedEventPage } from '../point-events';
import type { LodItems, PackedBlock, SectionNode } from '../spans/built-block';
import type { LogBuffer } from './replay-log';

export interface SectionJob {
  readonly section: Section;
  /** Header number by whose rules it is read. */
  readonly format: number;
  /** Clock units of the trace's start. */
  readonly baseTime: number;
  /** So many events at the start go to the stitcher one by one: their times may have to be moved (see stitcher.ts). */
  readonly prefixEvents: number;
  /** Events come after this time, ns since trace start; undefined: not known when the job began. */
  readonly floorNs: number | undefined;
  /** Whether spans are kept, or only counted. */
  readonly spans: boolean;
}

/** Starts a section: all its names but those in later logs. */
export interface BeginMessage {
  readonly type: 'begin';
  /** False: nothing of it can be read; `end` says why. */
  readonly readable: boolean;
  readonly startNs: number;
  readonly wallStartMs: number | undefined;
  readonly symbols: Columns;
}

/** Events and sums in order. */
export interface LogMessage {
  readonly type: 'log';
  readonly buffer: LogBuffer;
  /** Strings that came after those known to the receiver. */
  readonly strings: readonly string[];
}

/** The prefix is over: from this event on, times are final if they come after those of the section before. */
export interface PrefixEndMessage {
  readonly type: 'prefix-end';
  /** Number of the first event after it, from 1, and its time. */
  readonly ordinal: number;
  readonly timeNs: number;
}

/** A block of spans, packed by the section: rows are slots, kinds the section's, also below. */
export interface BlockMessage {
  readonly type: 'block';
  readonly block: PackedBlock;
}

/** The node above the lane's blocks since the one before. */
export interface NodeMessage {
  readonly type: 'node';
  readonly node: SectionNode;
}

/** The lane has but one block here, which hands its items to the trace's tree. */
export interface ItemsMessage {
  readonly type: 'items';
  readonly lane: Lane;
  readonly items: LodItems;
}

/** Bytes of a chunk, where the section has no store of its own to put them. */
export interface ChunkMessage {
  readonly type: 'chunk';
  readonly table: string;
  readonly chunk: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface ProgressMessage {
  readonly type: 'progress';
  readonly bytes: number;
  readonly events: number;
}

export interface EndMessage {
  readonly type: 'end';
  readonly events: number;
  readonly bytesUnderstood: number;
  /** Time of its last event, if that came after the prefix. */
  readonly lastNs: number;
  /** What follows it cannot go on from its state. */
  readonly broken: boolean;
  readonly problems: readonly Problem[];
  /** Goroutine ids by slot (NONE: it had no event after the prefix), processor ids by number. */
  readonly goroutineIds: Float64Array<ArrayBuffer>;
  readonly procIds: readonly number[];
  readonly kinds: KindNumbers;
  /** Point events after the prefix; their rows are slots. */
  readonly eventKinds: KindNumbers;
  readonly eventPages: readonly PackedEventPage[];
  readonly procRunningNs: number;
  readonly counters: readonly CounterTable[];
  readonly threads: readonly number[];
  readonly tasks: readonly number[];
  readonly logs: number;
  readonly samples: number;
}

/** Its reader failed: a defect of ours, or the store refused. */
export interface FailedMessage {
  readonly type: 'failed';
  readonly message: string;
  /** The store refused: the trace can be read again into memory. */
  readonly storage: boolean;
  /** The error itself, where it happened in this thread. */
  readonly error?: unknown;
}

export type SectionMessage =
  | BeginMessage
  | LogMessage
  | PrefixEndMessage
  | BlockMessage
  | NodeMessage
  | ItemsMessage
  | ChunkMessage
  | ProgressMessage
  | EndMessage
  | FailedMessage;

/** Takes a message; its buffers are not used again by the sender. */
export type Post = (message: SectionMessage) => void;
