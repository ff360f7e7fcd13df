// The thresholds by which growth, pile-ups and long waits are told, and the stacks that are known to be harmless.

import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { GuideSetting } from '../../../shared/model/dump-guide';
import type { BenignRule, DumpSettings } from '../../../shared/model/dump-requests';
import type { DumpSession } from '../../models/dump-session';
import { Button, IconButton } from '../../ui/button';
import { CopyButton } from '../../ui/copy-button';
import { Dialog } from '../../ui/dialog';
import { SelectField } from '../../ui/select-field';
import { readBenign, writeBenign } from './benign-text';
import { Section } from './pieces';

export interface DumpSettingsDialogProps {
  readonly session: DumpSession;
  readonly fields: readonly GuideSetting[];
  readonly defaults: DumpSettings;
  readonly onClose: () => void;
}

export function DumpSettingsDialog({ session, fields, defaults, onClose }: DumpSettingsDialogProps) {
  const now = session.settings.value ?? defaults;
  const set = (change: Partial<DumpSettings>): void => session.changeSettings({ ...now, ...change });
  const isDefault = JSON.stringify(now) === JSON.stringify({ ...now, ...defaults });
  return (
    <Dialog title="Thresholds and harmless stacks" onClose={onClose} className="dump-settings">
      <p className="note">They hold for this series and for those opened later.</p>
      <div className="threshold-list">
        {fields.map((field) => (
          <Threshold
            field={field}
            value={now[field.key]}
            usual={defaults[field.key]}
            onChange={(value) => set({ [field.key]: value })}
            key={field.key}
          />
        ))}
      </div>
      <BenignList rules={now.benign} onChange={(benign) => set({ benign })} />
      <div className="button-row settings-end">
        <Button disabled={isDefault} onClick={() => session.changeSettings(defaults)}>
          Set all back to the defaults
        </Button>
        <Button kind="primary" onClick={onClose}>
          Done
        </Button>
      </div>
    </Dialog>
  );
}

interface ThresholdProps {
  readonly field: GuideSetting;
  readonly value: number;
  readonly usual: number;
  readonly onChange: (value: number) => void;
}

function Threshold({ field, value, usual, onChange }: ThresholdProps) {
  const { name, unit, meaning, min, step } = field;
  const input = useId();
  const note = useId();
  const commit = (target: HTMLInputElement): void => {
    const next = target.valueAsNumber;
    if (Number.isFinite(next) && next >= min) onChange(next);
    else target.value = String(value);
  };
  return (
    <div className="threshold">
      <label htmlFor={input}>{name}</label>
      <span className="threshold-value">
        <input
          id={input}
          type="number"
          min={min}
          step={step}
          value={value}
          aria-describedby={note}
          onChange={(event) => commit(event.currentTarget)}
        />
        <span className="note">{unit}</span>
      </span>
      <button
        type="button"
        className="link"
        disabled={value === usual}
        aria-label={`${name}: back to ${usual}`}
        onClick={() => onChange(usual)}
      >
        {value === usual ? 'default' : `back to ${usual}`}
      </button>
      <p id={note} className="note">
        {meaning}
      </p>
    </div>
  );
}

const MATCHES = [
  { id: 'top', label: 'top function' },
  { id: 'any', label: 'any function' },
  { id: 'created-by', label: 'created by' },
] as const;

interface BenignListProps {
  readonly rules: readonly BenignRule[];
  readonly onChange: (rules: readonly BenignRule[]) => void;
}

function BenignList({ rules, onChange }: BenignListProps) {
  const draft = useSignal<BenignRule>({ match: 'top', func: '' });
  const text = useSignal('');
  const wrong = useSignal<readonly number[]>([]);
  const area = useId();
  const replace = (index: number, rule: BenignRule): void =>
    onChange(rules.map((old, at) => (at === index ? rule : old)));
  const add = (): void => {
    const func = draft.value.func.trim();
    if (func === '') return;
    onChange([...rules, { match: draft.value.match, func }]);
    draft.value = { ...draft.value, func: '' };
  };
  const take = (): void => {
    const read = readBenign(text.value);
    wrong.value = read.wrong;
    const known = new Set(rules.map((rule) => JSON.stringify([rule.match, rule.func])));
    const fresh = read.rules.filter((rule) => !known.has(JSON.stringify([rule.match, rule.func])));
    if (fresh.length > 0) onChange([...rules, ...fresh]);
    if (read.wrong.length === 0) text.value = '';
  };
  return (
    <Section title="Stacks that are harmless">
      <p className="note">Goroutines that match are told as NORMAL, unless the garbage collector proved them leaked.</p>
      <ul className="benign-rules">
        {rules.map((rule, index) => (
          <li key={index}>
            <RuleFields rule={rule} onChange={(next) => replace(index, next)} />
            <IconButton
              icon="close"
              label={`Remove the rule for ${rule.func}`}
              onClick={() => onChange(rules.filter((_, at) => at !== index))}
            />
          </li>
        ))}
      </ul>
      <form
        className="benign-new"
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <RuleFields
          rule={draft.value}
          onChange={(next) => {
            draft.value = next;
          }}
        />
        <button type="submit" className="button" disabled={draft.value.func.trim() === ''}>
          Add
        </button>
      </form>
      <label htmlFor={area} className="field-label">
        Rules as text, one a line, as in goleak
      </label>
      <textarea
        id={area}
        className="mono"
        rows={3}
        spellcheck={false}
        placeholder={'goleak.IgnoreTopFunction("example.com/pool.(*Pool).worker")'}
        value={text.value}
        onInput={(event) => {
          text.value = event.currentTarget.value;
        }}
      />
      {wrong.value.length > 0 && (
        <p role="alert" className="alert-text">
          {wrong.value.length === 1 ? 'Line' : 'Lines'} {wrong.value.join(', ')} could not be understood. The others
          were added.
        </p>
      )}
      <div className="button-row">
        <Button disabled={text.value.trim() === ''} onClick={take}>
          Add these rules
        </Button>
        <CopyButton label="Copy all rules as text" text={() => writeBenign(rules)} />
      </div>
    </Section>
  );
}

interface RuleFieldsProps {
  readonly rule: BenignRule;
  readonly onChange: (rule: BenignRule) => void;
}

function RuleFields({ rule, onChange }: RuleFieldsProps) {
  return (
    <>
      <SelectField
        label=""
        title="Where the function stands"
        value={rule.match}
        options={MATCHES}
        onChange={(match) => onChange({ ...rule, match: match as BenignRule['match'] })}
      />
      <input
        type="text"
        className="mono"
        aria-label="Function, with its package"
        spellcheck={false}
        value={rule.func}
        onInput={(event) => onChange({ ...rule, func: event.currentTarget.value })}
      />
    </>
  );
}
