// Which functions tell by their first argument what a goroutine waits for (F5 and F6 of Go's behaviour: the address of a
// Mutex, WaitGroup or Cond shows in every dump, that of a channel in system tracebacks only).

export const Wait = {
  No: 0,
  /** A semaphore inside of something larger: taken only if no caller tells more. */
  Semaphore: 1,
  Address: 2,
} as const;

const ADDRESSES = new Set([
  'internal/sync.(*Mutex).lockSlow',
  'sync.(*Mutex).lockSlow',
  'sync.(*Mutex).Lock',
  'internal/sync.(*Mutex).Lock',
  'sync.(*RWMutex).Lock',
  'sync.(*RWMutex).RLock',
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

export const waitOf = (func: string): number =>
  ADDRESSES.has(func) ? Wait.Address : SEMAPHORES.test(func) ? Wait.Semaphore : Wait.No;
