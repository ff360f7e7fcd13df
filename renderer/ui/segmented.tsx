// A row of choices of which one holds: radio buttons in one tab stop, arrows move and choose.

import { useId, useRef } from 'preact/hooks';

export interface Choice<T extends string> {
  readonly id: T;
  readonly label: string;
  readonly title?: string;
}

export interface SegmentedProps<T extends string> {
  readonly label: string;
  readonly choices: readonly Choice<T>[];
  readonly selected: T;
  readonly onChoose: (id: T) => void;
}

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

export function Segmented<T extends string>({ label, choices, selected, onChoose }: SegmentedProps<T>) {
  const id = useId();
  const group = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent, index: number): void => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const target = (index + step + choices.length) % choices.length;
    onChoose(choices[target].id);
    group.current?.querySelectorAll<HTMLElement>('[role=radio]')[target]?.focus();
  };
  const stop = choices.some((choice) => choice.id === selected) ? selected : choices[0]?.id;
  return (
    <div className="segmented-field">
      <span id={id} className="field-label">
        {label}
      </span>
      <div role="radiogroup" aria-labelledby={id} className="segmented" ref={group}>
        {choices.map((choice, index) => (
          // biome-ignore lint/a11y/useSemanticElements: native radio buttons cannot be drawn as one bar without hiding them
          <button
            type="button"
            role="radio"
            key={choice.id}
            aria-checked={choice.id === selected}
            tabIndex={choice.id === stop ? 0 : -1}
            title={choice.title}
            onClick={() => onChoose(choice.id)}
            onKeyDown={(event) => onKeyDown(event, index)}
          >
            {choice.label}
          </button>
        ))}
      </div>
    </div>
  );
}
