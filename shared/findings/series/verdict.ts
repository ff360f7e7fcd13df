// What a group's course over a series means. The worst comes first: proven, certain, growing, stuck, piled up, suspect.

import type { Diagnosis, DumpSettings, SeriesLevel, SeriesVerdict } from '../../model/dump-requests';
import { SERIES_LEVELS } from '../../model/dump-requests';
import { plural } from '../dumps/words';
import type { Trend } from './trend';

export const seriesRank = (level: SeriesLevel): number => SERIES_LEVELS.indexOf(level);

export interface Course {
  readonly trend: Trend;
  readonly diagnosis: Diagnosis;
  readonly leaked: number;
  /** Goroutines that stood at the same place in every moment, waiting. */
  readonly stuck: number;
  /** From the first moment to the last; absent without times. */
  readonly spanMs?: number;
  /** Median count of the groups of the last moment. */
  readonly usual: number;
}

/** Times the usual size of a group: LeakProf's rule for programs that never reach its absolute number. */
const PILE_UP_TIMES = 10;
/** A program of a few goroutines has no usual size. */
const PILE_UP_LEAST = 100;

export function verdictOf(course: Course, settings: DumpSettings): SeriesVerdict {
  const { trend, diagnosis, leaked, stuck } = course;
  const { counts, growing } = trend;
  const first = counts[0];
  const last = counts[counts.length - 1];
  const { title, advice, verify, level } = diagnosis;
  const because = diagnosis.why === '' ? '' : ` ${diagnosis.why}`;
  const verdict = (own: SeriesLevel, why: string, named = title): SeriesVerdict => ({
    level: own,
    title: named,
    why: `${why}${because}`,
    advice,
    verify,
  });
  if (leaked > 0 || level === 'PROVEN') {
    return verdict(
      'LEAKED',
      `The garbage collector found that nothing can wake ${plural(leaked || last, 'goroutine')} of it. ${inNumbers(trend)}`,
    );
  }
  if (level === 'CERTAIN') return verdict('CERTAIN', inNumbers(trend));
  if (growing) return verdict('GROWING', inNumbers(trend));
  const waits = level !== 'NORMAL';
  if (waits && stuck > 0 && isLong(course, settings)) {
    return verdict('STUCK', `${plural(stuck, 'goroutine')} stood at the same place in every dump. ${inNumbers(trend)}`);
  }
  const pile = last >= settings.pileUp || (last >= PILE_UP_LEAST && last >= PILE_UP_TIMES * course.usual);
  if (waits && pile) {
    return verdict(
      'PILE-UP',
      `${plural(last, 'goroutine')} wait at one place; a usual group here has ${course.usual}.`,
    );
  }
  if (level === 'SUSPECT') return verdict('SUSPECT', inNumbers(trend));
  if (waits && risesMuch(trend, settings)) {
    return verdict(
      'SUSPECT',
      `${first} to ${last}: more, but not in ${plural(settings.growthSteps, 'step')} after one another; take further dumps.`,
    );
  }
  if (level === 'INFO') return verdict('INFO', inNumbers(trend));
  return verdict('STEADY', inNumbers(trend));
}

function isLong({ spanMs, trend }: Course, { stuckSeconds }: DumpSettings): boolean {
  // Without times three dumps in which nothing moved must do.
  return spanMs === undefined ? trend.counts.length >= 3 : spanMs >= stuckSeconds * 1000;
}

function risesMuch(
  { counts, delta, survivors }: Trend,
  { growthMinimum, growthFraction, growthSurvivors }: DumpSettings,
) {
  const enough = Math.max(growthMinimum, growthFraction * Math.max(0, counts[0]));
  return delta >= enough && (survivors === undefined || survivors >= growthSurvivors);
}

/** `4 → 39 in every dump more, none left.` */
function inNumbers({ counts, rising, newIds, goneIds, survivors, turnover }: Trend): string {
  const first = counts[0];
  const last = counts[counts.length - 1];
  if (counts.length < 2) return plural(last, 'goroutine');
  const line = counts.length <= 8 ? counts.join(', ') : `${first} … ${last}`;
  const way =
    rising === 1
      ? 'more in every dump'
      : last > first
        ? 'more at the end'
        : last < first
          ? 'fewer at the end'
          : 'as many at the end';
  const gone = goneIds?.reduce((sum, count) => sum + count, 0);
  const came = newIds?.reduce((sum, count) => sum + count, 0);
  if (gone === undefined || came === undefined) return `${line}: ${way}.`;
  if (gone === 0) return `${line}: ${way}, none of them has left.`;
  const share =
    survivors === undefined ? '' : `, ${Math.round(survivors * 100)} % of each dump are still there in the next`;
  const pool =
    turnover !== undefined && turnover > 0.5 && Math.abs(last - first) <= 0.1 * first
      ? '; they come and go, as in a healthy pool'
      : '';
  return `${line}: ${way}, ${came} came and ${gone} left${share}${pool}.`;
}
