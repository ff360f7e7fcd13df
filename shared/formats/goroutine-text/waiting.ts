// Which functions tell by their first argument what a goroutine waits for (F5 and F6 of Go's behaviour: the address of a
// Mutex, WaitGroup or Cond shows in every dump, that of a channel in system tracebacks only).

export const Wait = {
  No: 0,
  /** A semaphore inside of something larger: taken only if no caller tells more. */
  Semaphore: 1,
  Address: 2,
  /** Callers that tell in what the semaphore stands, see SEMAPHORE_AT. */
  Reader: 3,
  Writer: 4,
} as const;

/** RWMutex is a Mutex of 8 bytes, then the semaphores of writers and of readers: so in all versions of Go. */
export const SEMAPHORE_AT: Readonly<Record<number, number>> = { [Wait.Reader]: 12, [Wait.Writer]: 8 };

const ADDRESSES = new Set([
  'internal/sync.(*Mutex).lockSlow',
  'sync.(*Mutex).lockSlow',
  'sync.(*Mutex).Lock',
  'internal/sync.(*Mutex).Lock',
  'sync.(*WaitGroup).Wait',
  'sync.(*Cond).Wait',
  'sync.runtime_notifyListWait',
  'runtime.chanrecv',
  'runtime.chanrecv1',
  'runtime.chanrecv2',
  'runtime.chansend',
  'runtime.chansend1',
]);
const SEMAPHORES = /^(runtime\.semacquire1?|(internal\/)?sync\.runtime_Semacquire[A-Za-z]*)$/;

export function waitOf(func: string): number {
  if (func === 'sync.(*RWMutex).RLock') return Wait.Reader;
  if (func === 'sync.(*RWMutex).Lock') return Wait.Writer;
  return ADDRESSES.has(func) ? Wait.Address : SEMAPHORES.test(func) ? Wait.Semaphore : Wait.No;
}
