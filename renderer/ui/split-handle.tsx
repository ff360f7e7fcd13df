// The edge between two panels: drag it, or focus it and use the arrow keys; Enter or a double click collapses.

export interface SplitHandleProps {
  readonly label: string;
  /** The panel lies at the right of a vertical edge, or below a horizontal one. */
  readonly edge: 'left' | 'top';
  /** Size of the panel in CSS pixels. */
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly onChange: (value: number) => void;
  readonly onCollapse: () => void;
}

const KEY_STEP_PX = 16;

export function SplitHandle({ label, edge, value, min, max, onChange, onCollapse }: SplitHandleProps) {
  const set = (next: number): void => onChange(Math.round(Math.min(max, Math.max(min, next))));
  const place = (event: PointerEvent): number => (edge === 'left' ? event.clientX : event.clientY);

  const onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const handle = event.currentTarget as HTMLElement;
    const from = place(event);
    handle.setPointerCapture(event.pointerId);
    const move = (moved: PointerEvent): void => set(value + from - place(moved));
    const stop = (): void => {
      handle.removeEventListener('pointermove', move);
      handle.removeEventListener('lostpointercapture', stop);
    };
    handle.addEventListener('pointermove', move);
    handle.addEventListener('lostpointercapture', stop);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const grow = edge === 'left' ? 'ArrowLeft' : 'ArrowUp';
    const shrink = edge === 'left' ? 'ArrowRight' : 'ArrowDown';
    if (event.key === grow) set(value + KEY_STEP_PX);
    else if (event.key === shrink) set(value - KEY_STEP_PX);
    else if (event.key === 'Home') set(min);
    else if (event.key === 'End') set(max);
    else if (event.key === 'Enter') onCollapse();
    else return;
    event.preventDefault();
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: an <hr> cannot be focused and moved; this is the window splitter pattern
    <div
      role="separator"
      className={`split ${edge}`}
      aria-label={label}
      aria-orientation={edge === 'left' ? 'vertical' : 'horizontal'}
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onPointerDown={onPointerDown}
      onDblClick={onCollapse}
      onKeyDown={onKeyDown}
    />
  );
}
