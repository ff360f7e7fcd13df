// Open profiles: views at the left, the shown one in the middle, the chosen function at the right.

import type { GraphView } from '../models/graph-model';
import type { ProfileTab } from '../models/profile-tab';
import { FlamePanel, GraphDetails, GraphPanel, TopPanel } from '../panels';
import type { AppModel } from './app-model';
import { DetailsFrame } from './details-frame';
import { graphProps } from './graph-props';
import { Rail, type RailView } from './rail';

export interface ProfileWorkspaceProps {
  readonly model: AppModel;
  readonly tab: ProfileTab;
}

const VIEWS: readonly RailView<GraphView>[] = [
  { id: 'graph', label: 'Graph' },
  { id: 'flame', label: 'Flame' },
  { id: 'top', label: 'Top' },
];
const PANELS = { graph: GraphPanel, flame: FlamePanel, top: TopPanel } as const;

export function ProfileWorkspace({ model, tab }: ProfileWorkspaceProps) {
  const props = graphProps(model, tab);
  const view = tab.view.value;
  const Panel = PANELS[view];
  return (
    <div className="workspace">
      <Rail
        views={VIEWS}
        shown={view}
        onShow={(id) => {
          tab.view.value = id;
        }}
      >
        <button
          type="button"
          className="rail-action first"
          title="Opens another profile of the same kind and shows what became more and what became less since it"
          disabled={tab.adding.value}
          onClick={() => void model.compareProfile(tab)}
        >
          Compare with…
        </button>
      </Rail>
      <main className="main-column">
        <Panel {...props} />
      </main>
      <DetailsFrame model={model}>
        <GraphDetails {...props} view={view} />
      </DetailsFrame>
    </div>
  );
}
