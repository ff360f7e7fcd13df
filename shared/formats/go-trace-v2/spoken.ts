// Ids and counts out of the file, in words: a number of ten bytes can have 22 digits, of which doubles know 16.

/** An id as it stands in the file, or how long it is where that would be no id: `17`, `(a number of 22 digits)`. */
export function spokenId(id: number): string {
  if (id < 1e15) return String(id);
  return `(a number of ${Math.floor(Math.log10(id)) + 1} digits)`;
}
