// The top of the frame: mark, a tab per file, the filter of the shown file, help and theme.

import { PALETTES, type Palette, THEMES, type Theme } from '../models/settings';
import { IconButton } from '../ui/button';
import { ChoiceMenu } from '../ui/choice-menu';
import { Mark, ThemeIcon } from '../ui/icons';
import { MiddleCut } from '../ui/middle-cut';
import { Tabs } from '../ui/tabs';
import type { AppModel } from './app-model';
import { FilterBox } from './filter-box';
import { filterTarget } from './filter-target';
import { showStorage } from './storage-dialog';

const THEME_LABELS: Readonly<Record<Theme, string>> = { system: 'As the system', light: 'Light', dark: 'Dark' };
const PALETTE_LABELS: Readonly<Record<Palette, string>> = {
  standard: 'Standard colours',
  'colour-blind': 'Colour-blind safe, with patterns',
};

export function Header({ model }: { readonly model: AppModel }) {
  const { sessions, settings } = model;
  const active = sessions.active.value;
  const tabs = sessions.tabs.value;
  const target = active && filterTarget(model, active);
  const find = (id: string) => tabs.find((tab) => tab.id === id);
  return (
    <header className="header">
      <button
        type="button"
        className="home"
        aria-label="Start page"
        title="Start page"
        onClick={() => {
          sessions.active.value = undefined;
        }}
      >
        <Mark />
      </button>
      {tabs.length > 0 && (
        <Tabs
          items={tabs.map((tab) => ({ id: tab.id, label: <MiddleCut text={tab.name.value} />, text: tab.name.value }))}
          selected={active?.id}
          onSelect={(id) => {
            sessions.active.value = find(id);
          }}
          onClose={(id) => {
            const tab = find(id);
            if (tab) sessions.close(tab);
          }}
          label="Open files"
          className="file-tabs"
          controls="tab-content"
        />
      )}
      <IconButton icon="plus" label="Open a file (Ctrl+O)" className="new-tab" onClick={() => model.run('open')} />
      <div className="header-middle">
        {active && target && <FilterBox key={active.id} model={model} target={target} />}
      </div>
      <IconButton icon="storage" label="Stored indexes" onClick={() => showStorage(model)} />
      <button
        type="button"
        className="icon-button help"
        aria-label="Keyboard shortcuts"
        title="Keyboard shortcuts (?)"
        onClick={() => model.run('help')}
      >
        ?
      </button>
      <ChoiceMenu
        label="Theme and colours"
        icon={<ThemeIcon />}
        groups={[
          {
            title: 'Theme',
            selected: settings.theme.value,
            choices: THEMES.map((id) => ({ id, label: THEME_LABELS[id] })),
            onChoose: (id) => {
              settings.theme.value = id as Theme;
            },
          },
          {
            title: 'Colours of states',
            selected: settings.palette.value,
            choices: PALETTES.map((id) => ({ id, label: PALETTE_LABELS[id] })),
            onChoose: (id) => {
              settings.palette.value = id as Palette;
            },
          },
        ]}
      />
    </header>
  );
}
