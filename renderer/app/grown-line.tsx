// The line under the tabs that says that the shown file is no longer as it was read.

import { formatBytes } from '../../shared/base/format';
import type { Growth } from '../models/growth';

export function GrownLine({ growth }: { readonly growth: Growth }) {
  const bytes = growth.grownBytes.value;
  if (bytes === 0) return undefined;
  return (
    <p className="grown-line" role="status">
      {bytes > 0
        ? `The file has grown by ${formatBytes(bytes)} since it was read.`
        : `The file has become shorter by ${formatBytes(-bytes)} since it was read.`}{' '}
      <button type="button" className="link" onClick={() => growth.reload()}>
        Reload
      </button>
    </p>
  );
}
