// What is said of goroutine dumps: the verdict of each stack group, who waits for whom, the report card, and the help.

export { DUMP_GUIDE } from './guide';
export { createJudge } from './judge';
export { findLocks } from './locks';
export { reportCard } from './report-card';
export { DEFAULT_SETTINGS } from './settings';
