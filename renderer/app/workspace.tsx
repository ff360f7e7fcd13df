// An open trace: views at the left, timeline or another view in the middle, tables below, details at the right.

import type { FileSession } from '../models/file-session';
import { isWhole } from '../models/session';
import { FlamePanel, GoroutinesPanel, GraphPanel, ProblemsPanel, TopPanel } from '../panels';
import { CanvasHost } from '../ui/canvas-host';
import { mountTimeline } from '../views/timeline';
import type { AppModel, View } from './app-model';
import { BottomPanel } from './bottom-panel';
import { DetailsColumn } from './details-column';
import { graphProps } from './graph-props';
import { Rail, type RailView } from './rail';
import { TableActions } from './table-actions';
import type { WorkspaceProps } from './workspace-props';

export function Workspace(props: WorkspaceProps) {
  return (
    <div className="workspace">
      <Views {...props} />
      <main className="main-column">
        <MainView {...props} />
      </main>
      <DetailsColumn {...props} />
    </div>
  );
}

function Views({ model, summary }: WorkspaceProps) {
  const problems = summary.problems.length;
  const views: readonly RailView<View>[] = [
    { id: 'timeline', label: 'Timeline' },
    { id: 'goroutines', label: 'Goroutines' },
    { id: 'graph', label: 'Graph' },
    { id: 'flame', label: 'Flame' },
    { id: 'top', label: 'Top' },
    ...(problems > 0 ? [{ id: 'problems', label: 'Problems', badge: problems } as const] : []),
  ];
  return (
    <Rail
      views={views}
      shown={model.view.value}
      onShow={(view) => {
        model.view.value = view;
      }}
    />
  );
}

function MainView({ model, session, summary }: WorkspaceProps) {
  const onReveal = (row: number): void => model.reveal(row);
  switch (model.view.value) {
    case 'timeline':
      return (
        <>
          <CanvasHost
            className="timeline-host"
            label="Timeline"
            mount={(element) => mountWithCommands(element, model, session)}
          />
          <BottomPanel model={model} session={session} summary={summary} />
        </>
      );
    case 'goroutines':
      return (
        <>
          <div className="bottom-bar table-bar">
            <h2>Goroutines</h2>
            <div className="bottom-actions">
              <TableActions model={model} session={session} />
            </div>
          </div>
          <GoroutinesPanel session={session} onReveal={onReveal} />
        </>
      );
    case 'graph':
      return <GraphPanel {...graphProps(model, session)} />;
    case 'flame':
      return <FlamePanel {...graphProps(model, session)} />;
    case 'top':
      return <TopPanel {...graphProps(model, session)} />;
    case 'problems':
      return (
        <ProblemsPanel
          summary={summary}
          whole={isWhole(session.status.value)}
          onShow={(window) => model.showWindow(session, window)}
        />
      );
  }
}

/** While it is there, the timeline takes the commands of keyboard and menu. */
function mountWithCommands(element: HTMLElement, model: AppModel, session: FileSession) {
  const { gutterWidth } = model.settings;
  const timeline = mountTimeline(element, session, {
    gutterPx: gutterWidth.peek(),
    onGutterChange: (px) => {
      gutterWidth.value = px;
    },
  });
  model.timeline = timeline;
  const selected = session.selection.peek().goroutine;
  if (selected !== undefined) timeline.reveal(selected);
  return {
    dispose() {
      if (model.timeline === timeline) model.timeline = undefined;
      timeline.dispose();
    },
  };
}
