// The page of a tab whose trace is being read: how far, how fast, how long still, and a way out.

import { formatBytes, formatDuration, formatPercent, groupDigits } from '../../shared/base/format';
import type { Progress } from '../../shared/model/requests';
import { Button } from '../ui/button';

export interface OpeningPanelProps {
  readonly name: string;
  readonly progress: Progress | undefined;
  readonly onCancel: () => void;
}

const PHASES: Readonly<Record<Progress['phase'], string>> = {
  checking: 'Looking for a stored index',
  reading: 'Reading',
  saving: 'Saving the index',
  loading: 'Loading the stored index',
};

/** Of the time it takes, reading is the smaller part: measured 1.4 s of 7 s for 60 MB in one generation. */
const READING_SHARE = 0.2;

export function OpeningPanel({ name, progress, onCancel }: OpeningPanelProps) {
  return (
    <section className="page" aria-label="Opening">
      <h1 className="file-title">{name}</h1>
      <p aria-live="polite">{progress ? PHASES[progress.phase] : 'Starting'}</p>
      <progress value={progress && fractionOf(progress)} max={1} aria-label="Progress" />
      <p className="progress-numbers">{progress && numbers(progress).join(' · ')}</p>
      <Button onClick={onCancel}>Cancel</Button>
    </section>
  );
}

function fractionOf({ bytesRead, bytesIndexed, totalBytes }: Progress): number | undefined {
  if (totalBytes === 0) return undefined;
  return Math.min(1, (READING_SHARE * bytesRead + (1 - READING_SHARE) * bytesIndexed) / totalBytes);
}

function numbers(progress: Progress): readonly string[] {
  const { phase, bytesRead, bytesIndexed, totalBytes, bytesPerSecond, events } = progress;
  const parts = [];
  if (totalBytes > 0) {
    parts.push(
      bytesRead < totalBytes && events === 0
        ? `${formatBytes(bytesRead)} of ${formatBytes(totalBytes)} read`
        : `${formatBytes(bytesIndexed)} of ${formatBytes(totalBytes)} indexed (${formatPercent(bytesIndexed / totalBytes)})`,
    );
  }
  if (bytesPerSecond > 0) {
    parts.push(`${formatBytes(Math.round(bytesPerSecond))}/s`);
    const leftSeconds = (totalBytes - bytesIndexed) / bytesPerSecond;
    if (phase === 'reading' && events > 0 && leftSeconds >= 1) parts.push(`about ${secondsLeft(leftSeconds)} left`);
  }
  if (events > 0) parts.push(`${groupDigits(events)} events`);
  return parts;
}

/** Whole seconds: more digits of an estimate would only flicker. */
function secondsLeft(seconds: number): string {
  return seconds < 100 ? `${Math.round(seconds)} s` : formatDuration(seconds * 1e9);
}
