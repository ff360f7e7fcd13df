// Puts the batches of a section into its generation.

import type { Section } from '../sections';
import { BatchFramer } from './framing';
import type { Generation } from './generation';

/** @param broken called if a batch cannot begin where one must: nothing of the section behind it is read */
export function readBatches(
  section: Section,
  minor: number,
  generation: Generation,
  broken: (offset: number, found: string) => void,
): void {
  const framer = new BatchFramer(minor, section.offset);
  for (const piece of section.pieces) framer.push(piece);
  for (let reading = true; reading; ) {
    const frame = framer.next();
    if (frame.kind === 'batch') {
      // Only a splitter that is wrong hands out batches of others.
      if (frame.batch.generation === generation.number) generation.add(frame.batch);
    } else if (frame.kind !== 'end-of-generation') {
      reading = false;
      if (frame.kind === 'broken') broken(frame.offset, frame.found);
    }
  }
  const cut = framer.leftover > 0 ? framer.takeUnfinished() : undefined;
  if (cut !== undefined && cut.generation === generation.number) generation.add(cut);
  generation.settle();
}
