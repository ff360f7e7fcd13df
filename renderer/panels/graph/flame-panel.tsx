// The flame graph of a file: source, order, search, sandwich of one function.

import { effect } from '@preact/signals';
import { useRef, useState } from 'preact/hooks';
import type { Disposable } from '../../../shared/base/disposable';
import { shortName } from '../../../shared/base/function-name';
import { visibleText } from '../../../shared/base/visible-text';
import type { FlameTree } from '../../../shared/model/flame';
import { flameLegend } from '../../../shared/model/paint-legend';
import { Button } from '../../ui/button';
import { CanvasHost } from '../../ui/canvas-host';
import { Segmented } from '../../ui/segmented';
import { type FlameEvents, type FlameHandle, mountFlame } from '../../views/flame-view';
import type { FlameFound } from '../../views/flame-walk';
import { flameWords } from '../../views/flame-words';
import { ExportButton } from './export-dialog';
import { FlameFind } from './flame-find';
import { SourceField, SubjectFields } from './graph-toolbar';
import { Legend } from './legend';
import type { GraphPanelProps } from './props';
import { RefineBar, RefineButton } from './refine-bar';
import { Waiting } from './shared-parts';
import { isOutdated, StatusLine, StatusWords } from './status-line';

export function FlamePanel(props: GraphPanelProps) {
  const { model } = props;
  const below = useRef<FlameHandle | undefined>(undefined);
  const above = useRef<FlameHandle | undefined>(undefined);
  const [search, setSearch] = useState('');
  const [found, setFound] = useState<FlameFound | undefined>(undefined);
  const [foundAbove, setFoundAbove] = useState<FlameFound | undefined>(undefined);
  const [words, setWords] = useState('');
  const [open, setOpen] = useState(false);
  const { around, order } = model.flameSettings.value;
  const flame = model.flame.value;
  const onHover = (text: string): void => setWords(text);
  return (
    <section className="graph-panel" aria-label="Flame graph">
      <div className="graph-toolbar" role="toolbar" aria-label="Flame graph">
        <SourceField model={model} label="Flame graph of" callsOnly />
        {model.shownSource.value?.timed === true && around === undefined && (
          <Segmented
            label="order"
            choices={[
              { id: 'weight', label: 'heaviest first' },
              { id: 'time', label: 'time' },
            ]}
            selected={order}
            onChoose={(next) => {
              model.flameSettings.value = { ...model.flameSettings.value, order: next };
            }}
          />
        )}
        <SubjectFields model={model} comparable />
        <RefineButton model={model} view="flame" open={open} onToggle={() => setOpen(!open)} />
        {around !== undefined && (
          <Button
            onClick={() => {
              model.flameSettings.value = { ...model.flameSettings.value, around: undefined };
            }}
            title="Back to all stacks"
          >
            around {visibleText(shortName(around))} ×
          </Button>
        )}
        <FlameFind
          text={search}
          onText={(text) => {
            setSearch(text);
            below.current?.search(text);
            above.current?.search(text);
          }}
          parts={[
            ...(around === undefined ? [] : [{ view: above.current, found: foundAbove }]),
            { view: below.current, found },
          ]}
          share={found?.share}
        />
        <span className="graph-actions">
          <ExportButton {...props} what="flame" node={() => below.current?.shown() ?? 0} />
        </span>
      </div>
      {open && <RefineBar model={model} view="flame" />}
      <div className={isOutdated(model) ? 'flame-area outdated' : 'flame-area'}>
        {around !== undefined && (
          <>
            <div className="flame-title">What calls it, nearest first</div>
            <CanvasHost
              key="callers"
              className="flame-host"
              label="Callers"
              mount={(element) =>
                mountOne(element, props, 'callers', { onHover, onFound: setFoundAbove }, (handle) => {
                  above.current = handle;
                  handle?.search(search);
                })
              }
            />
            <div className="flame-title">What it calls</div>
          </>
        )}
        <CanvasHost
          key="calls"
          className="flame-host"
          label="Flame graph"
          mount={(element) =>
            mountOne(element, props, 'tree', { onHover, onFound: setFound }, (handle) => (below.current = handle))
          }
        />
        {model.isWaiting.value && <Waiting />}
        {flame !== undefined && flame.tree.width[0] === 0 && (
          <div className="graph-empty">
            <strong>Nothing to draw.</strong>
            <p>The file has no stacks for this source, or the filters leave none.</p>
          </div>
        )}
      </div>
      <StatusLine model={model}>
        {/* Those of the box first: two lines have room, and a screen reader begins with what changed. */}
        <StatusWords text={[words, shownWords(model)].filter((line) => line !== '').join('\n')} steady />
        {flame !== undefined && <Legend entries={flameLegend(flame.tree, flame.callers)} label="Colours" />}
      </StatusLine>
    </section>
  );
}

/** What is shown: of what, and what is active. */
function shownWords(model: GraphPanelProps['model']): string {
  // The first line of the caption is the file, which the tab has.
  return (model.flame.value?.caption ?? []).slice(1).map(visibleText).join(' · ');
}

function mountOne(
  element: HTMLElement,
  { model }: GraphPanelProps,
  half: 'tree' | 'callers',
  { onHover, onFound }: { readonly onHover: (words: string) => void } & Pick<FlameEvents, 'onFound'>,
  keep: (handle: FlameHandle | undefined) => void,
): Disposable {
  let tree: FlameTree | undefined;
  const handle = mountFlame(element, {
    onFound,
    onHover: (node) => onHover(tree === undefined || node < 0 ? '' : flameWords(tree, node).join(', ')),
    onSelect(node) {
      onHover(tree === undefined ? '' : flameWords(tree, node).join(', '));
      model.selected.value = tree === undefined || node <= 0 ? undefined : tree.names[tree.name[node]];
    },
    onLeave() {
      model.flameSettings.value = { ...model.flameSettings.value, around: undefined };
    },
    onSandwich(node) {
      // What was joined is no function.
      if (tree === undefined || (tree.others !== undefined && tree.name[node] === tree.names.length - 1)) return;
      model.flameSettings.value = { ...model.flameSettings.value, around: tree.names[tree.name[node]] };
    },
  });
  keep(handle);
  const stop = effect(() => {
    const flame = model.flame.value;
    tree = flame?.[half];
    handle.show(tree, flame?.[half === 'tree' ? 'callers' : 'tree']);
    // The words were of a box of the picture before.
    onHover('');
  });
  return {
    dispose() {
      keep(undefined);
      stop();
      handle.dispose();
    },
  };
}
