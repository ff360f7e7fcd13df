// Labelled fields for a line of text and for a number.

import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { groupDigits } from '../../shared/base/format';

export interface TextFieldProps {
  readonly label: string;
  /** The label is read aloud only. */
  readonly hideLabel?: boolean;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly title?: string;
  readonly placeholder?: string;
  /** Enter and Escape. */
  readonly onEnter?: (event: KeyboardEvent) => void;
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
    act(event);
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
  /** No parts of one. */
  readonly whole?: boolean;
  readonly onChange: (value: number) => void;
  readonly title?: string;
}

/** What is no number between the limits is not handed on: the field says so, and which number holds meanwhile. */
export function NumberField({ label, value, least, most, whole = false, onChange, title }: NumberFieldProps) {
  const id = useId();
  const [isWrong, setWrong] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const check = (next: number): boolean => next >= least && next <= most && (!whole || Number.isInteger(next));
  // Set from elsewhere, as by a step back: what was typed before is gone.
  useEffect(() => {
    setWrong(false);
    if (input.current !== null) input.current.value = String(value);
  }, [value]);
  return (
    <label className="number-field" title={title}>
      <span className="field-label">{label}</span>
      <input
        ref={input}
        type="number"
        defaultValue={value}
        min={least}
        max={most}
        step={whole ? 1 : 'any'}
        aria-invalid={isWrong}
        aria-describedby={isWrong ? id : undefined}
        onInput={(event) => setWrong(!check(event.currentTarget.valueAsNumber))}
        onChange={(event) => {
          const next = event.currentTarget.valueAsNumber;
          if (check(next) && next !== value) onChange(next);
        }}
      />
      {isWrong && (
        <span className="field-wrong" id={id} role="alert">
          {`${whole ? 'A whole number' : 'A number'} from ${least} to ${groupDigits(most)}; ${groupDigits(value)} holds.`}
        </span>
      )}
    </label>
  );
}
