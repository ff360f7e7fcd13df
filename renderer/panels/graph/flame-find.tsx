// Finds functions in a flame graph, in a sandwich in both of its halves: how many boxes, how much of the weight, and from one to the
// next.

import { useState } from 'preact/hooks';
import { formatPercent, groupDigits } from '../../../shared/base/format';
import { IconButton } from '../../ui/button';
import { TextField } from '../../ui/text-field';
import type { FlameHandle } from '../../views/flame-view';
import type { FlameFound } from '../../views/flame-walk';

/** One half of what is shown: the way to it, and what was found in it. */
export interface FoundIn {
  readonly view: FlameHandle | undefined;
  readonly found: FlameFound | undefined;
}

export interface FlameFindProps {
  readonly text: string;
  readonly onText: (text: string) => void;
  /** From the top. */
  readonly parts: readonly FoundIn[];
  /** Share of the weight in what was found; undefined = nothing is searched for. */
  readonly share: number | undefined;
}

export function FlameFind({ text, onText, parts, share }: FlameFindProps) {
  const [at, setAt] = useState(-1);
  const counts = parts.map(({ found }) => found?.nodes.length ?? 0);
  const count = counts.reduce((sum, more) => sum + more, 0);
  const current = at < count ? at : -1;
  const go = (step: 1 | -1): void => {
    if (count === 0) return;
    let place = current < 0 && step < 0 ? count - 1 : (current + step + count) % count;
    setAt(place);
    for (const [i, { view, found }] of parts.entries()) {
      const node = found?.nodes[place];
      if (node !== undefined) {
        view?.reveal(node);
        return;
      }
      place -= counts[i];
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return;
    if (!(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Enter') go(event.shiftKey ? -1 : 1);
    else {
      setAt(-1);
      onText('');
    }
  };
  return (
    <search className="graph-find" onKeyDown={onKeyDown}>
      <TextField
        label="Find in the flame graph"
        hideLabel
        placeholder="Find"
        title="Marks functions with this text (/); Enter goes to the next one, Shift+Enter to the one before, Esc ends it"
        value={text}
        onChange={(next) => {
          setAt(-1);
          onText(next);
        }}
      />
      {share !== undefined && (
        <span className="graph-found" role="status">
          {count === 0 ? 'not found' : `${boxesText(current, count)}, in ${formatPercent(share)}`}
          {count > 0 && <span className="found-of"> of the weight</span>}
        </span>
      )}
      {count > 1 && (
        <>
          <IconButton icon="previous" label="The one before" onClick={() => go(-1)} />
          <IconButton icon="next" label="The next one" onClick={() => go(1)} />
        </>
      )}
    </search>
  );
}

const boxesText = (at: number, count: number): string => {
  if (at >= 0) return `${groupDigits(at + 1)} of ${groupDigits(count)}`;
  return `${groupDigits(count)} ${count === 1 ? 'box' : 'boxes'}`;
};
