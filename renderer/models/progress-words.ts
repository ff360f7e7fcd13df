// How far the reading of a file is, in words and as a share.

import { formatBytes, formatDuration, formatPercent, groupDigits, threeDigits } from '../../shared/base/format';
import type { Progress } from '../../shared/model/requests';

export const PHASES: Readonly<Record<Progress['phase'], string>> = {
  checking: 'Looking for a stored index',
  reading: 'Reading',
  saving: 'Saving the index',
  loading: 'Loading the stored index',
};

/** Of the time it takes, reading is the smaller part: measured 1.4 s of 7 s for 60 MB in one generation. */
const READING_SHARE = 0.2;

/** Share of the work that is done, 0 … 1; undefined where the size is not known. */
export function progressShare({ bytesRead, bytesIndexed, totalBytes }: Progress): number | undefined {
  if (totalBytes === 0) return undefined;
  return Math.min(1, (READING_SHARE * bytesRead + (1 - READING_SHARE) * bytesIndexed) / totalBytes);
}

/** For the page of a file of which nothing can be shown yet: every number that there is. */
export function progressNumbers(progress: Progress): readonly string[] {
  const { bytesRead, bytesIndexed, totalBytes, events } = progress;
  const parts = [];
  if (totalBytes > 0) {
    parts.push(
      bytesRead < totalBytes && events === 0
        ? `${formatBytes(bytesRead)} of ${formatBytes(totalBytes)} read`
        : `${formatBytes(bytesIndexed)} of ${formatBytes(totalBytes)} indexed (${formatPercent(bytesIndexed / totalBytes)})`,
    );
  }
  parts.push(...rateAndRest(progress));
  if (events > 0) parts.push(`${groupDigits(events)} events`);
  return parts;
}

/** The same of goroutine dumps: they are parsed as they are read, so that what was read is what is known. */
export function dumpProgressNumbers({ bytesRead, totalBytes, bytesPerSecond, events }: Progress): readonly string[] {
  const parts = [];
  if (totalBytes > 0) parts.push(`${formatBytes(bytesRead)} of ${formatBytes(totalBytes)} read`);
  if (bytesPerSecond > 0) parts.push(`${formatBytes(Math.round(bytesPerSecond))}/s`);
  if (events > 0) parts.push(`${groupDigits(events)} goroutines`);
  return parts;
}

/** `Reading: 34 % · 12.3 M events · 85 MB/s · about 12 s left`: one line, for the footer of a file that is shown already. */
export function progressLine(progress: Progress): string {
  const share = progressShare(progress);
  const phase = PHASES[progress.phase];
  // Whole percent, rounded down: nothing that goes on is at 100 %.
  const first = share === undefined || progress.phase !== 'reading' ? phase : `${phase}: ${percentBelow(share)} %`;
  const events = progress.events > 0 ? [`${shortCount(progress.events)} events`] : [];
  return [first, ...events, ...rateAndRest(progress)].join(' · ');
}

/** `12.3 M`, `850 k`, `512`. */
export function shortCount(count: number): string {
  if (count < 10_000) return groupDigits(count);
  return count < 999_500 ? `${threeDigits(count / 1e3)} k` : `${threeDigits(count / 1e6)} M`;
}

const percentBelow = (share: number): number => Math.min(99, Math.floor(share * 100));

/** Of less than this share no guess is made: the first 334 KB of 60 MB once said two minutes, of what took six seconds. */
const LEAST_KNOWN_SHARE = 0.03;

function rateAndRest({ phase, bytesIndexed, totalBytes, bytesPerSecond, events }: Progress): readonly string[] {
  if (bytesPerSecond <= 0) return [];
  const rate = `${formatBytes(Math.round(bytesPerSecond))}/s`;
  const leftSeconds = (totalBytes - bytesIndexed) / bytesPerSecond;
  const guess = phase === 'reading' && events > 0 && bytesIndexed >= LEAST_KNOWN_SHARE * totalBytes;
  return guess && leftSeconds >= 1 ? [rate, `about ${secondsLeft(leftSeconds)} left`] : [rate];
}

/** Whole seconds: more digits of an estimate would only flicker. */
function secondsLeft(seconds: number): string {
  return seconds < 100 ? `${Math.round(seconds)} s` : formatDuration(seconds * 1e9);
}
