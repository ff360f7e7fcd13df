// The Range header of a request for a file (RFC 9110, one range), for the served page and for Electron's trace://.

export type ByteRange =
  | { readonly kind: 'whole' }
  /** Bytes from … to, `to` exclusive. */
  | { readonly kind: 'part'; readonly from: number; readonly to: number }
  | { readonly kind: 'unsatisfiable' };

const WHOLE: ByteRange = { kind: 'whole' };

/** What a Range header asks of a file of `size` bytes. A header that is not understood is ignored, as the RFC wants. */
export function parseByteRange(header: string | null | undefined, size: number): ByteRange {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (match === null) return WHOLE;
  const [, first = '', last = ''] = match;
  if (first === '') {
    if (last === '') return WHOLE;
    const length = Math.min(Number(last), size);
    return length === 0 ? { kind: 'unsatisfiable' } : { kind: 'part', from: size - length, to: size };
  }
  const from = Number(first);
  if (last !== '' && Number(last) < from) return WHOLE;
  if (from >= size) return { kind: 'unsatisfiable' };
  return { kind: 'part', from, to: last === '' ? size : Math.min(Number(last) + 1, size) };
}

export interface RangeReply {
  readonly status: 200 | 206 | 416;
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes to send: from … to, `to` exclusive; empty for 416. */
  readonly from: number;
  readonly to: number;
}

/** Status and headers of the reply to a request for a file, and which bytes go with it. */
export function rangeReply(header: string | null | undefined, size: number): RangeReply {
  const range = parseByteRange(header, size);
  const headers = { 'Content-Type': 'application/octet-stream', 'Accept-Ranges': 'bytes' };
  switch (range.kind) {
    case 'whole':
      return { status: 200, headers: { ...headers, 'Content-Length': String(size) }, from: 0, to: size };
    case 'part':
      return {
        status: 206,
        headers: {
          ...headers,
          'Content-Length': String(range.to - range.from),
          'Content-Range': `bytes ${range.from}-${range.to - 1}/${size}`,
        },
        from: range.from,
        to: range.to,
      };
    case 'unsatisfiable':
      return {
        status: 416,
        headers: { ...headers, 'Content-Length': '0', 'Content-Range': `bytes */${size}` },
        from: 0,
        to: 0,
      };
  }
}
