// The tables under the timeline: tabs, copy and save; resizable, and only its tabs when collapsed.

import { isWhole } from '../models/session';
import { GoroutinesPanel, ProblemsPanel } from '../panels';
import { IconButton } from '../ui/button';
import { SplitHandle } from '../ui/split-handle';
import { Tabs } from '../ui/tabs';
import type { BottomTab } from './app-model';
import { TableActions } from './table-actions';
import type { WorkspaceProps } from './workspace-props';

const LOWEST_PX = 96;
const CONTENT_ID = 'bottom-content';

export function BottomPanel({ model, session, summary }: WorkspaceProps) {
  const { settings, bottomTab } = model;
  const max = model.bottomMaxPx.value;
  const open = settings.bottomOpen.value && max > 0;
  const height = Math.min(settings.bottomHeight.value, max);
  const problems = summary.problems.length;
  const setOpen = (value: boolean): void => {
    settings.bottomOpen.value = value;
  };
  return (
    <>
      {open && (
        <SplitHandle
          label="Height of the tables"
          edge="top"
          value={height}
          min={LOWEST_PX}
          max={max}
          onChange={(value) => {
            settings.bottomHeight.value = value;
          }}
          onCollapse={() => setOpen(false)}
        />
      )}
      <section
        className={open ? 'bottom-panel' : 'bottom-panel collapsed'}
        aria-label="Tables"
        style={open ? { height: `${height}px` } : undefined}
      >
        <div className="bottom-bar">
          <Tabs
            className="panel-tabs"
            label="Tables"
            controls={CONTENT_ID}
            selected={bottomTab.value}
            onSelect={(id) => {
              bottomTab.value = id as BottomTab;
              setOpen(true);
            }}
            items={[
              { id: 'goroutines', label: 'Goroutines', text: 'Goroutines' },
              {
                id: 'problems',
                label:
                  problems > 0 ? (
                    <>
                      Problems <span className="badge">{problems}</span>
                    </>
                  ) : (
                    'Problems'
                  ),
                text: problems > 0 ? `Problems (${problems})` : 'Problems',
              },
            ]}
          />
          <div className="bottom-actions">
            {open && bottomTab.value === 'goroutines' && <TableActions model={model} session={session} />}
            {max > 0 && (
              <IconButton
                icon={open ? 'down' : 'up'}
                label={open ? 'Collapse the tables' : 'Show the tables'}
                expanded={open}
                onClick={() => setOpen(!open)}
              />
            )}
          </div>
        </div>
        {open && (
          <div className="bottom-content" id={CONTENT_ID} role="tabpanel" aria-label={bottomTab.value}>
            {bottomTab.value === 'goroutines' ? (
              <GoroutinesPanel session={session} onReveal={(row) => model.reveal(row)} />
            ) : (
              <ProblemsPanel
                summary={summary}
                whole={isWhole(session.status.value)}
                onShow={(window) => model.showWindow(session, window)}
              />
            )}
          </div>
        )}
      </section>
    </>
  );
}
