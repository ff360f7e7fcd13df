// What a user can do about a problem of a file. The problem itself says what happened; this says what next.

import type { ProblemCode } from '../../shared/model/problems';

export interface Advice {
  /** The problem in two or three words, for lists. */
  readonly name: string;
  /** What the file is, as the heading of the page for a file that cannot be read. */
  readonly title: string;
  readonly advice: string;
}

export const ADVICE: Readonly<Record<ProblemCode, Advice>> = {
  'not-a-trace': {
    name: 'not a trace',
    title: 'Neither a Go trace nor a goroutine dump',
    advice:
      'A trace begins with the words “go 1.22 trace”, or with another number. Profiles (pprof) and logs look similar by name: check that the file was written by runtime/trace, /debug/pprof/trace or go test -trace. Goroutine dumps are opened as well, but none was found in it: they have lines such as “goroutine 1 [running]:”.',
  },
  empty: {
    name: 'empty file',
    title: 'An empty file',
    advice:
      'The download was interrupted, or, of a trace, the program ended before trace.Stop was called: call defer trace.Stop() right after trace.Start. Take the trace or the dump again; curl -f says where a server refuses it.',
  },
  'header-only': {
    name: 'no events',
    title: 'A trace without events',
    advice:
      'Only the header was written. The program ended before the first events were flushed: call trace.Stop before it exits (os.Exit and log.Fatal skip deferred calls).',
  },
  'old-version': {
    name: 'older version',
    title: 'A trace of an older Go version',
    advice:
      'Traces of Go 1.9 and older use another format. Build the program with a newer Go version and take the trace again, or look at this one with the go tool trace of its own version.',
  },
  'unknown-version': {
    name: 'unknown version',
    title: 'A trace of an unknown version',
    advice:
      'If its first bytes are undamaged, a Go release newer than this Ghostlight wrote it, and a newer Ghostlight may read it.',
  },
  compressed: {
    name: 'compressed',
    title: 'A compressed file',
    advice: 'Unpack it first, then open the result. Traces packed once with gzip or zstd open as they are.',
  },
  'broken-packing': {
    name: 'damaged packing',
    title: 'A damaged compressed file',
    advice:
      'What could be unpacked was read. Check the file with gzip -t or zstd -t, compare its size with the original, and copy it again in binary mode.',
  },
  truncated: {
    name: 'cut',
    title: 'A trace that was cut',
    advice:
      'What stands before the cut was read. The rest was never written or not copied: compare the size with the original, and call trace.Stop before the program exits.',
  },
  'broken-batch': {
    name: 'damaged events',
    title: 'A damaged trace',
    advice:
      'The events of this part are missing from the view. Copy the file again in binary mode, or take a new trace.',
  },
  'broken-table': {
    name: 'damaged names or stacks',
    title: 'A damaged trace',
    advice: 'Some stacks or names cannot be shown. Copy the file again in binary mode, or take a new trace.',
  },
  'broken-order': {
    name: 'contradicting events',
    title: 'A trace whose events contradict each other',
    advice:
      'What follows, up to the next part of the trace, is missing from the view. If the file is undamaged, this is a fault of the Go runtime or of Ghostlight: please report it with the file.',
  },
  'guessed-order': {
    name: 'guessed order',
    title: 'A trace that does not tell all of its order',
    advice:
      'All events that stand in the file are shown. Near the places named, an event may be missing or its time inexact; a trace of a newer Go version would tell more.',
  },
  'incomplete-generation': {
    name: 'unfinished part',
    title: 'A trace with an unfinished part',
    advice:
      'The last part of the trace was still being written. What was complete is shown; call trace.Stop before copying the file.',
  },
  garbage: {
    name: 'foreign bytes',
    title: 'A damaged trace',
    advice: 'There are bytes that belong to no trace. Was something else written to the same file? Take a new trace.',
  },
  source: {
    name: 'not read to its end',
    title: 'A file that could not be read to its end',
    advice: 'Check that the file still exists and may be read, then open it again.',
  },
  'not-a-dump': {
    name: 'not a dump',
    title: 'Not a goroutine dump',
    advice:
      'Goroutine dumps come from /debug/pprof/goroutine (debug=0, 1 or 2), from runtime.Stack, from a panic, or from SIGQUIT (kill -QUIT). Traces are opened one by one.',
  },
  'no-goroutines': {
    name: 'no goroutines found',
    title: 'No goroutines in this file',
    advice:
      'A dump has lines such as “goroutine 1 [running]:”, or begins with “goroutine profile: total”. Check that the download did not end in an error page, and that the log is the one of standard error.',
  },
  'dump-cut': {
    name: 'cut',
    title: 'A dump that was cut',
    advice:
      'What stands before the cut was read. debug=2 ends at 64 MiB, and runtime.Stack at the size of its buffer: take debug=1 as well, which counts all goroutines.',
  },
  'dump-damaged': {
    name: 'damaged dump',
    title: 'A damaged dump',
    advice: 'What could be read is shown. Copy the file again in binary mode, or take a new dump.',
  },
  'too-much': {
    name: 'beyond a limit',
    title: 'A file that unpacks to too much',
    advice: 'What was read up to the limit is shown. Unpack it, and open the files that matter.',
  },
};
