// A trace that is packed with gzip or zstd, as the stream of bytes that it unpacks to. The reader behind it knows nothing of
// the packing: byte offsets in its problems are offsets in the unpacked trace, sizes and progress are put right here.
//
// Memory holds one chunk of the file and one unpacked piece (256 KB at most): the next piece is unpacked when the reader
// asks for it. So nothing limits what a file may unpack to; what a reader keeps of it is bounded by the reader.

import { groupDigits } from '../base/format';
import { type PackingFault, type Unpacker, WRAPPER_BYTES, type Wrapper, wrapperOf } from '../formats/wrappers';
import type { Problem } from '../model/problems';
import type { Progress, TraceSummary } from '../model/requests';

export interface Unwrapped {
  /** The trace from its first byte. Fails where the file fails; ends without error where unpacking does. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Size of the trace; 0 = not known, since it is packed. */
  readonly totalBytes: number;
  /** Progress through the unpacked trace as progress through the file. */
  progress(progress: Progress): Progress;
  /** The summary of the unpacked trace as one of the file, with what went wrong in unpacking. */
  summary(summary: TraceSummary): TraceSummary;
}

/**
 * Looks at the first bytes of a file. Whoever gets the result must read `bytes` or end its iterator: that closes the source.
 * @param fileBytes size of the file
 */
export async function unwrap(source: AsyncIterable<Uint8Array>, fileBytes: number): Promise<Unwrapped> {
  const chunks = source[Symbol.asyncIterator]();
  const first = await peek(chunks);
  const wrapper = wrapperOf(first.bytes);
  const file = before(first, chunks);
  if (wrapper !== undefined) return unpacked(wrapper, file, fileBytes);
  return {
    bytes: { [Symbol.asyncIterator]: () => file },
    totalBytes: fileBytes,
    progress: (progress) => progress,
    summary: (summary) => summary,
  };
}

type Chunks = AsyncIterator<Uint8Array>;

interface Peeked {
  readonly chunks: readonly Uint8Array[];
  readonly bytes: Uint8Array;
  /** What the source failed with: for whoever reads that far. */
  readonly error?: { readonly thrown: unknown };
}

/** The chunks that hold the first few bytes; nearly always one. */
async function peek(source: Chunks): Promise<Peeked> {
  const chunks: Uint8Array[] = [];
  let bytes: Uint8Array = new Uint8Array(0);
  try {
    while (bytes.length < WRAPPER_BYTES) {
      const { done, value } = await source.next();
      if (done === true) break;
      chunks.push(value);
      bytes = Uint8Array.from([...bytes, ...value.subarray(0, WRAPPER_BYTES - bytes.length)]);
    }
    return { chunks, bytes };
  } catch (thrown) {
    return { chunks, bytes, error: { thrown } };
  }
}

/** The chunks that were looked at, then the others. No generator: one that never began would not close its source. */
function before({ chunks, error }: Peeked, source: Chunks): Chunks {
  let at = 0;
  return {
    async next() {
      if (at < chunks.length) return { done: false, value: chunks[at++] };
      if (error !== undefined) throw error.thrown;
      return source.next();
    },
    async return() {
      await source.return?.();
      return { done: true, value: undefined };
    },
  };
}

function unpacked(wrapper: Wrapper, file: Chunks, fileBytes: number): Unwrapped {
  const unpacker = wrapper.createUnpacker();
  let unpackedBytes = 0;
  let fileEnded = false;
  const chunks: Chunks = {
    async next() {
      for (;;) {
        const piece = unpacker.next();
        if (piece !== undefined) {
          unpackedBytes += piece.length;
          return { done: false, value: piece };
        }
        if (fileEnded || unpacker.fault !== undefined) {
          await file.return?.();
          return { done: true, value: undefined };
        }
        const chunk = await file.next();
        if (chunk.done === true) {
          fileEnded = true;
          unpacker.end();
        } else unpacker.push(chunk.value);
      }
    },
    async return() {
      await file.return?.();
      return { done: true, value: undefined };
    },
  };
  return {
    bytes: { [Symbol.asyncIterator]: () => chunks },
    totalBytes: 0,
    progress: (progress) => progressOfFile(progress, unpacker, unpackedBytes, fileBytes),
    summary(summary) {
      const { fault } = unpacker;
      const problems = summary.problems.map((problem) => problemOfPacked(problem, wrapper.name, unpackedBytes));
      // Of a file that broke off at once the reader says that it is empty, which says less than why.
      const own = fault === undefined || unpackedBytes > 0 ? problems : [];
      return {
        ...summary,
        bytes: fileBytes,
        readFraction: summary.readFraction * (fileBytes > 0 ? Math.min(1, unpacker.packedBytes / fileBytes) : 1),
        wrapper: wrapper.name,
        unpackedBytes,
        problems: fault === undefined ? own : [problemOfFault(fault, wrapper.name, unpackedBytes), ...own],
        // Gaps name problems by their place, and one came before all of them.
        gaps: summary.gaps.map((gap) =>
          fault === undefined || gap.problem === undefined ? gap : { ...gap, problem: gap.problem + 1 },
        ),
      };
    },
  };
}

function progressOfFile(progress: Progress, unpacker: Unpacker, unpackedBytes: number, fileBytes: number): Progress {
  const packing = unpackedBytes > 0 ? unpacker.packedBytes / unpackedBytes : 0;
  return {
    ...progress,
    bytesRead: unpacker.packedBytes,
    bytesIndexed: Math.round(progress.bytesIndexed * packing),
    totalBytes: fileBytes,
    bytesPerSecond: Math.round(progress.bytesPerSecond * packing),
  };
}

/** What was wrong with the packing. Its place is one in the file, which the sentence says: `offset` is for the trace. */
function problemOfFault({ kind, what, offset }: PackingFault, name: string, unpackedBytes: number): Problem {
  const kept = unpackedBytes === 0 ? 'nothing' : `the ${groupDigits(unpackedBytes)} bytes`;
  const where = `At byte ${groupDigits(offset)} of the ${name} file unpacking ended`;
  return {
    code: kind === 'refused' ? 'compressed' : 'broken-packing',
    message: `${where}: ${what}; ${kept} that came out before ${unpackedBytes === 0 ? 'was' : 'were'} read.`,
  };
}

/** What the reader says of a trace that is none, in words for somebody who opened a packed file. */
function problemOfPacked(problem: Problem, name: string, unpackedBytes: number): Problem {
  const says = (message: string): Problem => ({ code: problem.code, message });
  switch (problem.code) {
    case 'empty':
      return says(`The ${name} file holds nothing: it unpacks to 0 bytes.`);
    case 'not-a-trace':
      return says(
        `The ${name} file holds no Go trace: the ${groupDigits(unpackedBytes)} bytes looked at so far do not begin like one (go 1.NN trace).`,
      );
    case 'compressed':
      return says(`The ${name} file holds another packed file; only one layer is unpacked.`);
    default:
      return problem;
  }
}
