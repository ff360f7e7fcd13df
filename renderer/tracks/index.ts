// The kinds of tracks of the timeline.

import { gcTrack } from './gc';
import { goroutineTrack } from './goroutine';
import { groupTrack } from './group';
import { overviewTrack } from './overview';
import { procTrack } from './proc';

export type { DensityPiece } from './group';
export type { OverviewData } from './overview';
export type { GoroutineNames } from './proc';
export { gcTrack, goroutineTrack, groupTrack, overviewTrack, procTrack };

export const tracks = [overviewTrack, procTrack, gcTrack, groupTrack, goroutineTrack] as const;
