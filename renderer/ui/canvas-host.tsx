// The single bridge between Preact and what is drawn: one empty element, mounted on appearance, disposed on leaving.

import { useRef } from 'preact/hooks';
import type { Disposable } from '../../shared/base/disposable';

export interface CanvasHostProps {
  /** Called once with the empty element; give the host another `key` to mount something else. */
  readonly mount: (element: HTMLElement) => Disposable;
  readonly className: string;
  readonly label: string;
}

export function CanvasHost({ mount, className, label }: CanvasHostProps) {
  const mounted = useRef<Disposable | undefined>(undefined);
  const first = useRef((element: HTMLElement | null) => {
    mounted.current?.dispose();
    mounted.current = element === null ? undefined : mount(element);
  });
  return <section ref={first.current} className={className} aria-label={label} />;
}
