// The kinds of tracks of the timeline. Each draws from plain data and tells what lies under a time; none fetches.

export { gcTrack } from './gc';
export { goroutineTrack } from './goroutine';
export { type DensityPiece, groupTrack } from './group';
export { type OverviewData, overviewTrack } from './overview';
export { type GoroutineNames, procTrack } from './proc';
export { zoneTrack } from './zones';
