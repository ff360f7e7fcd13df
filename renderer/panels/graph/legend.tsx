// What colours, lines and sizes of the drawing mean.

import { type LegendEntry, legendOf } from '../../../shared/model/paint-legend';
import type { GraphModel } from '../../models/graph-model';

/** Of the graph that is drawn. */
export function shownLegend({ reply, shownSource }: GraphModel): readonly LegendEntry[] {
  const answer = reply.value;
  if (answer === undefined) return [];
  const { drawn, graph } = answer;
  const kind = graph === undefined ? (shownSource.value?.kind ?? 'calls') : 'calls';
  return legendOf(drawn, { kind, isDifference: graph?.before !== undefined });
}

export interface LegendProps {
  readonly entries: readonly LegendEntry[];
  readonly label: string;
  /** Gives way to all of it. */
  readonly short?: boolean;
}

export function Legend({ entries, label: name, short = false }: LegendProps) {
  if (entries.length === 0) return undefined;
  return (
    <ul className={short ? 'graph-legend short' : 'graph-legend'} aria-label={name}>
      {entries.map(({ mark, label }) => (
        <li
          key={label}
          data-mark={mark.kind}
          data-paint={'paint' in mark ? mark.paint : 'family' in mark ? mark.family : undefined}
        >
          {label}
        </li>
      ))}
    </ul>
  );
}
