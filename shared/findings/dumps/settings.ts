// Thresholds and where they come from. All of them may be set; their words for the page are in guide/settings.ts.

import type { DumpSettings } from '../../model/dump-requests';

export const DEFAULT_SETTINGS: DumpSettings = {
  // Article on three-stage diagnosis (pprof, gdb, runtime.Stack): "not in the snapshot before and older than 5 s".
  newOlderThanSeconds: 5,
  // The same article: clusters of leaked goroutines are at least 7 frames deep, transient ones 3 at most.
  deepStackFrames: 7,
  // LeakProf (Uber): goroutines blocked at one line. It uses 10 000 per service instance; smaller programs never get there.
  pileUp: 1000,
  // Article on the unclosed channel, its decision tree: "more than 5k goroutines -> look at the hot spots of blocking".
  manyGoroutines: 5000,
  // Article on goroutines in defer: alarms on what lasts 5 minutes; also two or three forced collections, so told for sure.
  longWaitMinutes: 5,
  // monigo warns when the count rose in each of 5 cycles; three dumps are what people take by hand.
  growthSteps: 3,
  // Of those counted in one dump this share is still there in the next: a healthy pool or a request handler turns over.
  growthSurvivors: 0.8,
  // A growth by one or two is noise …
  growthMinimum: 3,
  // … and so is one by less than a tenth.
  growthFraction: 0.1,
  // Labels that occur twice as often in growing groups as elsewhere (co-occurrence of the first article, as lift).
  labelLift: 2,
  // The first article's polling: what stands at one place for 30 s, against its rule of 200 blocked ones for 30 s.
  stuckSeconds: 30,
  benign: [],
};
