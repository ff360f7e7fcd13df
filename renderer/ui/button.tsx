// Buttons: with words, or with an icon and a name for those who do not see it.

import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icons';

export interface ButtonProps {
  readonly onClick: () => void;
  readonly children: ComponentChildren;
  readonly kind?: 'normal' | 'primary' | 'link';
  readonly disabled?: boolean;
  readonly title?: string;
}

export function Button({ onClick, children, kind = 'normal', disabled = false, title }: ButtonProps) {
  return (
    <button type="button" className={`button ${kind}`} onClick={onClick} disabled={disabled} title={title}>
      {children}
    </button>
  );
}

export interface IconButtonProps {
  readonly icon: IconName;
  readonly label: string;
  readonly onClick: () => void;
  readonly disabled?: boolean;
  readonly className?: string;
  readonly expanded?: boolean;
}

export function IconButton({ icon, label, onClick, disabled = false, className = '', expanded }: IconButtonProps) {
  return (
    <button
      type="button"
      className={`icon-button ${className}`}
      aria-label={label}
      aria-expanded={expanded}
      title={label}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
