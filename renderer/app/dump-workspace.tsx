// Open goroutine dumps: views at the left, the shown one in the middle, details at the right.

import type { ComponentType } from 'preact';
import type { SeriesSummary } from '../../shared/model/dump-requests';
import type { DumpSession, DumpView } from '../models/dump-session';
import type { DumpTab } from '../models/dump-tab';
import {
  DumpCallsPanel,
  DumpComparePanel,
  DumpCreatedPanel,
  DumpDetails,
  DumpGroupsPanel,
  DumpGuidePanel,
  DumpLocksPanel,
  DumpProblemsPanel,
  DumpReportPanel,
  DumpSettingsDialog,
  FlamePanel,
  GraphDetails,
  GraphPanel,
} from '../panels';
import { IconButton } from '../ui/button';
import type { AppModel } from './app-model';
import { DetailsFrame } from './details-frame';
import { graphProps } from './graph-props';
import { Rail, type RailView } from './rail';

export interface DumpWorkspaceProps {
  readonly model: AppModel;
  readonly tab: DumpTab;
  readonly summary: SeriesSummary;
}

type Panel = ComponentType<{ readonly session: DumpSession }>;

const PANELS: Readonly<Record<Exclude<DumpView, 'guide' | 'graph' | 'flame'>, Panel>> = {
  report: DumpReportPanel,
  groups: DumpGroupsPanel,
  compare: DumpComparePanel,
  created: DumpCreatedPanel,
  calls: DumpCallsPanel,
  locks: DumpLocksPanel,
  problems: DumpProblemsPanel,
};

export function DumpWorkspace(props: DumpWorkspaceProps) {
  const { model, tab } = props;
  return (
    <div className="workspace">
      <Views {...props} />
      <main className="main-column">
        <Shown model={model} tab={tab} />
      </main>
      <DetailsFrame model={model} actions={<Travel tab={tab} />}>
        <ShownDetails model={model} tab={tab} />
      </DetailsFrame>
      <Settings model={model} tab={tab} />
    </div>
  );
}

function Shown({ model, tab }: Omit<DumpWorkspaceProps, 'summary'>) {
  const view = tab.view.value;
  if (view === 'graph') return <GraphPanel {...graphProps(model, tab)} />;
  if (view === 'flame') return <FlamePanel {...graphProps(model, tab)} />;
  if (view === 'guide') return tab.help.value && <DumpGuidePanel session={tab} guide={tab.help.value.guide} />;
  const Panel = PANELS[view];
  return <Panel session={tab} />;
}

function ShownDetails({ model, tab }: Omit<DumpWorkspaceProps, 'summary'>) {
  const view = tab.view.value;
  if (view !== 'graph' && view !== 'flame') return <DumpDetails session={tab} />;
  // Nodes of these graphs are goroutines: one that was opened there is shown until another node is chosen.
  const kind = tab.graphs.shownSource.value?.kind;
  const isOpened = tab.selection.value.goroutine !== undefined && (kind === 'waits' || kind === 'created');
  if (view === 'graph' && isOpened) return <DumpDetails session={tab} />;
  return <GraphDetails {...graphProps(model, tab)} view={view} />;
}

function Settings({ model, tab }: Omit<DumpWorkspaceProps, 'summary'>) {
  const help = tab.help.value;
  if (!model.dumpSettingsOpen.value || help === undefined) return undefined;
  return (
    <DumpSettingsDialog
      session={tab}
      fields={help.guide.settings}
      defaults={help.defaults}
      onClose={() => {
        model.dumpSettingsOpen.value = false;
      }}
    />
  );
}

function Views({ model, tab, summary }: DumpWorkspaceProps) {
  const problems = summary.problems.length;
  const views: readonly RailView<DumpView>[] = [
    { id: 'report', label: 'Report' },
    { id: 'groups', label: 'Groups' },
    ...(summary.moments.length > 1 ? [{ id: 'compare', label: 'Compare' } as const] : []),
    { id: 'created', label: 'Created by' },
    { id: 'calls', label: 'Calls' },
    { id: 'locks', label: 'Locks' },
    { id: 'graph', label: 'Graph' },
    { id: 'flame', label: 'Flame' },
    { id: 'problems', label: 'Problems', badge: problems },
    { id: 'guide', label: 'Guide' },
  ];
  return (
    <Rail
      views={views}
      shown={tab.view.value}
      onShow={(view) => {
        tab.view.value = view;
      }}
    >
      <button
        type="button"
        className="rail-action first"
        title="The thresholds of the findings, and stacks that are known to be harmless"
        onClick={() => model.run('dump-settings')}
      >
        Thresholds…
      </button>
      <button
        type="button"
        className="rail-action"
        title="Adds further dumps of the same process to this series"
        disabled={tab.progress.value !== undefined}
        onClick={() => model.run('add-dumps')}
      >
        Add to this series…
      </button>
    </Rail>
  );
}

/** Between the goroutines and groups that were looked at. */
function Travel({ tab: { history } }: { readonly tab: DumpTab }) {
  return (
    <>
      <IconButton
        icon="previous"
        label="Back (Alt+Left)"
        disabled={!history.canBack.value}
        onClick={() => history.back()}
      />
      <IconButton
        icon="next"
        label="Forward (Alt+Right)"
        disabled={!history.canForward.value}
        onClick={() => history.forward()}
      />
    </>
  );
}
