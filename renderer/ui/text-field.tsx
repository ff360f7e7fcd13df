// Labelled fields for a line of text and for a number.

import { useId } from 'preact/hooks';

export interface TextFieldProps {
  readonly label: string;
  /** The label is read aloud only. */
  readonly hideLabel?: boolean;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly title?: string;
  readonly placeholder?: string;
  /** Enter and Escape. */
  readonly onEnter?: () => void;
  readonly onEscape?: () => void;
  /** Why the text is not used: a sentence. */
  readonly wrong?: string | undefined;
}

export function TextField(props: TextFieldProps) {
  const { label, hideLabel = false, value, onChange, title, placeholder, onEnter, onEscape, wrong } = props;
  const id = useId();
  const onKeyDown = (event: KeyboardEvent): void => {
    const act = event.key === 'Enter' ? onEnter : event.key === 'Escape' ? onEscape : undefined;
    if (act === undefined || event.isComposing) return;
    event.preventDefault();
    act();
  };
  return (
    <label className="text-field" title={title}>
      <span className={hideLabel ? 'hidden' : 'field-label'}>{label}</span>
      <input
        type="text"
        value={value}
        placeholder={placeholder}
        spellcheck={false}
        autocomplete="off"
        aria-invalid={wrong !== undefined}
        aria-describedby={wrong === undefined ? undefined : id}
        onInput={(event) => onChange(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {wrong !== undefined && (
        <span className="field-wrong" id={id} role="alert">
          {wrong}
        </span>
      )}
    </label>
  );
}

export interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly onChange: (value: number) => void;
  readonly title?: string;
}

/** What is no number between the limits is not handed on. */
export function NumberField({ label, value, least, most, onChange, title }: NumberFieldProps) {
  return (
    <label className="number-field" title={title}>
      <span className="field-label">{label}</span>
      <input
        type="number"
        value={value}
        min={least}
        max={most}
        step="any"
        onChange={(event) => {
          const next = event.currentTarget.valueAsNumber;
          if (next >= least && next <= most) onChange(next);
        }}
      />
    </label>
  );
}
