// What stands beside the title of the goroutine table: what its times are of, copy and save.

import { tableTsv } from '../models/table-text';
import { Button } from '../ui/button';
import { CopyButton } from '../ui/copy-button';
import type { WorkspaceProps } from './workspace-props';

export function TableActions({ model, session }: Pick<WorkspaceProps, 'model' | 'session'>) {
  return (
    <>
      <span
        className="note"
        title="The table always shows the times of the whole trace, also while a range is selected"
      >
        whole trace
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
