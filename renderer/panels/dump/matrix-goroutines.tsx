// Goroutines by dump: the state of each id, and whether it is new, gone, at the same or at another place.

import { useSignal } from '@preact/signals';
import { groupDigits } from '../../../shared/base/format';
import { shortName } from '../../../shared/base/function-name';
import { visibleText } from '../../../shared/base/visible-text';
import type { MatrixGoroutine, Place } from '../../../shared/model/dump-requests';
import { sourcePlace } from '../../ui/stack-list';
import { type MatrixColumn, MatrixGrid, type MomentCell } from './matrix';
import { restartTitle } from './matrix-facts';
import type { MatrixProps } from './matrix-groups';
import { FrameLine, Swatch } from './pieces';
import { momentTitles, stateWords } from './words';

export const PLACE_MARKS: Readonly<Record<Place, { readonly mark: string; readonly word: string }>> = {
  new: { mark: '+', word: 'new' },
  same: { mark: '=', word: 'at the same place' },
  moved: { mark: '↷', word: 'at another place' },
  gone: { mark: '×', word: 'gone' },
  absent: { mark: '', word: 'not there' },
};

const lastFrame = ({ cells }: MatrixGoroutine) => cells.findLast(({ userFrame }) => userFrame !== undefined)?.userFrame;

const LEFT: readonly MatrixColumn<MatrixGoroutine>[] = [
  { name: 'id', label: 'goroutine', title: 'Id: unique in a process, never used again', cell: ({ id }) => `g${id}` },
  {
    name: 'where',
    label: 'stack (first user frame, last seen)',
    title: 'First function of your program in the last dump that has this goroutine',
    cell: (row) => <FrameLine frame={lastFrame(row)} />,
  },
];
const RIGHT: readonly MatrixColumn<MatrixGoroutine>[] = [
  {
    name: 'seen',
    label: 'seen in',
    title: 'From the first to the last dump that has it',
    cell: ({ first, last }) => (first === last ? `${first + 1}` : `${first + 1} to ${last + 1}`),
  },
];

export function GoroutineMatrix({ session, matrix, onTime }: MatrixProps) {
  const titles = momentTitles(matrix.moments);
  const cell = (row: MatrixGoroutine, moment: number): MomentCell => {
    const { state, place, userFrame } = row.cells[moment] ?? { state: '', place: 'absent' as const };
    const { mark, word } = PLACE_MARKS[place];
    const there = place !== 'gone' && place !== 'absent';
    const where = userFrame ? `\n${visibleText(`${shortName(userFrame.func)} ${sourcePlace(userFrame).short}`)}` : '';
    return {
      content: (
        <span className={`place-cell ${place}`}>
          {mark !== '' && <span className="place-mark">{mark}</span>}
          {there && <Swatch state={state} />}
          <span className="place-state">{there ? stateWords(state) : place === 'gone' ? 'gone' : ''}</span>
        </span>
      ),
      title: `${titles[moment]}: ${word}${there ? `, ${stateWords(state)}` : ''}${where}`,
    };
  };
  const { selection } = session;
  // The answer to a choice comes later: the cursor does not wait for it.
  const chosen = useSignal<number | undefined>(undefined);
  const shown = selection.value.goroutine === undefined ? undefined : session.goroutine.value?.id;
  const selected = chosen.value ?? shown;
  return (
    <MatrixGrid
      kind="by-goroutine"
      label="Goroutines by dump"
      rows={matrix.goroutines}
      keyOf={({ id }) => String(id)}
      left={LEFT}
      right={RIGHT}
      moments={matrix.moments}
      shownMoment={session.moment.value}
      cell={cell}
      restart={(moment) => restartTitle(matrix, moment)}
      selected={selected === undefined ? undefined : String(selected)}
      onChoose={(row, moment) => {
        const isThere = (at: number): boolean => !['gone', 'absent'].includes(row.cells[at]?.place ?? 'absent');
        const at =
          moment !== undefined && isThere(moment)
            ? moment
            : isThere(session.moment.value)
              ? session.moment.value
              : row.last;
        session.moment.value = at;
        chosen.value = row.id;
        session.goTo(row.id);
      }}
      onTime={onTime}
      fixedPx={400}
      rightPx={84}
      momentPx={104}
    >
      {matrix.goroutines.length === 0 && (
        <p className="empty">
          No goroutine can be followed by its id here: dumps with counts (debug=1, pprof) tell none, and after a restart
          of the process ids begin anew. Dumps with debug=2 tell them.
        </p>
      )}
      {matrix.moreGoroutines > 0 && (
        <p className="note grid-end">
          {groupDigits(matrix.moreGoroutines)} more goroutines are not listed. A filter finds them.
        </p>
      )}
    </MatrixGrid>
  );
}
