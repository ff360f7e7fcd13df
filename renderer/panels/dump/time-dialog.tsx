// When a dump was taken, as the user knows it.

import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { visibleText } from '../../../shared/base/visible-text';
import type { MomentInfo } from '../../../shared/model/dump-requests';
import type { DumpSession } from '../../models/dump-session';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { clock, day, sourceWords } from './words';

export interface TimeDialogProps {
  readonly session: DumpSession;
  readonly moment: number;
  readonly info: MomentInfo;
  readonly onClose: () => void;
}

const local = (timeMs: number): string => `${day(timeMs)}T${clock(timeMs)}`;

export function TimeDialog({ session, moment, info, onClose }: TimeDialogProps) {
  const value = useSignal(info.timeMs === undefined ? '' : local(info.timeMs));
  const input = useId();
  const set = (timeMs: number | undefined): void => {
    session.setTime(moment, timeMs);
    onClose();
  };
  const chosenMs = value.value === '' ? Number.NaN : new Date(value.value).getTime();
  return (
    <Dialog title="When was this dump taken?" onClose={onClose} className="time-dialog">
      <p className="note">
        <bdi className="mono">{visibleText(info.name)}</bdi>. Its time is {sourceWords(info.timeSource)}. Dumps are put
        in the order of their times, and rates are computed with them.
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!Number.isNaN(chosenMs)) set(chosenMs);
        }}
      >
        <label htmlFor={input}>Time on this machine’s clock</label>
        <input
          id={input}
          type="datetime-local"
          step={1}
          autofocus
          value={value.value}
          onInput={(event) => {
            value.value = event.currentTarget.value;
          }}
        />
        <div className="button-row">
          <button type="submit" className="button primary" disabled={Number.isNaN(chosenMs)}>
            Set the time
          </button>
          {info.timeSource === 'user' && <Button onClick={() => set(undefined)}>Use the file’s time</Button>}
          <Button onClick={onClose}>Cancel</Button>
        </div>
      </form>
    </Dialog>
  );
}
