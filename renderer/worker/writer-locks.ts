// Who is writing a trace and who has one open, in whichever tab, window or worker. What is unfinished and not locked was
// left by a page that died, and may be swept; what nobody has open may be deleted.

export interface WriterLocks {
  /** Takes the lock of an unfinished write; the returned call lets it go. */
  hold(id: string): Promise<() => void>;
  /** Writes that are held by anyone of this origin. */
  held(): Promise<ReadonlySet<string>>;
  /** Notes that the trace of this key is open here; waits while it is being deleted. The returned call ends it. */
  use(key: string): Promise<() => void>;
  /** Keys that anyone of this origin has open. */
  used(): Promise<ReadonlySet<string>>;
  /** Runs the action while nobody can begin to use the trace; false, and nothing is done, if somebody does already. */
  ifUnused(key: string, action: () => Promise<void>): Promise<boolean>;
}

const WRITER = 'ghostlight-writer:';
const USER = 'ghostlight-open:';

/** The browser lets the locks of a worker go when it dies, by whatever cause. */
export function createWebLocks(locks: LockManager): WriterLocks {
  const take = (name: string, mode: LockMode): Promise<() => void> =>
    new Promise((resolve, reject) => {
      locks.request(name, { mode }, () => new Promise<void>((release) => resolve(release))).catch(reject);
    });
  const taken = async (prefix: string): Promise<ReadonlySet<string>> => {
    const { held = [] } = await locks.query();
    const names = held.map(({ name }) => name ?? '').filter((name) => name.startsWith(prefix));
    return new Set(names.map((name) => name.slice(prefix.length)));
  };
  return {
    hold: (id) => take(WRITER + id, 'exclusive'),
    held: () => taken(WRITER),
    use: (key) => take(USER + key, 'shared'),
    used: () => taken(USER),
    ifUnused: (key, action) =>
      locks.request(USER + key, { ifAvailable: true }, async (lock) => {
        if (lock === null) return false;
        await action();
        return true;
      }),
  };
}

/**
 * Where the browser has no Web Locks: knows only this worker. A writer swept by mistake fails at `finish`, a trace deleted
 * under a tab that shows it must be opened again there.
 */
export function createLocalLocks(): WriterLocks {
  const writers = new Set<string>();
  const users = new Map<string, number>();
  return {
    async hold(id) {
      writers.add(id);
      return () => writers.delete(id);
    },
    held: async () => writers,
    async use(key) {
      users.set(key, (users.get(key) ?? 0) + 1);
      let using = true;
      return () => {
        if (using) users.set(key, (users.get(key) ?? 0) - 1);
        using = false;
      };
    },
    used: async () => new Set([...users].flatMap(([key, times]) => (times > 0 ? [key] : []))),
    async ifUnused(key, action) {
      if ((users.get(key) ?? 0) > 0) return false;
      await action();
      return true;
    },
  };
}
