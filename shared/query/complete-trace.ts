// What may be typed next in the filter of a trace: keys, start functions with how many goroutines they have, block reasons.

import type { Completion } from '../model/dump-requests';
import { plainReason } from '../model/states';
import type { TraceIndex } from '../model/trace-index';
import { asFilterText, completeKeys, MAX_COMPLETIONS, type TypedPlace, typedPlace } from './filter-complete';

type Counts = ReadonlyMap<string, number | undefined>;

/** Best first, 12 at most. `caret`: UTF-16 units from the start of the filter. */
export function completeTraceFilter(index: TraceIndex, text: string, caret: number): readonly Completion[] {
  const place = typedPlace(text, caret);
  if (place === undefined) return [];
  const keys = completeKeys('trace', text, caret);
  if (place.key === undefined && place.typed === '') return keys;
  const after = place.key === undefined ? '' : ':';
  const names = best(namesFor(index, place), place.typed.toLowerCase()).map(([name, count]) => ({
    text: asFilterText(name, after),
    label: name,
    ...(count === undefined ? {} : { count }),
    from: place.from,
    to: place.to,
  }));
  return [...keys, ...names].slice(0, MAX_COMPLETIONS);
}

function namesFor(index: TraceIndex, { key }: TypedPlace): Counts {
  if (key === undefined || key === 'func' || key === 'start' || key === 'root') return startFunctions(index);
  if (key === 'reason') return new Map(index.summary.reasons.map((reason) => [plainReason(reason), undefined]));
  return new Map();
}

/** Counted when they are first asked for: completion asks at every key. */
const kept = new WeakMap<TraceIndex, Counts>();

function startFunctions(index: TraceIndex): Counts {
  const known = kept.get(index);
  if (known !== undefined) return known;
  const { goroutines, symbols } = index;
  const byString = new Map<number, number>();
  for (let row = 0; row < goroutines.length; row++) {
    const name = goroutines.name[row];
    byString.set(name, (byString.get(name) ?? 0) + 1);
  }
  const counts = new Map([...byString].map(([name, count]) => [symbols.string(name), count] as const));
  kept.set(index, counts);
  return counts;
}

/** Those that begin with it, then those of which a part does, then those that hold it; the most frequent first. */
function best(names: Counts, typed: string): readonly (readonly [name: string, count: number | undefined])[] {
  const ranked = [...names].flatMap(([name, count]) => {
    const at = name.toLowerCase().indexOf(typed);
    if (name === '' || at < 0) return [];
    const rank = at === 0 ? 0 : /[/.(*\s_-]/.test(name[at - 1]) ? 1 : 2;
    return [{ entry: [name, count] as const, rank, count: count ?? 0 }];
  });
  ranked.sort((a, b) => a.rank - b.rank || b.count - a.count);
  return ranked.slice(0, MAX_COMPLETIONS).map(({ entry }) => entry);
}
