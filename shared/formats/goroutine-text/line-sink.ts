// What takes the lines of a text in which goroutine dumps stand (lines.ts finds them).

/** Lines come without their ends and without what a logger put in front of them. */
export interface LineSink {
  /**
   * @param from, to the line in `bytes`, which are reused after the call.
   * @param rawFrom, rawTo the bytes of the file that it stands in, with its prefix and its end.
   * @returns whether it is part of a dump; if not, it is looked at otherwise and may come again as `text`.
   */
  line(bytes: Uint8Array, from: number, to: number, rawFrom: number, rawTo: number): boolean;
  /**
   * Takes what it can of the plain text (nothing in front of the lines) that begins at `from` with a line and is `rawFrom` of
   * the file.
   * @returns where the lines begin that it leaves.
   */
  frames(bytes: Uint8Array, from: number, to: number, rawFrom: number): number;
  /** A line that is no part of a dump. */
  text(bytes: Uint8Array, from: number, to: number, rawFrom: number, rawTo: number): void;
  /** What stands in front of the header that comes next, or around it: the logger's words. */
  beside(bytes: Uint8Array, from: number, to: number): void;
  /** The bytes given so far will change: copy what is still needed of them. */
  keep(): void;
  /** @param cut the last line had no end. */
  end(cut: boolean, rawTo: number): void;
}
