// The few icons of the frame, drawn on a grid of 16; decorative: the button that holds one carries the name.

const PATHS = {
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM10.4 10.4 14 14',
  close: 'M4 4l8 8M12 4l-8 8',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  previous: 'M10 3 5 8l5 5',
  next: 'M6 3l5 5-5 5',
  down: 'M3 6l5 5 5-5',
  up: 'M3 10l5-5 5 5',
  right: 'M6 3l5 5-5 5',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  storage: 'M3 4.5c0-2.7 10-2.7 10 0s-10 2.7-10 0v7c0 2.7 10 2.7 10 0v-7M3 8c0 2.7 10 2.7 10 0',
  info: 'M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM8 7.2v4M8 4.9v.4',
  star: 'M8 2.2l1.8 3.7 4 .6-2.9 2.8.7 4L8 11.4l-3.6 1.9.7-4L2.2 6.5l4-.6z',
  save: 'M8 2.5v8M4.5 7.5 8 11l3.5-3.5M3 13.5h10',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** Half a disc: light and dark. */
export function ThemeIcon() {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="5.5" />
      <path className="filled" d="M8 2.5a5.5 5.5 0 0 1 0 11z" />
    </svg>
  );
}

/** The ghost light: a bare bulb on a stand, left burning on an empty stage. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 32 32" aria-hidden="true">
      <path className="rays" d="M16 1.5v3M7.2 5l2 2.2M24.8 5l-2 2.2M3.8 12.5h3M25.2 12.5h3" />
      <path className="bulb" d="M16 7a6 6 0 0 0-3.4 10.9c.6.5.9 1 .9 1.7h5c0-.7.3-1.2.9-1.7A6 6 0 0 0 16 7Z" />
      <path className="stand" d="M13.8 21h4.4M16 21v8M10.5 29.8h11" />
    </svg>
  );
}
