import { describe, expect, test } from 'vitest';
import { BatchFramer, type FrameEvent } from '../../../../shared/formats/go-trace-v2/framing';
import { MAX_BATCH_BYTES } from '../../../../shared/formats/go-trace-v2/wire';

/** A batch as the runtime writes it: the length padded to ten bytes. */
function batchBytes(generation: number, data: readonly number[]): number[] {
  const length = [data.length | 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00];
  return [1, generation, 7, 100, ...length, ...data];
}

function frames(framer: BatchFramer): FrameEvent[] {
  const events: FrameEvent[] = [];
  for (;;) {
    const event = framer.next();
    if (event.kind === 'starved') return events;
    events.push(event);
    if (event.kind === 'broken') return events;
  }
}

describe('BatchFramer', () => {
  test('reads padded lengths, and the same batches whatever the pieces', () => {
    const bytes = Uint8Array.from([...batchBytes(1, [1, 2, 3]), ...batchBytes(1, [4]), 52, ...batchBytes(2, [])]);
    for (let size = 1; size <= bytes.length; size++) {
      const framer = new BatchFramer(26, 16);
      const events: FrameEvent[] = [];
      for (let at = 0; at < bytes.length; at += size) {
        framer.push(bytes.subarray(at, at + size));
        events.push(...frames(framer));
      }
      expect(events.map((event) => event.kind)).toEqual(['batch', 'batch', 'end-of-generation', 'batch']);
      const [first, second] = events;
      if (first?.kind !== 'batch' || second?.kind !== 'batch') throw new Error('not batches');
      expect([...first.batch.data]).toEqual([1, 2, 3]);
      expect(first.batch.offset).toBe(16);
      expect(second.batch.offset).toBe(16 + batchBytes(1, [1, 2, 3]).length);
      expect(framer.leftover).toBe(0);
    }
  });

  test('keeps views of the chunk where a batch lies within it', () => {
    const framer = new BatchFramer(26, 0);
    const chunk = Uint8Array.from(batchBytes(1, [9, 9]));
    framer.push(chunk);
    const event = framer.next();
    expect(event.kind === 'batch' && event.batch.data.buffer).toBe(chunk.buffer);
  });

  test('a hostile size is damage, and nothing waits for it', () => {
    const framer = new BatchFramer(26, 16);
    const size = MAX_BATCH_BYTES + 1;
    framer.push(Uint8Array.from([1, 1, 7, 100, (size & 127) | 128, ((size >> 7) & 127) | 128, size >> 14]));
    expect(framer.next()).toMatchObject({ kind: 'broken', offset: 16 });
  });

  test('the end mark of a generation is no batch before Go 1.26', () => {
    const framer = new BatchFramer(25, 16);
    framer.push(Uint8Array.from([52]));
    expect(framer.next().kind).toBe('broken');
  });

  test('says how much of an unfinished batch is left', () => {
    const framer = new BatchFramer(26, 16);
    framer.push(Uint8Array.from(batchBytes(1, [1, 2, 3]).slice(0, -2)));
    expect(framer.next().kind).toBe('starved');
    expect(framer.leftover).toBe(15);
  });

  test('hands out what stands of a batch that the file ends in', () => {
    const framer = new BatchFramer(26, 16);
    framer.push(Uint8Array.from(batchBytes(1, [1, 2, 3]).slice(0, -2)));
    expect(framer.next().kind).toBe('starved');
    const batch = framer.takeUnfinished();
    expect(batch).toMatchObject({ cut: true, generation: 1, offset: 16 });
    expect([...(batch?.data ?? [])]).toEqual([1]);
    expect(framer.leftover).toBe(0);
  });

  test('has nothing of a batch whose header is cut', () => {
    const framer = new BatchFramer(26, 16);
    framer.push(Uint8Array.from(batchBytes(1, [1, 2, 3]).slice(0, 6)));
    expect(framer.next().kind).toBe('starved');
    expect(framer.takeUnfinished()).toBeUndefined();
  });
});
