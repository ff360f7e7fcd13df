// A labelled list to choose from, the browser's own.

import { visibleText } from '../../shared/base/visible-text';

export interface SelectOption {
  readonly id: string;
  readonly label: string;
  readonly group?: string;
  readonly title?: string;
}

export interface SelectFieldProps {
  /** '' = not shown: the tooltip names it. */
  readonly label: string;
  readonly value: string;
  readonly options: readonly SelectOption[];
  readonly onChange: (id: string) => void;
  readonly title?: string;
}

export function SelectField({ label, value, options, onChange, title }: SelectFieldProps) {
  const chosen = options.find(({ id }) => id === value)?.title;
  const groups = [...new Set(options.map(({ group }) => group))];
  return (
    <label className="select-field" title={title}>
      {label !== '' && <span className="field-label">{label}</span>}
      <select
        aria-label={label === '' ? title : undefined}
        title={chosen && visibleText(chosen)}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {groups.map((group) => {
          const items = options
            .filter((option) => option.group === group)
            .map((option) => (
              <option key={option.id} value={option.id} title={option.title && visibleText(option.title)}>
                {visibleText(option.label)}
              </option>
            ));
          return group === undefined ? (
            items
          ) : (
            <optgroup label={group} key={group}>
              {items}
            </optgroup>
          );
        })}
      </select>
    </label>
  );
}
