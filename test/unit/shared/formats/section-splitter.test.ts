import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createSectionSplitter } from '../../../../shared/formats/go-trace-v2/section-splitter';
import type { Section } from '../../../../shared/formats/sections';
import { readTrace, v2Fixtures } from '../../../support/reference';

const BROKEN = join(import.meta.dirname, '..', '..', '..', 'fixtures', 'broken');
const HEADER = [...new TextEncoder().encode('go 1.26 trace'), 0, 0, 0];
/** Clock units; a batch inside other data would have a small number here. */
const TIME = [0x80, 0x80, 0x80, 0x80, 0x01];

const minorOf = (bytes: Uint8Array): number =>
  Number(/^go 1\.(\d+)/.exec(String.fromCharCode(...bytes.subarray(0, 8)))?.[1]);

interface Split {
  readonly sections: readonly Section[];
  readonly problems: readonly { readonly code: string; readonly offset?: number; readonly message: string }[];
  readonly mostHeld: number;
}

/** Pushes copies, each with a buffer of its own, as they come from a stream. */
function split(bytes: Uint8Array, chunkSize: number, minor = minorOf(bytes)): Split {
  const splitter = createSectionSplitter(minor);
  const sections: Section[] = [];
  let mostHeld = 0;
  const drain = (): void => {
    for (let section = splitter.next(); section !== undefined; section = splitter.next()) sections.push(section);
    mostHeld = Math.max(mostHeld, splitter.heldBytes);
  };
  for (let at = 0; at < bytes.length; at += chunkSize) {
    splitter.push(bytes.slice(at, at + chunkSize));
    drain();
  }
  splitter.end();
  drain();
  return { sections, problems: splitter.problems, mostHeld };
}

const bytesOf = (section: Section): Uint8Array => Uint8Array.from(section.pieces.flatMap((piece) => [...piece]));
const facts = ({ sections, problems }: Split) => ({
  sections: sections.map(({ pieces, ...rest }) => ({ ...rest, held: pieces.reduce((sum, p) => sum + p.length, 0) })),
  problems,
});

/** A batch as the runtime writes it: the length padded to ten bytes. */
function batch(generation: number, data: readonly number[], thread = 7): number[] {
  const size = [(data.length & 0x7f) | 0x80, (data.length >> 7) | 0x80, ...new Array(7).fill(0x80), 0x00];
  return [1, generation, thread, ...TIME, ...size, ...data];
}
const sync = (generation: number): number[] => batch(generation, [50, 8, 1, 51, 0, 0, 0, 0]);
const events = (generation: number, thread = 7): number[] => batch(generation, [11, 1, 11, 2, 11, 3], thread);
const strings = (generation: number): number[] => batch(generation, [4, 5, 1, 2, 65, 66]);
const stacks = (generation: number): number[] => batch(generation, [2, 3, 1, 0]);
const whole = (generation: number): number[] => [
  ...sync(generation),
  ...events(generation),
  ...events(generation, 8),
  ...stacks(generation),
  ...strings(generation),
  52,
];
const file = (...parts: readonly (readonly number[])[]): Uint8Array => Uint8Array.from([...HEADER, ...parts.flat()]);

describe('whole files', () => {
  test.each(v2Fixtures())('%s: sections are the file, whatever the pieces', (name) => {
    const bytes = readTrace(name);
    const reading = split(bytes, 1 << 20);
    expect(reading.problems).toEqual([]);
    const minor = minorOf(bytes);
    let at = 16;
    for (const [index, section] of reading.sections.entries()) {
      expect(section).toMatchObject({ index, offset: at, complete: true, cut: false, afterGap: false });
      expect(Buffer.compare(Buffer.concat(section.pieces), bytes.subarray(at, at + section.byteLength))).toBe(0);
      at += section.byteLength;
      if (minor >= 26) expect(bytes[at++]).toBe(52);
    }
    expect(at).toBe(bytes.length);
    const sizes = bytes.length > 400_000 ? [4096] : [1, 7, 4096];
    for (const size of sizes) {
      const other = split(bytes, size);
      expect(facts(other)).toEqual(facts(reading));
      for (const [index, section] of other.sections.entries()) {
        expect(Buffer.compare(Buffer.concat(section.pieces), Buffer.concat(reading.sections[index]!.pieces))).toBe(0);
      }
    }
  });

  test('no buffer is in two sections, and a chunk within one is passed on as it is', () => {
    const bytes = file(whole(1), whole(2), whole(3));
    for (const size of [1, 50, 97, 1000, 4000]) {
      const owner = new Map<ArrayBufferLike, number>();
      for (const { index, pieces } of split(bytes, size).sections) {
        for (const piece of pieces)
          expect(owner.set(piece.buffer, owner.get(piece.buffer) ?? index).get(piece.buffer)).toBe(index);
      }
      expect(owner.size).toBeGreaterThan(2);
    }
    const splitter = createSectionSplitter(26);
    const chunks = [file(sync(1)), Uint8Array.from(batch(1, new Array(2000).fill(11))), Uint8Array.from([52])];
    for (const chunk of chunks) splitter.push(chunk);
    splitter.end();
    expect(splitter.next()?.pieces[1]).toBe(chunks[1]);
  });

  test('a section can be transferred while the next one is still being read', () => {
    const bytes = file(whole(1), whole(2));
    const splitter = createSectionSplitter(26);
    splitter.push(bytes.slice(0, bytes.length - 5));
    const first = splitter.next();
    structuredClone(first, { transfer: [...new Set(first?.pieces.map((piece) => piece.buffer as ArrayBuffer))] });
    splitter.push(bytes.slice(bytes.length - 5));
    splitter.end();
    const second = splitter.next();
    expect([...bytesOf(second as Section)]).toEqual(whole(2).slice(0, -1));
  });

  test('an old format ends a generation where the next begins, or with the file', () => {
    const bytes = file(whole(1).slice(0, -1), whole(2).slice(0, -1));
    const reading = split(bytes, 64, 25);
    expect(reading.sections.map((s) => [s.generation, s.complete])).toEqual([
      [1, true],
      [2, true],
    ]);
    expect(reading.problems).toEqual([]);
  });

  test('a trailing clock batch is a section that is not complete, and no damage', () => {
    const reading = split(file(whole(1), sync(2)), 64);
    expect(reading.sections.map((s) => [s.generation, s.complete, s.cut])).toEqual([
      [1, true, false],
      [2, false, false],
    ]);
    expect(reading.problems).toEqual([]);
  });

  test('nothing in the file is no section and no damage', () => {
    expect(split(file(), 5)).toMatchObject({ sections: [], problems: [] });
    expect(split(new Uint8Array(0), 5, 26)).toMatchObject({ sections: [], problems: [] });
  });

  test('a flight recorder begins with any generation', () => {
    expect(split(file(whole(100), whole(101)), 99).sections.map((s) => [s.generation, s.afterGap])).toEqual([
      [100, false],
      [101, false],
    ]);
  });
});

describe('damage', () => {
  /** The same whatever the pieces. */
  function splitAlike(bytes: Uint8Array, minor = minorOf(bytes)): Split {
    const reading = split(bytes, bytes.length, minor);
    for (const size of [1, 7, 100]) expect(facts(split(bytes, size, minor))).toEqual(facts(reading));
    for (const { message } of reading.problems) expect(message).toMatch(/^[A-Z].*\.$/);
    return reading;
  }
  const garbage = new Array(50).fill(0xee);

  test('garbage between generations is skipped, and the next one begins after a gap', () => {
    const { sections, problems } = splitAlike(file(whole(1), garbage, whole(2)));
    expect(sections.map((s) => [s.generation, s.complete, s.afterGap])).toEqual([
      [1, true, false],
      [2, true, true],
    ]);
    expect(problems).toMatchObject([{ code: 'garbage', offset: 16 + whole(1).length }]);
    expect(problems[0]?.message).toContain('50 bytes');
  });

  test('garbage within a generation: what came before stays, of the rest the tables', () => {
    const before = [...sync(1), ...events(1)];
    const { sections, problems } = splitAlike(
      file(before, garbage, events(1, 8), stacks(1), strings(1), [52], whole(2)),
    );
    expect(sections.map((s) => [s.generation, s.complete, s.cut, s.afterGap])).toEqual([
      [1, false, true, false],
      [2, true, false, true],
    ]);
    expect([...bytesOf(sections[0] as Section)]).toEqual([...before, ...stacks(1), ...strings(1)]);
    expect(problems).toMatchObject([{ code: 'broken-batch', offset: 16 + before.length, generation: 1 }]);
    expect(problems[0]?.message).toContain('tables');
  });

  test('garbage to the end of the file', () => {
    const at = 16 + whole(1).length;
    const { sections, problems } = splitAlike(file(whole(1), garbage));
    expect(sections.map((s) => [s.generation, s.complete])).toEqual([[1, true]]);
    expect(problems).toMatchObject([{ code: 'garbage', offset: at }]);
    const open = splitAlike(file(whole(1).slice(0, -1), garbage));
    expect(open.sections.map((s) => [s.generation, s.complete])).toEqual([[1, false]]);
    expect(open.problems).toMatchObject([{ code: 'broken-batch', offset: at - 1 }]);
  });

  test('garbage after the last generation of an old format does not make it less whole', () => {
    const { sections, problems } = splitAlike(file(whole(1).slice(0, -1), garbage), 25);
    expect(sections).toMatchObject([{ complete: false, cut: false }]);
    expect(problems).toMatchObject([{ code: 'garbage' }]);
  });

  test('a length that leads too far: the batches that it led past are found', () => {
    // Too far by the batch after it, and by a bit, so that no batch begins there.
    const wrong = events(1);
    wrong[8] = (wrong[8] as number) + 40;
    const { sections, problems } = splitAlike(
      file(sync(1), wrong, events(1, 8), stacks(1), strings(1), [52], whole(2)),
    );
    expect(problems).toMatchObject([{ code: 'broken-batch', offset: 16 + sync(1).length, generation: 1 }]);
    expect(sections.map((s) => [s.generation, s.complete, s.cut, s.afterGap])).toEqual([
      [1, true, false, false],
      [2, true, false, false],
    ]);
    // The length was put right: nothing of it is missing.
    const kept = bytesOf(sections[0] as Section);
    expect([...kept.subarray(sync(1).length)].slice(-whole(1).length + sync(1).length + events(1).length + 1)).toEqual([
      ...events(1, 8),
      ...stacks(1),
      ...strings(1),
    ]);
    const again = split(Uint8Array.from([...HEADER, ...kept, 52]), 1000);
    expect(again.problems).toEqual([]);
    expect(again.sections.length).toBe(1);
  });

  test('a run of bytes too many or too few inside a batch damages that batch alone', () => {
    const header = events(1).slice(0, -6);
    // The events no longer end where the length says: what stands there belongs to them.
    const longer = [...header, 11, 1, 11, 0x82, 0x82, 0x82, 0x82, 11, 3];
    const shorter = [...header, 11, 1, 11];
    for (const wrong of [longer, shorter]) {
      const { sections, problems } = splitAlike(
        file(sync(1), wrong, events(1, 8), stacks(1), strings(1), [52], whole(2)),
      );
      expect(problems).toMatchObject([{ code: 'broken-batch', offset: 16 + sync(1).length }]);
      expect(sections.map((s) => [s.generation, s.complete, s.afterGap])).toEqual([
        [1, true, false],
        [2, true, false],
      ]);
      const rest = [...events(1, 8), ...stacks(1), ...strings(1)];
      expect([...bytesOf(sections[0] as Section)].slice(-rest.length)).toEqual(rest);
    }
    // Where they do end there, what stands between may have been a batch.
    const between = splitAlike(file(sync(1), events(1), [0xee, 0xee], events(1, 8), strings(1), [52], whole(2)));
    expect(between.sections.map((s) => [s.generation, s.complete])).toEqual([
      [1, false],
      [2, true],
    ]);
  });

  test('a length that leads beyond the end of the file', () => {
    const wrong = events(1);
    wrong[10] = 0x83;
    const { sections, problems } = splitAlike(file(sync(1), wrong, strings(1), [52], whole(2)));
    expect(problems).toMatchObject([{ code: 'broken-batch', generation: 1 }]);
    expect(sections.map((s) => s.generation)).toEqual([1, 2]);
  });

  test.each([
    ['a bad type', [2, 1, 7]],
    ['generation 0', [1, 0, 7]],
    ['an absurd generation', [1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]],
    ['an earlier generation', batch(1, [11, 1])],
    ['a length beyond the limit', [1, 2, 7, ...TIME, 0x81, 0x80, 0x04]],
    ['a number of eleven bytes', [1, 2, ...new Array(11).fill(0x80)]],
    ['one batch with another number', batch(9, [11, 1])],
    ['one batch with the next number', batch(3, [11, 1])],
  ])('%s within a generation', (_, wrong) => {
    const { sections, problems } = splitAlike(
      file(whole(1), sync(2), wrong, events(2), stacks(2), strings(2), [52], whole(3)),
    );
    expect(sections.map((s) => [s.generation, s.complete, s.afterGap])).toEqual([
      [1, true, false],
      [2, false, false],
      [3, true, true],
    ]);
    expect(problems).toMatchObject([{ code: 'broken-batch', offset: 16 + whole(1).length + sync(2).length }]);
  });

  test('a missing generation, a missing end mark, a doubled one', () => {
    const missing = splitAlike(file(whole(1), whole(3)));
    expect(missing.sections.map((s) => [s.generation, s.complete, s.afterGap])).toEqual([
      [1, true, false],
      [3, true, true],
    ]);
    expect(missing.problems).toMatchObject([{ code: 'incomplete-generation', generation: 2 }]);
    const unmarked = splitAlike(file(whole(1).slice(0, -1), whole(2)));
    expect(unmarked.sections.map((s) => [s.generation, s.complete, s.afterGap])).toEqual([
      [1, true, false],
      [2, true, false],
    ]);
    expect(unmarked.problems).toMatchObject([{ code: 'broken-batch', generation: 1 }]);
    const doubled = splitAlike(file(whole(1), [52, 52], whole(2)));
    expect(doubled.sections.length).toBe(2);
    expect(doubled.problems).toMatchObject([{ code: 'garbage', offset: 16 + whole(1).length }]);
  });

  test('the first batch is damaged: the rest of its generation is a section after a gap', () => {
    const { sections, problems } = splitAlike(
      file([0xee, ...sync(1).slice(1)], events(1), events(1, 8), strings(1), [52]),
    );
    expect(sections.map((s) => [s.generation, s.afterGap, s.offset])).toEqual([[1, true, 16 + sync(1).length]]);
    expect(problems).toMatchObject([{ code: 'garbage', offset: 16 }]);
  });

  test('a generation that is broken in its first batch and has nothing else is no section', () => {
    const wrong = sync(1);
    wrong[8] = 0xff;
    const { sections } = splitAlike(file(wrong.slice(0, 12), whole(2)));
    for (const section of sections) expect(section.byteLength).toBeGreaterThan(0);
    expect(sections.at(-1)).toMatchObject({ generation: 2, complete: true });
  });

  test('cut at every byte: what stands before the cut is kept, and a cut inside a batch is announced', () => {
    const bytes = file(whole(1), whole(2));
    const ends = new Set([16, 17 + whole(1).length - 1, bytes.length]);
    for (const generation of [1, 2]) {
      let at = generation === 1 ? 16 : 16 + whole(1).length;
      for (const part of [sync, events, events, stacks, strings]) {
        at += part(generation).length;
        ends.add(at);
      }
    }
    for (let length = 16; length < bytes.length; length++) {
      const { sections, problems } = split(bytes.slice(0, length), length);
      expect(
        problems.map((p) => p.code),
        `cut at ${length}`,
      ).toEqual(ends.has(length) ? [] : ['truncated']);
      const kept = sections.reduce((sum, section) => sum + section.byteLength, 0);
      // A header that is cut has no generation to belong to where it would begin one.
      if (length < 16 + whole(1).length) expect(kept === length - 16 || sections.length === 0).toBe(true);
    }
  });

  test('a newer version is read by the newest rules', () => {
    expect(split(file(whole(1), whole(2)), 100, 28).sections.length).toBe(2);
  });

  test('many places with damage are counted, not listed', () => {
    const parts: number[][] = [];
    for (let i = 1; i <= 127; i++) parts.push(whole(i), garbage);
    const { sections, problems } = splitAlike(file(...parts));
    expect(sections.length).toBe(127);
    expect(problems.length).toBe(100);
    expect(problems.at(-1)?.message).toContain('28 more');
  });

  test('damaged corpus files: sections and problems', () => {
    const summary = (name: string) => {
      const { sections, problems } = splitAlike(new Uint8Array(readFileSync(join(BROKEN, name))));
      return [
        sections.map((s) => `${s.generation}${s.complete ? '' : '-'}${s.afterGap ? 'g' : ''}`).join(' '),
        problems.map((p) => p.code).join(' '),
      ];
    };
    expect(summary('leak-1.27-nogen2.trace')).toEqual(['1 3g', 'incomplete-generation']);
    expect(summary('leak-1.27-dupbatch.trace')).toEqual(['1 2 3', '']);
    expect(summary('http-1.24-tail.trace')).toEqual(['1-', 'garbage']);
    expect(summary('leak-1.27-minus1.trace')).toEqual(['1 2 3-', '']);
  });
});

describe('hostile bytes', () => {
  const CHUNK = 1 << 18;
  const noise = new Uint8Array(CHUNK);
  let seed = 1;
  for (let i = 0; i < CHUNK; i++) {
    seed = (seed * 48_271) % 2_147_483_647;
    noise[i] = seed >> 8;
  }
  const repeated = (pattern: readonly number[]): Uint8Array => {
    const chunk = new Uint8Array(CHUNK);
    for (let at = 0; at < CHUNK; at++) chunk[at] = pattern[at % pattern.length] as number;
    return chunk;
  };
  test.each([
    ['zeros', repeated([0])],
    ['ones', repeated([1])],
    ['noise', noise],
    ['end marks', repeated([52])],
    ['headers without data', repeated(events(1).slice(0, -6))],
    ['chains that break at their third batch', repeated([...events(3), ...events(3), 0xee])],
    ['numbers that never end', repeated([0x81])],
  ])('%s: memory stays bounded', (_, chunk) => {
    for (const before of [[], [0xee], whole(1), [...whole(1), 0xee], [...sync(1), ...events(1), 0xee]]) {
      const splitter = createSectionSplitter(26);
      splitter.push(file(before));
      let mostHeld = 0;
      let sections = 0;
      // 2 MB each: a search that took longer with every byte would not end.
      for (let i = 0; i < 8; i++) {
        splitter.push(chunk.slice());
        while (splitter.next() !== undefined) sections++;
        mostHeld = Math.max(mostHeld, splitter.heldBytes);
      }
      splitter.end();
      while (splitter.next() !== undefined) sections++;
      // The last chunk, a batch that may be mended, and what a chain of three needs.
      expect(mostHeld).toBeLessThan(CHUNK + 5 * 65_600);
      expect(sections).toBeLessThan(4);
      expect(splitter.problems.length).toBeLessThanOrEqual(100);
    }
  });
});
