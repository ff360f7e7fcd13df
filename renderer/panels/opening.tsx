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

export function OpeningPanel({ name, progress, onCancel }: OpeningPanelProps) {
  const total = progress?.totalBytes ?? 0;
  const fraction = progress && total > 0 ? Math.min(1, progress.bytesRead / total) : undefined;
  return (
    <section className="page" aria-label="Opening">
      <h1 className="file-title">{name}</h1>
      <p aria-live="polite">{progress ? PHASES[progress.phase] : 'Starting'}</p>
      <progress value={fraction} max={1} aria-label="Bytes read" />
      <p className="progress-numbers">{progress && numbers(progress, fraction).join(' · ')}</p>
      <Button onClick={onCancel}>Cancel</Button>
    </section>
  );
}

function numbers(progress: Progress, fraction: number | undefined): readonly string[] {
  const parts = [];
  if (fraction !== undefined) {
    parts.push(
      `${formatBytes(progress.bytesRead)} of ${formatBytes(progress.totalBytes)} (${formatPercent(fraction)})`,
    );
  }
  if (progress.bytesPerSecond > 0) {
    parts.push(`${formatBytes(Math.round(progress.bytesPerSecond))}/s`);
    const leftSeconds = (progress.totalBytes - progress.bytesRead) / progress.bytesPerSecond;
    if (progress.phase === 'reading' && leftSeconds >= 1) {
      parts.push(`about ${secondsLeft(leftSeconds)} left`);
    }
  }
  if (progress.events > 0) parts.push(`${groupDigits(progress.events)} events`);
  return parts;
}

/** Whole seconds: more digits of an estimate would only flicker. */
function secondsLeft(seconds: number): string {
  return seconds < 100 ? `${Math.round(seconds)} s` : formatDuration(seconds * 1e9);
}
