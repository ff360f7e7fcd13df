// What changed between the first and the last dump beside the groups: states, ids, and labels that growing groups have more
// often than the others.

import { groupDigits } from '../../../shared/base/format';
import type { IdCounts, MatrixGroup } from '../../../shared/model/dump-requests';
import type { LabelSet } from '../../../shared/model/dumps';
import type { Matrix } from './matrix-facts';
import { Swatch } from './pieces';
import { groupName, labelText, signed, stateWords } from './words';

const SHOWN_LIFTS = 8;

export function ChangesStrip({ matrix }: { readonly matrix: Matrix }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard
    <div className="changes-strip" tabIndex={0}>
      <StateTable states={matrix.states} />
      {matrix.ids ? (
        <IdTable lastStep={matrix.ids.lastStep} whole={matrix.ids.whole} />
      ) : (
        <p className="note">
          Goroutines are not compared by id:{' '}
          {matrix.restarts.length > 0 ? 'the process was started again.' : 'not all dumps tell ids.'}
        </p>
      )}
      <LiftTable groups={matrix.groups} />
    </div>
  );
}

function StateTable({ states }: { readonly states: Matrix['states'] }) {
  if (states.length === 0) return <p className="note">These dumps tell no states.</p>;
  return (
    <table className="small-table">
      <caption>States, first and last dump</caption>
      <thead>
        <tr>
          <th scope="col">state</th>
          <th scope="col">first</th>
          <th scope="col">last</th>
          <th scope="col">Δ</th>
        </tr>
      </thead>
      <tbody>
        {states.map(({ state, before, after }) => (
          <tr key={state}>
            <th scope="row">
              <Swatch state={state} />
              <bdi>{stateWords(state)}</bdi>
            </th>
            <td>{groupDigits(before)}</td>
            <td>{groupDigits(after)}</td>
            <td>{signed(after - before)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const ID_ROWS: readonly (readonly [keyof IdCounts, string])[] = [
  ['new', '+ new'],
  ['gone', '× gone'],
  ['moved', '↷ at another place'],
  ['same', '= at the same place'],
];

function IdTable({ lastStep, whole }: { readonly lastStep: IdCounts; readonly whole: IdCounts }) {
  return (
    <table className="small-table">
      <caption>Goroutines by id</caption>
      <thead>
        <tr>
          <th scope="col">in the last dump</th>
          <th scope="col" title="Against the dump before it">
            last step
          </th>
          <th scope="col" title="Against the first dump">
            in all
          </th>
        </tr>
      </thead>
      <tbody>
        {ID_ROWS.map(([key, label]) => (
          <tr key={key}>
            <th scope="row">{label}</th>
            <td>{groupDigits(lastStep[key])}</td>
            <td>{groupDigits(whole[key])}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface Lift {
  readonly labels: LabelSet;
  readonly groups: readonly MatrixGroup[];
  readonly lift: number;
  readonly count: number;
}

/** One line per set of labels, however many groups have it. */
function liftsOf(groups: readonly MatrixGroup[]): readonly Lift[] {
  const lifts = new Map<string, Lift>();
  for (const group of groups) {
    for (const { labels, lift, count } of group.labelLift) {
      const key = JSON.stringify(labels);
      const known = lifts.get(key);
      lifts.set(key, {
        labels,
        groups: [...(known?.groups ?? []), group],
        lift: Math.max(lift, known?.lift ?? 0),
        count: count + (known?.count ?? 0),
      });
    }
  }
  return [...lifts.values()].sort((a, b) => b.lift - a.lift);
}

function LiftTable({ groups }: { readonly groups: readonly MatrixGroup[] }) {
  const lifts = liftsOf(groups);
  if (lifts.length === 0) return <p className="note">No label is more frequent in a growing group than elsewhere.</p>;
  return (
    <table className="small-table">
      <caption title="How many times more often goroutines of these groups have the labels than all goroutines have them">
        Labels of growing groups
      </caption>
      <thead>
        <tr>
          <th scope="col">labels</th>
          <th scope="col">stacks</th>
          <th scope="col">lift, at most</th>
          <th scope="col">goroutines</th>
        </tr>
      </thead>
      <tbody>
        {lifts.slice(0, SHOWN_LIFTS).map(({ labels, groups: having, lift, count }) => (
          <tr key={JSON.stringify(labels)}>
            <th scope="row">
              <bdi>{labels.map(labelText).join(' × ')}</bdi>
            </th>
            <td title={having.map(({ group }) => groupName(group)).join('\n')}>{groupDigits(having.length)}</td>
            <td>{lift.toFixed(1)}</td>
            <td>{groupDigits(count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
