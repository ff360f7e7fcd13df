// A tree of any size, drawn as a list of its open rows, of which only those in view become elements. Keys after the ARIA
// pattern: arrows move, open and close; Home and End; * opens the siblings; letters jump to the next row that begins so.

// biome-ignore-all lint/a11y/useFocusableInteractive: the focus stays on the tree, which names its active row
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the tree handles the keys of its rows

import type { ComponentChildren } from 'preact';
import { useId, useRef } from 'preact/hooks';
import { useRowWindow } from './row-window';

export interface TreeRow<T> {
  /** The same for the same row as long as the tree is shown. */
  readonly key: string;
  /** From 1. */
  readonly level: number;
  readonly position: number;
  readonly siblings: number;
  /** Place of the parent in the list of rows; -1 = none. */
  readonly parent: number;
  /** undefined = has nothing below it. */
  readonly open: boolean | undefined;
  readonly value: T;
}

export interface TreeSource<T> {
  readonly roots: readonly T[];
  readonly childrenOf: (value: T) => readonly T[];
  readonly keyOf: (value: T, parentKey: string, index: number) => string;
  readonly isOpen: (key: string, level: number) => boolean;
}

/** The rows that are to be seen, in order. Without recursion: a tree may be as deep as a stack. */
export function openRows<T>({ roots, childrenOf, keyOf, isOpen }: TreeSource<T>): readonly TreeRow<T>[] {
  const rows: TreeRow<T>[] = [];
  const waiting: { values: readonly T[]; at: number; key: string; parent: number }[] = [
    { values: roots, at: 0, key: '', parent: -1 },
  ];
  for (let top = waiting.at(-1); top !== undefined; top = waiting.at(-1)) {
    if (top.at === top.values.length) {
      waiting.pop();
      continue;
    }
    const position = top.at++;
    const value = top.values[position];
    const key = keyOf(value, top.key, position);
    const children = childrenOf(value);
    const level = waiting.length;
    const open = children.length === 0 ? undefined : isOpen(key, level);
    rows.push({ key, level, position: position + 1, siblings: top.values.length, parent: top.parent, open, value });
    if (open) waiting.push({ values: children, at: 0, key, parent: rows.length - 1 });
  }
  return rows;
}

/** Whether a tree has so few rows that all of them may be open at first. */
export function isSmallTree<T>(roots: readonly T[], childrenOf: (value: T) => readonly T[]): boolean {
  const waiting = [...roots];
  for (let count = 0; count <= SMALL_TREE; count++) {
    const value = waiting.pop();
    if (value === undefined) return true;
    waiting.push(...childrenOf(value));
  }
  return false;
}

export interface TreeViewProps<T> {
  readonly label: string;
  readonly rows: readonly TreeRow<T>[];
  readonly rowPx: number;
  /** Key of the row that has the cursor. */
  readonly selected: string | undefined;
  readonly onSelect: (row: TreeRow<T>) => void;
  readonly onOpen: (rows: readonly TreeRow<T>[], open: boolean) => void;
  /** What letters are compared with. */
  readonly textOf: (value: T) => string;
  readonly classOf?: (value: T) => string;
  readonly render: (row: TreeRow<T>) => ComponentChildren;
}

/** About two screens. */
const SMALL_TREE = 60;
const INDENT_PX = 16;
/** Deeper rows are not moved further in: stacks have hundreds of levels, and the name must stay in view. */
const INDENTED_LEVELS = 24;
const TYPING_MS = 700;

export function TreeView<T>(props: TreeViewProps<T>) {
  const { label, rows, rowPx, selected, onSelect, onOpen, render, classOf } = props;
  const id = useId();
  const windowed = useRowWindow(rows.length, rowPx);
  const at = rows.findIndex(({ key }) => key === selected);
  const typeAhead = useTypeAhead();

  const go = (target: number): void => {
    const row = rows[Math.min(rows.length - 1, Math.max(0, target))];
    if (row === undefined) return;
    onSelect(row);
    windowed.scrollTo(rows.indexOf(row));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (rows.length === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const row = rows[at];
    const moves: Readonly<Record<string, () => void>> = {
      ArrowDown: () => go(at + 1),
      ArrowUp: () => go(at - 1),
      PageDown: () => go(at + windowed.pageRows),
      PageUp: () => go(at - windowed.pageRows),
      Home: () => go(0),
      End: () => go(rows.length - 1),
      ArrowRight: () => (row?.open === false ? onOpen([row], true) : row?.open && go(at + 1)),
      ArrowLeft: () => (row?.open ? onOpen([row], false) : row && row.parent >= 0 && go(row.parent)),
      Enter: () => row && onSelect(row),
      ' ': () => row?.open !== undefined && onOpen([row], !row.open),
      '*': () =>
        row &&
        onOpen(
          rows.filter(({ parent, open }) => parent === row.parent && open === false),
          true,
        ),
    };
    const move = moves[event.key];
    if (move) move();
    // No function begins with a digit: those are keys of the page.
    else if (event.key.length !== 1 || /\d/.test(event.key)) return;
    else go(typeAhead(event.key, rows.length, at, (index) => props.textOf(rows[index].value)));
    event.preventDefault();
  };

  const rowId = (index: number): string => `${id}-${index}`;
  return (
    <div
      role="tree"
      className="tree"
      aria-label={label}
      aria-activedescendant={at >= windowed.from && at < windowed.to ? rowId(at) : undefined}
      tabIndex={0}
      ref={windowed.ref}
      onKeyDown={onKeyDown}
    >
      <div role="none" className="tree-body" style={{ height: `${rows.length * rowPx}px` }}>
        {rows.slice(windowed.from, windowed.to).map((row, offset) => {
          const index = windowed.from + offset;
          return (
            <div
              role="treeitem"
              key={row.key}
              id={rowId(index)}
              className={`tree-row ${index === at ? 'selected' : ''} ${classOf?.(row.value) ?? ''}`}
              aria-level={row.level}
              aria-posinset={row.position}
              aria-setsize={row.siblings}
              aria-expanded={row.open}
              aria-selected={index === at}
              style={{
                top: `${index * rowPx}px`,
                height: `${rowPx}px`,
                '--indent': `${Math.min(INDENTED_LEVELS, row.level - 1) * INDENT_PX}px`,
              }}
              onClick={() => onSelect(row)}
              onDblClick={() => row.open !== undefined && onOpen([row], !row.open)}
            >
              <Twist open={row.open} onClick={() => onOpen([row], !row.open)} />
              {render(row)}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Twist({ open, onClick }: { readonly open: boolean | undefined; readonly onClick: () => void }) {
  if (open === undefined) return <span className="twist" />;
  return (
    <span
      className={open ? 'twist open' : 'twist'}
      aria-hidden="true"
      onClick={(event) => {
        event.stopPropagation();
        onClick();
      }}
    />
  );
}

/** Letters typed within a moment of each other are one word. */
function useTypeAhead() {
  const typed = useRef({ text: '', timeMs: 0 });
  return (key: string, count: number, at: number, textOf: (index: number) => string): number => {
    const now = performance.now();
    const text = (now - typed.current.timeMs < TYPING_MS ? typed.current.text : '') + key.toLowerCase();
    typed.current = { text, timeMs: now };
    const from = text.length > 1 ? at : at + 1;
    for (let step = 0; step < count; step++) {
      const index = (Math.max(0, from) + step) % count;
      if (textOf(index).toLowerCase().startsWith(text)) return index;
    }
    return at;
  };
}
