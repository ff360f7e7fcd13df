// One row of the list of groups: a group, or one of its goroutines.

// biome-ignore-all lint/a11y/useSemanticElements: rows of a windowed grid
// biome-ignore-all lint/a11y/useFocusableInteractive: the focus stays on the grid, which names its active row
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid handles the keys of its rows

import type { ComponentChildren } from 'preact';
import { groupDigits } from '../../../shared/base/format';
import { shortName } from '../../../shared/base/function-name';
import { visibleText } from '../../../shared/base/visible-text';
import type { DumpGroup, MemberRow } from '../../../shared/model/dump-requests';
import { FrameLine, GroupLine, LevelBadge, States } from './pieces';
import { flagWords, goroutines, groupName, labelText, memberWait, stateWords, waitText } from './words';

/** More of them in one cell are too short to be read; the details have all. */
const SHOWN_LABELS = 2;

/** Without blanks: cells are narrow. */
const chipText = (label: readonly [string, string]): string => labelText(label).replace(' = ', '=');

interface RowProps {
  readonly id: string;
  readonly topPx: number;
  readonly position: number;
  readonly selected: boolean;
  readonly onChoose: () => void;
}

interface LineProps extends RowProps {
  readonly kind: 'group' | 'member';
  readonly open?: boolean;
  readonly label: string;
  readonly children: ComponentChildren;
}

function Line({ id, topPx, position, selected, onChoose, kind, open, label, children }: LineProps) {
  return (
    <div
      role="row"
      id={id}
      className={`group-row ${kind} ${selected ? 'selected' : ''}`}
      aria-level={kind === 'group' ? 1 : 2}
      aria-rowindex={position + 2}
      aria-expanded={open}
      aria-selected={selected}
      aria-label={label}
      style={{ top: `${topPx}px` }}
      onClick={onChoose}
    >
      {children}
    </div>
  );
}

export interface GroupRowProps extends RowProps {
  readonly group: DumpGroup;
  readonly open: boolean;
  readonly onToggle: () => void;
}

export function GroupRow({ group, open, onToggle, ...row }: GroupRowProps) {
  const wait = waitText(group.wait);
  const creator = group.creators[0];
  const spoken = `${group.diagnosis.level}, ${goroutines(group.count)}, ${groupName(group)}`;
  return (
    <Line {...row} kind="group" open={open} label={spoken}>
      <div role="gridcell" className="verdict" title={group.diagnosis.title}>
        <span
          className={open ? 'twist open' : 'twist'}
          aria-hidden="true"
          onClick={(event) => {
            event.stopPropagation();
            onToggle();
          }}
        />
        <LevelBadge level={group.diagnosis.level} />
      </div>
      <div role="gridcell" className="count">
        {groupDigits(group.count)}
      </div>
      <div role="gridcell" className="where">
        <GroupLine group={group} />
        {group.stacks > 1 && <span className="more">{groupDigits(group.stacks)} stacks</span>}
        {group.cut > 0 && <span className="more">{groupDigits(group.cut)} cut</span>}
      </div>
      <div role="gridcell" className="state">
        <States states={group.states} />
      </div>
      <div role="gridcell" className={group.wait ? 'wait' : 'wait untold'} title={wait.title}>
        {wait.text}
      </div>
      <div role="gridcell" className="labels">
        {group.labels.slice(0, SHOWN_LABELS).map(({ value, count }) => (
          <span className="label-chip" key={labelText(value)} title={`${labelText(value)}: ${goroutines(count)}`}>
            {chipText(value)}
          </span>
        ))}
        {group.labels.length + group.moreLabels > SHOWN_LABELS && (
          <span className="more">+{groupDigits(group.labels.length + group.moreLabels - SHOWN_LABELS)}</span>
        )}
      </div>
      <div role="gridcell" className="creator" title={creator && visibleText(creator.value.func)}>
        {creator && creator.value.func !== '' ? (
          <FrameLine frame={creator.value} />
        ) : (
          <span className="unknown">not told</span>
        )}
        {group.creators.length > 1 && <span className="more">+{group.creators.length - 1}</span>}
      </div>
    </Line>
  );
}

export function MemberRowLine({ member, ...row }: RowProps & { readonly member: MemberRow }) {
  const wait = memberWait(member);
  const name = Number.isNaN(member.id) ? `${groupDigits(member.weight)} ×` : `g${member.id}`;
  const where = member.userFrame ? shortName(member.userFrame.func) : 'no stack';
  return (
    <Line {...row} kind="member" label={`${name}, ${stateWords(member.state)}, ${visibleText(where)}`}>
      <div role="gridcell" className="verdict flags">
        {flagWords(member.flags)
          .slice(0, 1)
          .map(([, word, title]) => (
            <span className="flag" title={title} key={word}>
              {word}
            </span>
          ))}
      </div>
      <div role="gridcell" className="count">
        {name}
      </div>
      <div role="gridcell" className="where">
        <FrameLine frame={member.userFrame} />
      </div>
      <div role="gridcell" className="state">
        <States states={[{ value: member.state, count: member.weight }]} />
      </div>
      <div role="gridcell" className={member.minutes === undefined ? 'wait untold' : 'wait'} title={wait.title}>
        {wait.text}
      </div>
      <div role="gridcell" className="labels">
        {member.labels.slice(0, SHOWN_LABELS).map((label) => (
          <span className="label-chip" key={labelText(label)} title={labelText(label)}>
            {chipText(label)}
          </span>
        ))}
      </div>
      <div role="gridcell" className="creator">
        {member.createdBy && <FrameLine frame={member.createdBy} />}
        {member.parent !== undefined && <span className="more">in g{member.parent}</span>}
      </div>
    </Line>
  );
}

export function MoreRow({ left, ...row }: RowProps & { readonly left: number }) {
  return (
    <Line {...row} kind="member" label={`${goroutines(left)} more`}>
      <div role="gridcell" className="more-row note">
        {groupDigits(left)} more …
      </div>
    </Line>
  );
}
