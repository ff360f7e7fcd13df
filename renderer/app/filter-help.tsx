// What is wrong with a filter, and where; what may stand in one.

import { visibleText } from '../../shared/base/visible-text';
import type { FilterError } from '../../shared/model/requests';

/** Which rows stay while a filter cannot be read: those of the last one that could. */
export const shownInstead = (applied: string): string =>
  applied.trim() === '' ? 'shown without a filter' : `shown with ${visibleText(applied)}`;

interface WrongFilterProps {
  readonly text: string;
  readonly error: FilterError;
  /** The last filter that could be read. */
  readonly applied: string;
}

export function WrongFilter({ text, error, applied }: WrongFilterProps) {
  const from = Math.min(error.from, text.length);
  const to = Math.max(from, Math.min(error.to, text.length));
  return (
    <>
      <div className="filter-echo" aria-hidden="true">
        {text.slice(0, from)}
        <mark>{text.slice(from, to) || '\u00a0'}</mark>
        {text.slice(to)}
      </div>
      <div role="alert">
        {error.message} <span className="note">(at character {from + 1})</span>
      </div>
      <div className="note">Until it can be read, goroutines are {shownInstead(applied)}.</div>
    </>
  );
}

export function FilterExamples({ examples }: { readonly examples: readonly string[] }) {
  return (
    <>
      <div className="note">All terms must match; a minus in front excludes.</div>
      <div className="filter-examples">
        {examples.map((example) => (
          <code key={example}>{example}</code>
        ))}
      </div>
    </>
  );
}
