// How the stacks of a graph, a flame graph or a table of functions are refined: pprof's words, so that its documentation holds here.

import { useState } from 'preact/hooks';
import { EXPRESSION_NAMES, EXPRESSIONS_OF, type GraphExpression } from '../../../shared/model/graph-requests';
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
const OF_INTERACTION = {
  settings: ['nodeCount', 'nodeFraction', 'edgeFraction'],
  expressions: EXPRESSIONS_OF.interaction,
} as const;

/** Fields of the bar. */
interface Refinable {
  readonly settings: readonly (keyof GraphSettings)[];
  readonly expressions: readonly GraphExpression[];
}

const isOfCalls = ({ shownSource }: GraphModel): boolean => shownSource.value?.kind !== 'interaction';
const refinable = (model: GraphModel, view: GraphView): Refinable =>
  isOfCalls(model) ? { settings: SETTINGS[view], expressions: EXPRESSIONS_OF.calls } : OF_INTERACTION;

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

/** Of who creates and who wakes whom. */
const ARROW_TITLES: Readonly<Partial<Record<GraphExpression, string>>> = {
  focus: 'Only arrows from or to a start function that matches',
  ignore: 'No arrows from or to a start function that matches',
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
  const count = refinements(model.settings.value, refinable(model, view));
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
  const ofCalls = isOfCalls(model);
  const fields = refinable(model, view);
  const has = (name: keyof GraphSettings): boolean => fields.settings.includes(name);
  return (
    <div className="graph-refine" key={resets}>
      <div className="graph-expressions">
        {fields.expressions.map((id) => (
          <TextField
            key={id}
            label={EXPRESSION_NAMES[id]}
            title={
              ofCalls
                ? `${TITLES[id]} (regular expression over functions and files)`
                : `${ARROW_TITLES[id]} (regular expression)`
            }
            value={settings.expressions[id] ?? ''}
            wrong={wrong?.expression === id ? wrong.message : undefined}
            onChange={(text) => set({ expressions: { ...settings.expressions, [id]: text } })}
          />
        ))}
      </div>
      <div className="graph-limits">
        {has('nodeCount') && <Limits settings={settings} set={set} ofCalls={ofCalls} />}
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
        {has('noInlines') && (
          <CheckField
            label="noinlines"
            title="Inlined functions count to their callers"
            checked={settings.noInlines}
            onChange={(noInlines) => set({ noInlines })}
          />
        )}
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
  readonly ofCalls: boolean;
}

function Limits({ settings, set, ofCalls }: LimitsProps) {
  const total = ofCalls ? 'the total' : 'all wakes and of all creations';
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
        title={`At most so many nodes; 0 = all${ofCalls ? '' : ', with all their arrows'}`}
        value={settings.nodeCount}
        least={0}
        most={1000}
        whole
        onChange={(nodeCount) => set({ nodeCount })}
      />
      {fraction('nodeFraction', 'nodefraction', `Nodes with a smaller share of ${total} are dropped`)}
      {fraction(
        'edgeFraction',
        'edgefraction',
        `${ofCalls ? 'Calls' : 'Arrows'} with a smaller share of ${total} are dropped`,
      )}
    </>
  );
}

/** What other views and kinds of graphs have beside is kept: a view takes back what it shows. */
function reset(model: GraphModel, view: GraphView): void {
  const { settings } = model;
  const fields = refinable(model, view);
  const expressions = Object.fromEntries(
    Object.entries(settings.value.expressions).filter(([name]) => !fields.expressions.some((shown) => shown === name)),
  );
  const defaults = Object.fromEntries(fields.settings.map((name) => [name, DEFAULT_GRAPH_SETTINGS[name]]));
  const unfolded = fields.settings.includes('fold') ? { unfolded: [] } : {};
  settings.value = { ...settings.value, expressions, ...unfolded, ...defaults };
}

/** How many settings differ from the default ones. */
function refinements(settings: GraphSettings, fields: Refinable): number {
  const typed = fields.expressions.filter((name) => (settings.expressions[name] ?? '') !== '').length;
  return typed + fields.settings.filter((name) => settings[name] !== DEFAULT_GRAPH_SETTINGS[name]).length;
}
