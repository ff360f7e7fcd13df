// The trace's start: Go takes the earliest batch of the first generation.

import type { Section } from '../sections';
import { BatchFramer } from './framing';

/** Clock units of the section's earliest batch, by the batch headers alone. */
export function sectionBaseTime(section: Section, format: number): number {
  const framer = new BatchFramer(format, section.offset);
  for (const piece of section.pieces) framer.push(piece);
  let earliest = Number.POSITIVE_INFINITY;
  for (;;) {
    const frame = framer.next();
    if (frame.kind === 'batch') earliest = Math.min(earliest, frame.batch.time);
    else if (frame.kind !== 'end-of-generation') break;
  }
  const cut = framer.leftover > 0 ? framer.takeUnfinished() : undefined;
  return Math.min(earliest, cut?.time ?? earliest);
}
