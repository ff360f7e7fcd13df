// The views of goroutine dumps.

export { DumpCallsPanel } from './calls';
export { DumpComparePanel } from './compare';
export { DumpCreatedPanel } from './created';
export { DumpDetails } from './details';
export { DumpGroupsPanel } from './groups';
export { DumpGuidePanel } from './guide';
export { DumpLocksPanel } from './locks';
export { DumpProblemsPanel } from './problems';
export { DumpReportPanel } from './report';
export { DumpSettingsDialog } from './settings-dialog';
export { sourceWords, timeText } from './words';
