// All that the keyboard, the menus and the buttons of the frame can ask for, by name.

import type { CommandId } from '../../shared/contract/host';
import { TIMELINE_COMMANDS, type TimelineCommand } from '../views/timeline-commands';

type Place = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

export type FrameCommand =
  | Exclude<CommandId, TimelineCommand>
  | 'filter'
  | 'previous-tab'
  | 'go-to-goroutine'
  | 'add-dumps'
  | 'dump-settings'
  | 'back'
  | 'forward'
  | 'focus-view'
  | `view-${Place}`
  | `tab-${Place}`;

export type AppCommand = TimelineCommand | FrameCommand;

export function isTimelineCommand(command: AppCommand): command is TimelineCommand {
  return (TIMELINE_COMMANDS as readonly string[]).includes(command);
}
