// A node of a graph that is not of calls: its words, what it has to do with others, its goroutines.

import { groupDigits } from '../../../shared/base/format';
import { visibleText } from '../../../shared/base/visible-text';
import type { DrawnNode, NodeGoroutines, NodeLinks } from '../../../shared/model/drawn-graph';
import { Button } from '../../ui/button';
import { FunctionName } from '../../ui/function-name';
import { NameHeading } from './node-name';
import type { GraphPanelProps } from './props';

/** A longer list is read in the table of the goroutines. */
const SHOWN_IDS = 24;

export function NodeDetails({
  model,
  goroutinesOf,
  onGoroutine,
}: Pick<GraphPanelProps, 'model' | 'goroutinesOf' | 'onGoroutine'>) {
  const id = model.selected.value;
  const node = model.placed.value?.nodes.find((candidate) => candidate.id === id);
  if (node === undefined) {
    return (
      <div className="graph-details">
        <h2>Node</h2>
        <p className="dim">Choose one to see what it stands for.</p>
      </div>
    );
  }
  const { title, goroutines, links = [] } = node;
  return (
    <div className="graph-details">
      {title.split('\n').map((line, i) =>
        i === 0 ? (
          <NameHeading key={i} name={line}>
            {visibleText(line)}
          </NameHeading>
        ) : (
          <p key={i}>
            <Swatch segments={node.segments} label={line.slice(0, Math.max(0, line.lastIndexOf(':')))} />
            {visibleText(line)}
          </p>
        ),
      )}
      <ShowGoroutines show={goroutines && goroutinesOf?.(goroutines)} />
      {goroutines !== undefined && 'ids' in goroutines && onGoroutine !== undefined && (
        <Goroutines goroutines={goroutines} onGoroutine={onGoroutine} />
      )}
      {links.map((list) => (
        <Links
          key={list.heading}
          list={list}
          onSelect={(other) => {
            model.selected.value = other;
          }}
        />
      ))}
    </div>
  );
}

export function ShowGoroutines({ show }: { readonly show: (() => void) | undefined }) {
  if (show === undefined) return undefined;
  return (
    <Button onClick={show} title="Filters the goroutines of the file by those of this node">
      Show these goroutines
    </Button>
  );
}

/** The colour of a part of a node's bar, where it has one of that name. */
export function Swatch({ segments, label }: { readonly segments: DrawnNode['segments']; readonly label: string }) {
  const paint = segments.find((segment) => segment.label === label)?.paint;
  return paint === undefined ? undefined : <span className="graph-swatch" data-paint={paint} aria-hidden="true" />;
}

interface GoroutinesProps {
  readonly goroutines: Extract<NodeGoroutines, { readonly ids: readonly number[] }>;
  readonly onGoroutine: (id: number) => void;
}

function Goroutines({ goroutines: { ids, more }, onGoroutine }: GoroutinesProps) {
  const shown = ids.slice(0, SHOWN_IDS);
  const left = more + ids.length - shown.length;
  return (
    <section aria-label="Goroutines of the node">
      <h3>Goroutines</h3>
      {shown.map((goroutine) => (
        <span key={goroutine}>
          <button type="button" className="link mono" onClick={() => onGoroutine(goroutine)}>
            g{goroutine}
          </button>{' '}
        </span>
      ))}
      {left > 0 && <span className="dim">and {groupDigits(left)} more</span>}
    </section>
  );
}

function Links({
  list: { heading, rows, more },
  onSelect,
}: {
  readonly list: NodeLinks;
  readonly onSelect: (id: string) => void;
}) {
  const columns = Math.max(0, ...rows.map(({ amounts }) => amounts.length));
  return (
    <section aria-label={heading}>
      <h3>{heading}</h3>
      <table className="graph-table">
        <tbody>
          {rows.map(({ name, id, amounts }, i) => (
            <tr key={i}>
              <td>
                {id === undefined ? (
                  <FunctionName name={name} short />
                ) : (
                  <Button kind="link" onClick={() => onSelect(id)}>
                    <FunctionName name={name} short />
                  </Button>
                )}
              </td>
              {Array.from({ length: columns }, (_, column) => (
                <td key={column} className="number">
                  {amounts[column]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 && <p className="dim">and {groupDigits(more)} further ones</p>}
    </section>
  );
}
