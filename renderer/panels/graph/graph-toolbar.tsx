// What the graph is of, and how it is refined: pprof's words, so that its documentation holds here.

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { GraphExpression, GraphSource } from '../../../shared/model/graph-requests';
import { GRANULARITIES, type Granularity } from '../../../shared/model/graphs';
import { DEFAULT_GRAPH_SETTINGS, type GraphModel, type GraphSettings } from '../../models/graph-model';
import { Button, IconButton } from '../../ui/button';
import { CheckField } from '../../ui/check-field';
import { Segmented } from '../../ui/segmented';
import { SelectField } from '../../ui/select-field';
import { NumberField, TextField } from '../../ui/text-field';
import { GoroutineField } from './goroutine-field';

/** So many sources stand in the open; more are a list. */
const OPEN_SOURCES = 4;
/** A longer list has headings. */
const UNGROUPED_SOURCES = 8;

export interface GraphToolbarProps {
  readonly model: GraphModel;
  readonly onSearch: (text: string) => void;
  /** How many nodes were found; undefined = nothing is searched for. */
  readonly found: number | undefined;
  /** To the next one that was found. */
  readonly onNext: () => void;
  /** Back to the drawing. */
  readonly onLeave: () => void;
  readonly children: ComponentChildren;
}

export function GraphToolbar({ model, onSearch, found, onNext, onLeave, children }: GraphToolbarProps) {
  const [open, setOpen] = useState(false);
  const [search, setSearch] = useState('');
  const settings = model.settings.value;
  const set = (change: Partial<GraphSettings>): void => {
    model.settings.value = { ...settings, ...change };
  };
  const find = (text: string): void => {
    setSearch(text);
    onSearch(text);
  };
  const kind = model.shownSource.value?.kind;
  const isCalls = kind === 'calls';
  const refined = refinements(settings);
  return (
    <div className="graph-head">
      <div className="graph-toolbar" role="toolbar" aria-label="Graph">
        <IconButton icon="previous" label="Back" disabled={!model.canGoBack.value} onClick={() => model.back()} />
        <IconButton icon="next" label="Forward" disabled={!model.canGoForward.value} onClick={() => model.forward()} />
        <SourceField model={model} label="Graph of" />
        {isCalls && (
          <SelectField
            label="by"
            value={settings.granularity}
            options={GRANULARITIES.map((id) => ({ id, label: id }))}
            onChange={(id) => set({ granularity: id as Granularity })}
          />
        )}
        {kind === 'states' && model.goroutine !== undefined && <GoroutineField choice={model.goroutine} />}
        <SubjectFields model={model} comparable={isCalls} />
        {isCalls && (
          <Button onClick={() => setOpen(!open)}>{refined === 0 ? 'Refine …' : `Refine (${refined}) …`}</Button>
        )}
        <span className="graph-find">
          <TextField
            label="Find in the graph"
            hideLabel
            placeholder="Find"
            title="Marks nodes with this text; Enter goes to the next one (/)"
            value={search}
            onChange={find}
            onEnter={onNext}
            onEscape={() => {
              find('');
              onLeave();
            }}
          />
          {found !== undefined && (
            <span className="graph-found" role="status">
              {found === 0 ? 'not found' : `${found} found`}
            </span>
          )}
        </span>
        <span className="graph-actions">{children}</span>
      </div>
      {open && isCalls && <Refinements model={model} settings={settings} set={set} />}
    </div>
  );
}

/** A trace has some twenty-five. */
function groupOf({ kind, timed, unit }: GraphSource): string | undefined {
  if (kind !== 'calls') return 'other graphs';
  // Samples stand for themselves, before the rest.
  if (timed) return undefined;
  return unit === 'nanoseconds' ? 'time' : 'how often';
}

export interface SourceFieldProps {
  readonly model: GraphModel;
  readonly label: string;
  /** Only what has stacks. */
  readonly callsOnly?: boolean;
}

export function SourceField({ model, label, callsOnly = false }: SourceFieldProps) {
  const sources = model.sources.value.filter(({ kind }) => !callsOnly || kind === 'calls');
  const choices = sources.map((source) => ({
    id: source.id,
    label: source.label,
    ...(sources.length > UNGROUPED_SOURCES && { group: groupOf(source) }),
  }));
  const selected = model.shownSource.value?.id ?? '';
  const choose = (id: string): void => {
    model.source.value = id;
  };
  if (choices.length === 0) return undefined;
  // Beside what is compared there is room for a list only.
  if (choices.length <= (model.subjects.value.length > 0 ? 2 : OPEN_SOURCES)) {
    return <Segmented label={label} choices={choices} selected={selected} onChoose={choose} />;
  }
  return <SelectField label={label} value={selected} options={choices} onChange={choose} />;
}

const NO_BASE = '';

/** Which dump or profile is drawn, and what it is compared with. */
export function SubjectFields({ model, comparable }: { readonly model: GraphModel; readonly comparable: boolean }) {
  const { subject, base, normalise, isDifference } = model;
  const choices = model.subjects.value.map(({ id, label }) => ({ id: String(id), label }));
  if (choices.length === 0) return undefined;
  const others = choices.filter(({ id }) => id !== String(subject.value));
  return (
    <>
      <SelectField
        label="of"
        value={String(subject.value)}
        options={choices}
        onChange={(id) => {
          subject.value = Number(id);
        }}
      />
      {comparable && (
        <SelectField
          label="minus"
          title="The difference to another one"
          value={isDifference.value ? String(base.value) : NO_BASE}
          options={[{ id: NO_BASE, label: 'nothing' }, ...others]}
          onChange={(id) => {
            base.value = id === NO_BASE ? undefined : Number(id);
          }}
        />
      )}
      {comparable && isDifference.value && (
        <CheckField
          label="normalise"
          title="Scales one of the two to the total of the other"
          checked={normalise.value}
          onChange={(on) => {
            normalise.value = on;
          }}
        />
      )}
    </>
  );
}

const EXPRESSIONS: readonly { readonly id: GraphExpression; readonly label: string; readonly title: string }[] = [
  { id: 'focus', label: 'focus', title: 'Only stacks with a frame that matches' },
  { id: 'ignore', label: 'ignore', title: 'No stacks with a frame that matches' },
  { id: 'hide', label: 'hide', title: 'Frames that match are left out of their stacks' },
  { id: 'show', label: 'show', title: 'Only frames that match are kept in their stacks' },
  { id: 'showFrom', label: 'show_from', title: 'Frames above the outermost one that matches are left out' },
  { id: 'pruneFrom', label: 'prune_from', title: 'Frames below the innermost one that matches are left out' },
  { id: 'tagFocus', label: 'tagfocus', title: 'Only stacks with a state, reason or label that matches' },
  { id: 'tagIgnore', label: 'tagignore', title: 'No stacks with a state, reason or label that matches' },
];

interface RefinementsProps {
  readonly model: GraphModel;
  readonly settings: GraphSettings;
  readonly set: (change: Partial<GraphSettings>) => void;
}

function Refinements({ model, settings, set }: RefinementsProps) {
  const wrong = model.error.value;
  return (
    <div className="graph-refine">
      <div className="graph-expressions">
        {EXPRESSIONS.map(({ id, label, title }) => (
          <TextField
            key={id}
            label={label}
            title={`${title} (regular expression over functions and files)`}
            value={settings.expressions[id] ?? ''}
            wrong={wrong?.expression === id ? wrong.message : undefined}
            onChange={(text) => set({ expressions: { ...settings.expressions, [id]: text } })}
          />
        ))}
      </div>
      <div className="graph-limits">
        <NumberField
          label="nodecount"
          title="At most so many nodes; 0 = all"
          value={settings.nodeCount}
          least={0}
          most={1000}
          onChange={(nodeCount) => set({ nodeCount })}
        />
        <NumberField
          label="nodefraction %"
          title="Nodes with a smaller share of the total are dropped"
          value={settings.nodeFraction * 100}
          least={0}
          most={100}
          onChange={(percent) => set({ nodeFraction: percent / 100 })}
        />
        <NumberField
          label="edgefraction %"
          title="Calls with a smaller share of the total are dropped"
          value={settings.edgeFraction * 100}
          least={0}
          most={100}
          onChange={(percent) => set({ edgeFraction: percent / 100 })}
        />
        <CheckField
          label="fold chains"
          title="Functions with one caller, one callee and no weight of their own are one node"
          checked={settings.fold}
          onChange={(fold) => set({ fold, unfolded: [] })}
        />
        <CheckField label="packages framed" checked={settings.clusters} onChange={(clusters) => set({ clusters })} />
        <CheckField
          label="noinlines"
          title="Inlined functions count to their callers"
          checked={settings.noInlines}
          onChange={(noInlines) => set({ noInlines })}
        />
        <CheckField
          label="call_tree"
          title="A node per calling context instead of one per function"
          checked={settings.callTree}
          onChange={(callTree) => set({ callTree })}
        />
        <CheckField
          label="relative percentages"
          title="Shares are of what the filters leave"
          checked={settings.relative}
          onChange={(relative) => set({ relative })}
        />
        <Button kind="link" onClick={() => set(DEFAULT_GRAPH_SETTINGS)}>
          Reset
        </Button>
      </div>
    </div>
  );
}

export function DirectionField({ model: { direction } }: { readonly model: GraphModel }) {
  return (
    <SelectField
      label=""
      title="Direction of the graph"
      value={direction.value}
      options={[
        { id: 'auto', label: 'direction that fits' },
        { id: 'down', label: 'top down' },
        { id: 'right', label: 'left to right' },
      ]}
      onChange={(id) => {
        direction.value = id as 'auto' | 'down' | 'right';
      }}
    />
  );
}

/** How many settings differ from the default ones. */
function refinements(settings: GraphSettings): number {
  const { expressions, unfolded: _, ...rest } = settings;
  const typed = Object.values(expressions).filter((text) => text !== undefined && text !== '').length;
  const changed = Object.entries(rest).filter(
    ([name, value]) => name !== 'granularity' && value !== DEFAULT_GRAPH_SETTINGS[name as keyof GraphSettings],
  ).length;
  return typed + changed;
}
