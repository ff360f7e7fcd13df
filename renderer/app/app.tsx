// The frame: header, what belongs to the tab that is shown, footer, and what may lie over all of it.

import type { DumpTab } from '../models/dump-tab';
import type { FileSession } from '../models/file-session';
import type { ProfileTab } from '../models/profile-tab';
import { dumpProgressNumbers, progressNumbers } from '../models/progress-words';
import type { Tab } from '../models/sessions';
import {
  CancelledPanel,
  FailedPanel,
  OpeningPanel,
  StartPanel,
  UnreadableDumpsPanel,
  UnreadablePanel,
} from '../panels';
import { IconButton } from '../ui/button';
import type { AppModel } from './app-model';
import { DumpFooter } from './dump-footer';
import { DumpWorkspace } from './dump-workspace';
import { Footer } from './footer';
import { GoToGoroutineDialog } from './go-to-goroutine';
import { GrownLine } from './grown-line';
import { Header } from './header';
import { ProfileFooter } from './profile-footer';
import { ProfileWorkspace } from './profile-workspace';
import { ShortcutsDialog } from './shortcuts';
import { StorageDialog, showStorage } from './storage-dialog';
import { Workspace } from './workspace';

export function App({ model }: { readonly model: AppModel }) {
  const session = model.sessions.active.value;
  const name = session?.name.value;
  const panelRole = name === undefined ? {} : ({ role: 'tabpanel', 'aria-label': name } as const);
  return (
    <div className="app">
      <Header model={model} />
      <GrownLine growth={model.growth} />
      <div className="content" id="tab-content" {...panelRole}>
        <Content model={model} />
      </div>
      <TabFooter model={model} />
      <Notice model={model} />
      {model.dragging.value && <div className="drop-hint">Drop to open</div>}
      {model.helpOpen.value && <ShortcutsDialog model={model} />}
      {model.recent.dialogOpen.value && <StorageDialog model={model} />}
      {model.goToOpen.value && session && session.kind !== 'profile' && (
        <GoToGoroutineDialog model={model} tab={session} />
      )}
    </div>
  );
}

function Content({ model }: { readonly model: AppModel }) {
  const { sessions, recent } = model;
  const tab = sessions.active.value;
  if (tab === undefined) {
    return (
      <StartPanel
        recent={recent}
        openKeys={model.openKeys.value}
        onOpen={() => void model.pick('files')}
        onOpenFolder={() => void model.pick('folder')}
        onSample={() => void model.openSample()}
        onStored={model.openStored}
        onStorage={() => showStorage(model)}
      />
    );
  }
  switch (tab.kind) {
    case 'trace':
      return <TraceContent model={model} session={tab} />;
    case 'dump':
      return <DumpContent model={model} tab={tab} />;
    case 'profile':
      return <ProfileContent model={model} tab={tab} />;
  }
}

function TabFooter({ model }: { readonly model: AppModel }) {
  const tab = model.sessions.active.value;
  if (tab?.kind === 'dump') return <DumpFooter model={model} tab={tab} />;
  return tab?.kind === 'profile' ? <ProfileFooter tab={tab} /> : <Footer model={model} />;
}

function TraceContent({ model, session }: { readonly model: AppModel; readonly session: FileSession }) {
  const status = session.status.value;
  switch (status.kind) {
    case 'reading':
    case 'stopped':
    case 'ready':
      return <Workspace key={session.id} model={model} session={session} summary={status.summary} />;
    case 'unreadable':
      return <UnreadablePanel {...actionsOf(model, session)} summary={status.summary} />;
    default:
      return <NothingOpen model={model} tab={session} status={status} />;
  }
}

function DumpContent({ model, tab }: { readonly model: AppModel; readonly tab: DumpTab }) {
  const status = tab.status.value;
  switch (status.kind) {
    case 'ready':
      return <DumpWorkspace key={tab.id} model={model} tab={tab} summary={status.summary} />;
    case 'unreadable':
      return <UnreadableDumpsPanel {...actionsOf(model, tab)} summary={status.summary} />;
    default:
      return <NothingOpen model={model} tab={tab} status={status} />;
  }
}

function ProfileContent({ model, tab }: { readonly model: AppModel; readonly tab: ProfileTab }) {
  const status = tab.status.value;
  if (status.kind === 'ready') return <ProfileWorkspace key={tab.id} model={model} tab={tab} />;
  return <NothingOpen model={model} tab={tab} status={status} />;
}

const actionsOf = (model: AppModel, tab: Tab) => ({
  name: tab.name.value,
  onOpenAgain: () => model.sessions.openAgain(tab),
  onOpenOther: () => void model.pick('files'),
});

interface NothingOpenProps {
  readonly model: AppModel;
  readonly tab: Tab;
  readonly status:
    | { readonly kind: 'opening' }
    | { readonly kind: 'cancelled' }
    | { readonly kind: 'failed'; readonly message: string };
}

/** A tab of any kind that has nothing to show, yet or for good. */
function NothingOpen({ model, tab, status }: NothingOpenProps) {
  switch (status.kind) {
    case 'opening':
      return (
        <OpeningPanel
          name={tab.name.value}
          progress={tab.kind === 'profile' ? undefined : tab.progress.value}
          numbers={tab.kind === 'dump' ? dumpProgressNumbers : progressNumbers}
          onCancel={() => model.sessions.cancel(tab)}
        />
      );
    case 'cancelled':
      return <CancelledPanel {...actionsOf(model, tab)} />;
    case 'failed':
      return <FailedPanel {...actionsOf(model, tab)} message={status.message} />;
  }
}

function Notice({ model }: { readonly model: AppModel }) {
  const tab = model.sessions.active.value;
  const fault = tab?.fault;
  const source = fault?.value === undefined ? model.notice : fault;
  if (source.value === undefined) return undefined;
  const isQuestion = source === fault && tab?.kind === 'trace';
  return (
    <div className="notice" role="alert">
      <span>{isQuestion ? `A question to the reader failed: ${source.value}` : source.value}</span>
      <IconButton
        icon="close"
        label="Dismiss"
        onClick={() => {
          source.value = undefined;
        }}
      />
    </div>
  );
}
