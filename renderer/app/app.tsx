// The frame: header, what belongs to the tab that is shown, footer, and what may lie over all of it.

import { CancelledPanel, FailedPanel, OpeningPanel, StartPanel, UnreadablePanel } from '../panels';
import { IconButton } from '../ui/button';
import type { AppModel } from './app-model';
import { Footer } from './footer';
import { GoToGoroutineDialog } from './go-to-goroutine';
import { GrownLine } from './grown-line';
import { Header } from './header';
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
      <Footer model={model} />
      <Notice model={model} />
      {model.dragging.value && <div className="drop-hint">Drop to open</div>}
      {model.helpOpen.value && <ShortcutsDialog model={model} />}
      {model.recent.dialogOpen.value && <StorageDialog model={model} />}
      {model.goToOpen.value && session && <GoToGoroutineDialog model={model} session={session} />}
    </div>
  );
}

function Content({ model }: { readonly model: AppModel }) {
  const { sessions, recent } = model;
  const session = sessions.active.value;
  if (session === undefined) {
    return (
      <StartPanel
        recent={recent}
        openKeys={model.openKeys.value}
        onOpen={() => void model.pick()}
        onSample={() => void model.openSample()}
        onStored={model.openStored}
        onStorage={() => showStorage(model)}
      />
    );
  }
  const status = session.status.value;
  const actions = {
    name: session.name.value,
    onOpenAgain: () => sessions.openAgain(session),
    onOpenOther: () => void model.pick(),
  };
  switch (status.kind) {
    case 'opening':
      return (
        <OpeningPanel
          name={session.name.value}
          progress={session.progress.value}
          onCancel={() => sessions.cancel(session)}
        />
      );
    case 'reading':
    case 'stopped':
    case 'ready':
      return <Workspace key={session.id} model={model} session={session} summary={status.summary} />;
    case 'unreadable':
      return <UnreadablePanel {...actions} summary={status.summary} />;
    case 'cancelled':
      return <CancelledPanel {...actions} />;
    case 'failed':
      return <FailedPanel {...actions} message={status.message} />;
  }
}

function Notice({ model }: { readonly model: AppModel }) {
  const fault = model.sessions.active.value?.fault;
  const source = fault?.value === undefined ? model.notice : fault;
  if (source.value === undefined) return undefined;
  return (
    <div className="notice" role="alert">
      <span>{source === fault ? `A question to the reader failed: ${source.value}` : source.value}</span>
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
