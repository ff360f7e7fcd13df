// What reads a trace by sections needs of the format that has them, Go 1.22 and newer.

export { Continuity, type KnownState } from './go-trace-v2/continuity';
export {
  beginGap,
  byOffset,
  contradiction,
  endOfTrace,
  finalSync,
  formatOf,
  HEADER_BYTES,
  HEADER_ONLY,
  versionProblems,
} from './go-trace-v2/reader';
export { sectionBaseTime } from './go-trace-v2/section-base-time';
export { SectionReader } from './go-trace-v2/section-reader';
export { createSectionSplitter } from './go-trace-v2/section-splitter';
