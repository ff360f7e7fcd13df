// The in-app help on goroutine dumps.

import type { DumpGuide } from '../../../model/dump-guide';
import { CAPTURES } from './captures';
import { CORRECTIONS } from './corrections';
import { SETTINGS } from './settings';
import { STATES } from './states';
import { SYMPTOMS } from './symptoms';

export const DUMP_GUIDE: DumpGuide = {
  settings: SETTINGS,
  symptoms: SYMPTOMS,
  states: STATES,
  captures: CAPTURES,
  corrections: CORRECTIONS,
};
