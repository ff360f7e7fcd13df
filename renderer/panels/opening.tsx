// What is being read: as the page of a tab that can show nothing yet, and as a line for one that shows what was read so far.
// How far, how fast, how long still, and a way out.

import type { Progress } from '../../shared/model/requests';
import { PHASES, progressLine, progressShare } from '../models/progress-words';
import { Button } from '../ui/button';

export interface OpeningPanelProps {
  readonly name: string;
  readonly progress: Progress | undefined;
  /** The progress in words. */
  readonly numbers: (progress: Progress) => readonly string[];
  readonly onCancel: () => void;
}

export function OpeningPanel({ name, progress, numbers, onCancel }: OpeningPanelProps) {
  return (
    <section className="page" aria-label="Opening">
      <h1 className="file-title">{name}</h1>
      <p aria-live="polite">{progress ? PHASES[progress.phase] : 'Starting'}</p>
      <progress value={progress && progressShare(progress)} max={1} aria-label="Progress" />
      <p className="progress-numbers">{progress && numbers(progress).join(' · ')}</p>
      <Button onClick={onCancel}>Cancel</Button>
    </section>
  );
}

export function ReadingLine({ progress, onCancel }: Pick<OpeningPanelProps, 'progress' | 'onCancel'>) {
  return (
    <section className="reading-line" aria-label="Reading">
      <progress value={progress && progressShare(progress)} max={1} aria-label="Progress" />
      <span className="reading-words">{progress ? progressLine(progress) : PHASES.reading}</span>
      <button
        type="button"
        className="link"
        title="Stops reading. Nothing of the file is kept, what is shown goes away."
        onClick={onCancel}
      >
        Cancel
      </button>
    </section>
  );
}
