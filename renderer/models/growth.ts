// Files that are still being written: notices that the shown one has grown since it was read, and reads it anew.

import { computed, effect, type ReadonlySignal, signal } from '@preact/signals-core';
import { type Disposable, disposable } from '../../shared/base/disposable';
import type { SourceRef } from '../../shared/contract/host';
import type { FileSession } from './file-session';
import { messageOf } from './latest';
import type { Sessions } from './sessions';

/** Soon enough for somebody who looks at a program that runs; a look at a file's size costs the host next to nothing. */
const LOOK_EVERY_MS = 3000;

export interface GrowthOptions {
  readonly sessions: Pick<Sessions, 'tabs' | 'trace' | 'openAgain'>;
  /** Bytes of a file now; undefined where that cannot be known. */
  readonly sizeOf: (source: SourceRef) => Promise<number | undefined>;
  /** Whether the page can be seen: nobody is told anything in the background, so nothing is asked there. */
  readonly visible: ReadonlySignal<boolean>;
  /** The stored index of the shorter file is gone. */
  readonly onForgotten: () => void;
  readonly everyMs?: number;
}

export interface Growth extends Disposable {
  /** Bytes by which the shown file has grown since it was read; less than 0 = it has become shorter; 0 = as it was. */
  readonly grownBytes: ReadonlySignal<number>;
  /** Looks at once. */
  look(): Promise<void>;
  /** Reads the shown file again as it is now, in its tab, and forgets the index of the shorter one. */
  reload(): void;
}

/** States in which nothing more is read of the file by itself. */
const READ: ReadonlySet<string> = new Set(['ready', 'stopped', 'unreadable', 'failed']);

const sourceOf = ({ origin }: FileSession): SourceRef | undefined =>
  origin.kind === 'source' ? origin.source : undefined;

export function createGrowth({
  sessions,
  sizeOf,
  visible,
  onForgotten,
  everyMs = LOOK_EVERY_MS,
}: GrowthOptions): Growth {
  /** Size of each tab's file when it was last looked at. */
  const seen = signal<ReadonlyMap<FileSession, number>>(new Map());
  const watched = computed(() => {
    const session = sessions.trace.value;
    return session !== undefined && READ.has(session.status.value.kind) ? session : undefined;
  });
  const grownBytes = computed(() => {
    const source = watched.value && sourceOf(watched.value);
    return watched.value && source ? (seen.value.get(watched.value) ?? source.size) - source.size : 0;
  });

  async function look(): Promise<void> {
    const session = watched.peek();
    const source = session && sourceOf(session);
    if (session === undefined || source === undefined) return;
    const size = await sizeOf(source);
    if (size === undefined || size === seen.peek().get(session)) return;
    const open: ReadonlySet<unknown> = new Set(sessions.tabs.peek());
    seen.value = new Map([...seen.peek(), [session, size] as const].filter(([tab]) => open.has(tab)));
  }

  const stopLooking = effect(() => {
    if (!visible.value || watched.value === undefined) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let ended = false;
    const lookAndWait = (): void => {
      void look().then(() => {
        if (!ended) timer = setTimeout(lookAndWait, everyMs);
      });
    };
    lookAndWait();
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  });

  return {
    grownBytes,
    look,
    reload() {
      const session = watched.peek();
      const source = session && sourceOf(session);
      if (session === undefined || source === undefined || grownBytes.peek() === 0) return;
      const place = sessions.tabs.peek().indexOf(session);
      sessions.openAgain(session, { ...source, size: source.size + grownBytes.peek() });
      const again = sessions.tabs.peek()[place];
      if (again?.kind !== 'trace' || again === session) return;
      again.filter.value = session.filter.peek();
      forgetWhenReplaced(session.key.peek(), again);
    },
    dispose: disposable(stopLooking).dispose,
  };

  /** The index of the shorter file serves as long as the longer one is not read: reading may be cancelled, or fail. */
  function forgetWhenReplaced(key: string | undefined, again: FileSession): void {
    if (key === undefined) return;
    const stop = effect(() => {
      const tabs = sessions.tabs.value;
      const newKey = again.key.value;
      const isOver = newKey !== undefined || !tabs.includes(again);
      if (!isOver) return;
      queueMicrotask(() => stop());
      if (newKey === undefined || tabs.some((tab) => tab.kind === 'trace' && tab.key.peek() === key)) return;
      again.api.forget(key).then(onForgotten, (error: unknown) => {
        again.fault.value = messageOf(error);
      });
    });
  }
}
