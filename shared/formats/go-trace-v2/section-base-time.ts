// The trace's start: Go takes the earliest batch of the first generation.

import { SymbolTableBuilder } from '../../model/symbol-table';
import type { Section } from '../sections';
import { Generation } from './generation';
import { readBatches } from './read-batches';

/** Clock units of the section's earliest batch whose time can be right. */
export function sectionBaseTime(section: Section, format: number): number {
  const generation = new Generation(section.generation, section.offset, format, new SymbolTableBuilder());
  readBatches(section, format, generation, () => {});
  return generation.minTime;
}
