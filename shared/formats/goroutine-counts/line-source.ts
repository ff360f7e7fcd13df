// Cuts bytes into lines, each with its place in the file. Bytes that nobody asks for are passed over without being cut: of
// a log of 1 GB only the profiles in it cost more than a search.

/** debug=2 ends there; a longer line belongs to no dump. */
const LONGEST_LINE = 64 * 1024 * 1024;
/** What may stand before the mark and matters: the logger's prefix, and a time in the lines before. */
const KEPT_BEFORE = 1024;

export interface LineSource {
  push(chunk: Uint8Array): void;
  end(): void;
}

export type Decode = (from: number, to: number) => string;

export interface LineTaker {
  /** While this is false only lines that hold `mark` matter. */
  readonly wantsAll: boolean;
  readonly mark: string;
  /**
   * @param text one character per byte. @param from byte of the file, `to` without the line break
   * @param decode a part of it, by its places in `text`, as UTF-8
   * @param before some text before it, where all before it was passed over
   */
  line(text: string, from: number, to: number, decode: Decode, before: string): void;
}

export function createLineSource(taker: LineTaker): LineSource {
  const latin = new TextDecoder('latin1');
  const utf8 = new TextDecoder();
  /** Bytes without a line break, that come before the next chunk. */
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  /** Place in the file of the first of them. */
  let position = 0;
  /** They begin a line that is wanted: nothing can be taken before its break comes. */
  let midLine = false;

  function joined(): Uint8Array {
    if (waiting.length === 1) return waiting[0];
    const all = new Uint8Array(waitingBytes);
    let at = 0;
    for (const part of waiting) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  function keep(bytes: Uint8Array, from: number): void {
    position += from;
    waitingBytes = bytes.length - from;
    waiting = waitingBytes > 0 ? [bytes.slice(from)] : [];
  }

  /** Takes all whole lines, at the end of the file also the last one. */
  function take(atEnd: boolean): void {
    const bytes = joined();
    midLine = false;
    const text = latin.decode(bytes);
    let from = 0;
    while (from < text.length) {
      let before = '';
      if (!taker.wantsAll) {
        const mark = text.indexOf(taker.mark, from);
        if (mark < 0) {
          // The mark may be cut by the end of the chunk.
          const kept = Math.max(text.length - KEPT_BEFORE, from);
          keep(bytes, atEnd ? text.length : kept);
          return;
        }
        const lineStart = Math.max(from, text.lastIndexOf('\n', mark) + 1, mark - KEPT_BEFORE);
        before = text.slice(Math.max(from, lineStart - KEPT_BEFORE), lineStart);
        from = lineStart;
      }
      const lineBreak = text.indexOf('\n', from);
      const tooLong = text.length - from > LONGEST_LINE;
      if (lineBreak < 0 && !atEnd && !tooLong) {
        midLine = true;
        break;
      }
      const lineEnd = lineBreak < 0 ? text.length : lineBreak;
      const to = lineEnd > from && text[lineEnd - 1] === '\r' ? lineEnd - 1 : lineEnd;
      const start = from;
      const decode: Decode = (a, b) => utf8.decode(bytes.subarray(start + a, start + b));
      taker.line(text.slice(start, to), position + start, position + to, decode, before);
      from = lineBreak < 0 ? text.length : lineBreak + 1;
    }
    keep(bytes, from);
  }

  return {
    push(chunk) {
      if (chunk.length === 0) return;
      waiting.push(chunk);
      waitingBytes += chunk.length;
      // Joining a long line each time would copy it again and again.
      const searching = !midLine && !taker.wantsAll;
      if (searching || waitingBytes > LONGEST_LINE || chunk.includes(10)) take(false);
      else waiting[waiting.length - 1] = chunk.slice();
    },
    end: () => take(true),
  };
}
