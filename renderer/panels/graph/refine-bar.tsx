// How the stacks of a graph, a flame graph or a table of functions are refined: pprof's words, so that its documentation holds here.

import { useState } from 'preact/hooks';
import { EXPRESSION_NAMES, GRAPH_EXPRESSIONS, type GraphExpression } from '../../../shared/model/graph-requests';
import { GRANULARITIES, type Granularity } from '../../../shared/model/graphs';
import { DEFAULT_GRAPH_SETTINGS, type GraphModel, type GraphSettings, type GraphView } from '../../models/graph-model';
import { Button } from '../../ui/button';
import { CheckField } from '../../ui/check-field';
import { SelectField } from '../../ui/select-field';
import { NumberField, TextField } from '../../ui/text-field';

/** Beside the expressions: what means something in a view. A table has all functions, a flame graph all calls. */
const SETTINGS: Readonly<Record<GraphView, readonly (keyof GraphSettings)[]>> = {
  graph: [
    ...(['nodeCount', 'nodeFraction', 'edgeFraction', 'fold', 'clusters', 'noInlines', 'callTree'] as const),
    ...(['relative', 'systemWaits'] as const),
  ],
  flame: ['noInlines', 'systemWaits'],
  top: ['noInlines', 'relative', 'systemWaits'],
};

const TITLES: Readonly<Record<GraphExpression, string>> = {
  focus: 'Only stacks with a frame that matches',
  ignore: 'No stacks with a frame that matches',
  hide: 'Frames that match are left out of their stacks',
  show: 'Only frames that match are kept in their stacks',
  showFrom: 'Frames above the outermost one that matches are left out',
  pruneFrom: 'Frames below the innermost one that matches are left out',
  tagFocus: 'Only stacks with a state, reason or label that matches',
  tagIgnore: 'No stacks with a state, reason or label that matches',
};

interface RefineProps {
  readonly model: GraphModel;
  readonly view: GraphView;
}

/** Opens the bar; says how many settings are not the default ones, and takes them back. */
export function RefineButton({
  model,
  view,
  open,
  onToggle,
}: RefineProps & { readonly open: boolean; readonly onToggle: () => void }) {
  const count = refinements(model.settings.value, view);
  return (
    <span className="graph-refined">
      <Button onClick={onToggle}>{count === 0 ? 'Refine …' : `Refine (${count}) …`}</Button>
      {count > 0 && !open && (
        <Button kind="link" onClick={() => reset(model, view)} title="Takes back all that is refined">
          Reset
        </Button>
      )}
    </span>
  );
}

/** What is a node of a graph, and a row of a table. */
export function GranularityField({ model: { settings } }: { readonly model: GraphModel }) {
  return (
    <SelectField
      label="by"
      value={settings.value.granularity}
      options={GRANULARITIES.map((id) => ({ id, label: id }))}
      onChange={(id) => {
        settings.value = { ...settings.value, granularity: id as Granularity };
      }}
    />
  );
}

export function RefineBar({ model, view }: RefineProps) {
  // Fields that hold what is not valid are made anew.
  const [resets, setResets] = useState(0);
  const settings = model.settings.value;
  const set = (change: Partial<GraphSettings>): void => {
    model.settings.value = { ...settings, ...change };
  };
  const wrong = model.error.value;
  const has = (name: keyof GraphSettings): boolean => SETTINGS[view].includes(name);
  return (
    <div className="graph-refine" key={resets}>
      <div className="graph-expressions">
        {GRAPH_EXPRESSIONS.map((id) => (
          <TextField
            key={id}
            label={EXPRESSION_NAMES[id]}
            title={`${TITLES[id]} (regular expression over functions and files)`}
            value={settings.expressions[id] ?? ''}
            wrong={wrong?.expression === id ? wrong.message : undefined}
            onChange={(text) => set({ expressions: { ...settings.expressions, [id]: text } })}
          />
        ))}
      </div>
      <div className="graph-limits">
        {has('nodeCount') && <Limits settings={settings} set={set} />}
        {has('fold') && (
          <CheckField
            label="fold chains"
            title="Functions with one caller, one callee and no weight of their own are one node"
            checked={settings.fold}
            onChange={(fold) => set({ fold, unfolded: [] })}
          />
        )}
        {has('clusters') && (
          <CheckField label="packages framed" checked={settings.clusters} onChange={(clusters) => set({ clusters })} />
        )}
        <CheckField
          label="noinlines"
          title="Inlined functions count to their callers"
          checked={settings.noInlines}
          onChange={(noInlines) => set({ noInlines })}
        />
        {has('callTree') && (
          <CheckField
            label="call_tree"
            title="A node per calling context instead of one per function"
            checked={settings.callTree}
            onChange={(callTree) => set({ callTree })}
          />
        )}
        {has('relative') && (
          <CheckField
            label="relative percentages"
            title="Shares are of what the filters leave"
            checked={settings.relative}
            onChange={(relative) => set({ relative })}
          />
        )}
        {model.shownSource.value?.ofWaits === true && (
          <CheckField
            label="waits of the runtime"
            title="Also what the runtime's own goroutines wait: they idle most of their lives"
            checked={settings.systemWaits}
            onChange={(systemWaits) => set({ systemWaits })}
          />
        )}
        <Button
          kind="link"
          onClick={() => {
            reset(model, view);
            setResets(resets + 1);
          }}
        >
          Reset
        </Button>
      </div>
    </div>
  );
}

interface LimitsProps {
  readonly settings: GraphSettings;
  readonly set: (change: Partial<GraphSettings>) => void;
}

function Limits({ settings, set }: LimitsProps) {
  const fraction = (name: 'nodeFraction' | 'edgeFraction', label: string, title: string) => (
    <NumberField
      label={`${label} %`}
      title={title}
      value={Number((settings[name] * 100).toPrecision(12))}
      least={0}
      most={100}
      onChange={(percent) => set({ [name]: percent / 100 })}
    />
  );
  return (
    <>
      <NumberField
        label="nodecount"
        title="At most so many nodes; 0 = all"
        value={settings.nodeCount}
        least={0}
        most={1000}
        whole
        onChange={(nodeCount) => set({ nodeCount })}
      />
      {fraction('nodeFraction', 'nodefraction', 'Nodes with a smaller share of the total are dropped')}
      {fraction('edgeFraction', 'edgefraction', 'Calls with a smaller share of the total are dropped')}
    </>
  );
}

/** Also those of other views are kept: a view takes back what it shows. */
function reset({ settings }: GraphModel, view: GraphView): void {
  const defaults = Object.fromEntries(SETTINGS[view].map((name) => [name, DEFAULT_GRAPH_SETTINGS[name]]));
  settings.value = { ...settings.value, expressions: {}, ...(view === 'graph' && { unfolded: [] }), ...defaults };
}

/** How many settings differ from the default ones. */
function refinements({ expressions, ...settings }: GraphSettings, view: GraphView): number {
  const typed = Object.values(expressions).filter((text) => text !== undefined && text !== '').length;
  const changed = SETTINGS[view].filter(
    (name) => name !== 'expressions' && settings[name as keyof typeof settings] !== DEFAULT_GRAPH_SETTINGS[name],
  ).length;
  return typed + changed;
}
