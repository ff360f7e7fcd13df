// The thresholds in words. Values and their sources: ../settings.ts.

import type { GuideSetting } from '../../../model/dump-guide';

export const SETTINGS: readonly GuideSetting[] = [
  {
    key: 'newOlderThanSeconds',
    name: 'New ones count from',
    unit: 'seconds',
    meaning:
      'A goroutine that was not in the dump before counts for growth only when it is older than this: what lives shorter comes and goes.',
    min: 0,
    step: 1,
  },
  {
    key: 'deepStackFrames',
    name: 'Deep stack',
    unit: 'frames',
    meaning:
      'Goroutines that are blocked at a channel below this many frames are named: they were at work and came to a stop.',
    min: 1,
    step: 1,
  },
  {
    key: 'pileUp',
    name: 'Pile-up',
    unit: 'goroutines',
    meaning: 'So many goroutines at one line are suspicious whatever they wait for.',
    min: 2,
    step: 100,
  },
  {
    key: 'manyGoroutines',
    name: 'Many goroutines',
    unit: 'goroutines',
    meaning: 'A dump with more than this is named in the report.',
    min: 1,
    step: 1000,
  },
  {
    key: 'longWaitMinutes',
    name: 'Long wait',
    unit: 'minutes',
    meaning: 'A wait of at least this raises the level of patterns that are normal when they are short.',
    min: 1,
    step: 1,
  },
  {
    key: 'growthSteps',
    name: 'Growth: dumps',
    unit: 'dumps',
    meaning: 'A group grows when it has more goroutines in each of this many dumps than in the one before.',
    min: 2,
    step: 1,
  },
  {
    key: 'growthSurvivors',
    name: 'Growth: survivors',
    unit: 'share',
    meaning:
      'Share of the goroutines of one dump that must still be in the next: 1 = all. In a pool that turns over it is low.',
    min: 0,
    step: 0.05,
  },
  {
    key: 'growthMinimum',
    name: 'Growth: least number',
    unit: 'goroutines',
    meaning: 'Fewer than this are not called growth.',
    min: 1,
    step: 1,
  },
  {
    key: 'growthFraction',
    name: 'Growth: least share',
    unit: 'of the first dump',
    meaning: 'Less than this is not called growth: 0.1 = one tenth.',
    min: 0,
    step: 0.05,
  },
  {
    key: 'labelLift',
    name: 'Labels',
    unit: 'times as frequent',
    meaning: 'Labels that occur so many times as often among suspicious goroutines as in the whole dump are named.',
    min: 1,
    step: 0.5,
  },
  {
    key: 'stuckSeconds',
    name: 'Stuck',
    unit: 'seconds',
    meaning: 'A goroutine that stands at the same place in all dumps is stuck when they span at least this time.',
    min: 1,
    step: 5,
  },
];
