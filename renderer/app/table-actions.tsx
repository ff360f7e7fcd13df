// What stands beside the title of the goroutine table: what its times are of, copy and save.

import { isWhole } from '../models/session';
import { tableTsv } from '../models/table-text';
import { Button } from '../ui/button';
import { CopyButton } from '../ui/copy-button';
import type { WorkspaceProps } from './workspace-props';

export function TableActions({ model, session }: Pick<WorkspaceProps, 'model' | 'session'>) {
  const whole = isWhole(session.status.value);
  return (
    <>
      <span
        className="note"
        title={`The table always shows the times of ${whole ? 'the whole trace' : 'all that was read so far'}, also while a range is selected`}
      >
        {whole ? 'whole trace' : 'read so far'}
      </span>
      <CopyButton
        label="Copy"
        title="Copy all rows that the filter leaves, tab-separated, exact numbers in ns"
        text={async () => tableTsv(await session.table.all())}
      />
      <Button title="Save these rows as CSV (Ctrl+S)" onClick={() => model.run('save')}>
        Save as CSV
      </Button>
    </>
  );
}
