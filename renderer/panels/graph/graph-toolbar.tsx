// What a graph, a flame graph or a table of functions is of, and the bar above a graph.

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { GraphSource } from '../../../shared/model/graph-requests';
import type { GraphModel } from '../../models/graph-model';
import { IconButton } from '../../ui/button';
import { CheckField } from '../../ui/check-field';
import { Segmented } from '../../ui/segmented';
import { SelectField } from '../../ui/select-field';
import { TextField } from '../../ui/text-field';
import type { FoundNodes } from '../../views/graph-view';
import { GoroutineField } from './goroutine-field';
import { GranularityField, RefineBar, RefineButton } from './refine-bar';

/** So many sources stand in the open; more are a list. */
const OPEN_SOURCES = 4;
/** A longer list has headings. */
const UNGROUPED_SOURCES = 8;

export interface GraphToolbarProps {
  readonly model: GraphModel;
  readonly onSearch: (text: string) => void;
  /** Undefined = nothing is searched for. */
  readonly found: FoundNodes | undefined;
  /** To the next or the previous one that was found. */
  readonly onStep: (by: 1 | -1) => void;
  /** Back to the drawing. */
  readonly onLeave: () => void;
  readonly children: ComponentChildren;
}

export function GraphToolbar({ model, onSearch, found, onStep, onLeave, children }: GraphToolbarProps) {
  const [open, setOpen] = useState(false);
  const [search, setSearch] = useState('');
  const find = (text: string): void => {
    setSearch(text);
    onSearch(text);
  };
  const kind = model.shownSource.value?.kind;
  const isCalls = kind === 'calls';
  const isRefinable = isCalls || kind === 'interaction';
  return (
    <div className="graph-head">
      <div className="graph-toolbar" role="toolbar" aria-label="Graph">
        <IconButton icon="previous" label="Back" disabled={!model.canGoBack.value} onClick={() => model.back()} />
        <IconButton icon="next" label="Forward" disabled={!model.canGoForward.value} onClick={() => model.forward()} />
        <SourceField model={model} label="Graph of" />
        {isCalls && <GranularityField model={model} />}
        {kind === 'states' && model.goroutine !== undefined && <GoroutineField choice={model.goroutine} />}
        <SubjectFields model={model} comparable={isCalls} />
        {isRefinable && <RefineButton model={model} view="graph" open={open} onToggle={() => setOpen(!open)} />}
        <span className="graph-find">
          <TextField
            label="Find in the graph"
            hideLabel
            placeholder="Find"
            title="Marks nodes with this text in their names (/); Enter goes to the next one, Shift+Enter to the previous one"
            value={search}
            onChange={find}
            onEnter={(event) => onStep(event.shiftKey ? -1 : 1)}
            onEscape={() => {
              find('');
              onLeave();
            }}
          />
          {found !== undefined && (
            <span className="graph-found" role="status">
              {found.count === 0 ? 'not found' : `${found.at} of ${found.count}`}
            </span>
          )}
        </span>
        <span className="graph-actions">{children}</span>
      </div>
      {open && isRefinable && <RefineBar model={model} view="graph" />}
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
  const choices = model.subjects.value.map(({ id, ...words }) => ({ id: String(id), ...words }));
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
