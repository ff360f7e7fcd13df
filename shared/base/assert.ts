// For our own bugs only: a bad file is a Problem (shared/model/problems.ts), a bad environment a Result.

export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`Ghostlight has a bug: ${message}`);
}

export function unreachable(value: never): never {
  throw new Error(`Ghostlight has a bug: unexpected ${String(value)}`);
}
