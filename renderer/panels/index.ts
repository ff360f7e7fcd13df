// The panels: all that the frame (renderer/app) can show. Siblings do not import each other.

export {
  DumpCallsPanel,
  DumpComparePanel,
  DumpCreatedPanel,
  DumpDetails,
  DumpGroupsPanel,
  DumpGuidePanel,
  DumpLocksPanel,
  DumpProblemsPanel,
  DumpReportPanel,
  DumpSettingsDialog,
  sourceWords,
  timeText,
} from './dump';
export { GoroutineDetails } from './goroutine-details';
export { GoroutinesPanel } from './goroutines';
export { FlamePanel, GraphDetails, GraphPanel, TopPanel } from './graph';
export { Legend } from './legend';
export { CancelledPanel, FailedPanel, UnreadableDumpsPanel, UnreadablePanel } from './not-opened';
export { OpeningPanel, ReadingLine } from './opening';
export { ProblemsPanel } from './problems';
export { RangeFactsPanel } from './range-facts';
export { SpanDetails } from './span-details';
export { StartPanel } from './start';
export { StoragePanel } from './storage';
export { TraceFacts } from './trace-facts';
