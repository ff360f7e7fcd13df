// The dialog of stored indexes, reachable from the header and from the start page.

import { StoragePanel } from '../panels';
import { Dialog } from '../ui/dialog';
import type { AppModel } from './app-model';

export function StorageDialog({ model }: { readonly model: AppModel }) {
  const { recent } = model;
  return (
    <Dialog
      title="Stored indexes"
      onClose={() => {
        recent.dialogOpen.value = false;
      }}
    >
      <StoragePanel recent={recent} openKeys={model.openKeys.value} />
    </Dialog>
  );
}

/** Opens the dialog with fresh figures. */
export function showStorage({ recent }: Pick<AppModel, 'recent'>): void {
  recent.dialogOpen.value = true;
  void recent.refresh();
}
