// The dialog of keyboard shortcuts, printed from the keymap, with the gestures of the mouse.

import { Dialog } from '../ui/dialog';
import type { AppModel } from './app-model';
import { bindingText, KEYMAP, type KeyEntry, type Platform } from './keymap';

const GESTURES: readonly (readonly [gesture: string, effect: string])[] = [
  ['Ctrl + wheel, pinch', 'Zoom at the pointer'],
  ['Shift + wheel, drag', 'Pan'],
  ['Wheel', 'Scroll the rows'],
  ['Drag on the ruler', 'Select a time range'],
  ['Double click', 'Fit a span'],
];

type Keys = readonly (readonly [keys: readonly string[], meaning: string])[];

const GRAPH_KEYS: Keys = [
  [['←', '→', '↑', '↓'], 'To the next node'],
  [['Enter'], 'Only what passes the node'],
  [['Space'], 'Open the folded chain'],
  [['+', '-', '0', '1'], 'Zoom in, out, all of it, readable size'],
  [['/'], 'Find; Enter goes to the next'],
  [['Esc'], 'Select nothing'],
];

const FLAME_KEYS: Keys = [
  [['↑', '↓'], 'To the caller, to the heaviest callee'],
  [['←', '→'], 'To the box beside it, of the same caller'],
  [['Enter'], 'Zoom to the box'],
  [['Esc'], 'Back to what was zoomed to before; then select nothing; then leave callers and callees'],
  [['S'], 'What calls the function, and what it calls'],
  [['+', '-', '0'], 'Zoom in, out, all of it'],
  [['/'], 'Find; Enter goes to the next, Shift+Enter to the one before'],
];

export function ShortcutsDialog({ model }: { readonly model: AppModel }) {
  return (
    <Dialog
      title="Keyboard shortcuts"
      onClose={() => {
        model.helpOpen.value = false;
      }}
    >
      <div className="shortcuts">
        {KEYMAP.map((group) => (
          <section key={group.title}>
            <h3>{group.title}</h3>
            <dl>
              {group.entries.map((entry) => (
                <Entry key={entry.label} entry={entry} platform={model.platform} />
              ))}
            </dl>
          </section>
        ))}
        <KeySection title="Graphs, while the drawing has the focus" keys={GRAPH_KEYS} />
        <KeySection title="Flame graphs, while the drawing has the focus" keys={FLAME_KEYS} />
        <section>
          <h3>Mouse</h3>
          <dl>
            {GESTURES.map(([gesture, meaning]) => (
              <div className="shortcut" key={gesture}>
                <dt>{meaning}</dt>
                <dd>{gesture}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Dialog>
  );
}

function KeySection({ title, keys }: { readonly title: string; readonly keys: Keys }) {
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {keys.map(([names, meaning]) => (
          <div className="shortcut" key={meaning}>
            <dt>{meaning}</dt>
            <dd>
              {names.map((name) => (
                <kbd key={name}>{name}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Entry({ entry, platform }: { readonly entry: KeyEntry; readonly platform: Platform }) {
  const shown = entry.bindings.filter((binding) => !binding.hidden && (platform.electron || !binding.electronOnly));
  if (shown.length === 0) return undefined;
  return (
    <div className="shortcut">
      <dt>{entry.label}</dt>
      <dd>
        {shown.map((binding) => {
          const text = bindingText(binding, platform);
          return <kbd key={text}>{text}</kbd>;
        })}
      </dd>
    </div>
  );
}
