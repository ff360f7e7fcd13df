// Text to be read letter by letter, with a button that copies it as it is in the file.

import { visibleLines } from '../../shared/base/visible-text';
import { CopyButton } from './copy-button';

export interface CodeBlockProps {
  readonly text: string;
  /** Names the box for those who do not see it; shown above it if `titled`. */
  readonly label: string;
  readonly titled?: boolean;
  readonly wrap?: boolean;
}

export function CodeBlock({ text, label, titled = false, wrap = false }: CodeBlockProps) {
  return (
    <figure className={`code-block ${wrap ? 'wrap' : ''} ${titled ? 'titled' : ''}`} aria-label={label}>
      {titled && <figcaption>{label}</figcaption>}
      <CopyButton label="Copy" title={`Copy: ${label}`} text={() => text} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard */}
      <pre tabIndex={0}>{visibleLines(text)}</pre>
    </figure>
  );
}
