// The browser's account of what this page stores, and the request to keep it.

import { effect } from '@preact/signals';
import type { StorageAccount } from '../models/recent';
import type { Sessions } from '../models/sessions';

/** From this size on, reading a file again costs seconds: worth asking for (Firefox asks the user, Chromium decides itself). */
const WORTH_KEEPING_BYTES = 64 * 1024 * 1024;

/** Undefined where the browser does not tell (no secure context, storage refused). */
export async function storageAccount(): Promise<StorageAccount | undefined> {
  try {
    const { usage, quota } = await navigator.storage.estimate();
    return usage === undefined || quota === undefined ? undefined : { usedBytes: usage, quotaBytes: quota };
  } catch {
    return undefined;
  }
}

/** With the first large file that is opened, the browser is asked once not to clear what this page stores when its disk runs short. */
export function keepStorage(sessions: Sessions): void {
  const stop = effect(() => {
    const large = sessions.tabs.value.some(
      (tab) => tab.kind === 'trace' && tab.origin.kind === 'source' && tab.origin.source.size >= WORTH_KEEPING_BYTES,
    );
    if (!large) return;
    queueMicrotask(() => stop());
    // Refused or not there: what is cleared is read again from its file.
    navigator.storage?.persist?.().catch(() => undefined);
  });
}
