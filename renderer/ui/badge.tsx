// One word that says how bad something is. The word carries the meaning; colour and fill only repeat it.

export type BadgeTone = 'alarm' | 'warning' | 'mild' | 'info' | 'quiet';

export interface BadgeProps {
  readonly word: string;
  readonly tone: BadgeTone;
  readonly title?: string;
}

export function Badge({ word, tone, title }: BadgeProps) {
  return (
    <span className={`word-badge ${tone}`} title={title}>
      {word}
    </span>
  );
}
