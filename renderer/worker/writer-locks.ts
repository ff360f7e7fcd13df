// Who is writing: a lock per unfinished trace, held as long as its writer lives, in whichever tab or window. What is
// unfinished and not locked was left by a page that died, and may be swept.

export interface WriterLocks {
  /** Takes the lock; the returned call lets it go. */
  hold(id: string): Promise<() => void>;
  /** Ids that are held by anyone of this origin. */
  held(): Promise<ReadonlySet<string>>;
}

const PREFIX = 'ghostlight-writer:';

/** The browser lets the locks of a worker go when it dies, by whatever cause. */
export function createWebLocks(locks: LockManager): WriterLocks {
  return {
    hold(id) {
      return new Promise((resolve, reject) => {
        locks.request(PREFIX + id, () => new Promise<void>((release) => resolve(release))).catch(reject);
      });
    },
    async held() {
      const { held = [] } = await locks.query();
      const names = held.map(({ name }) => name ?? '').filter((name) => name.startsWith(PREFIX));
      return new Set(names.map((name) => name.slice(PREFIX.length)));
    },
  };
}

/** Where the browser has no Web Locks: knows only the writers of this worker. A writer swept by mistake fails at `finish`. */
export function createLocalLocks(): WriterLocks {
  const ids = new Set<string>();
  return {
    async hold(id) {
      ids.add(id);
      return () => ids.delete(id);
    },
    async held() {
      return ids;
    },
  };
}
