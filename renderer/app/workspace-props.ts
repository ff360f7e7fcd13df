// What every part of an open trace's page is given.

import type { TraceSummary } from '../../shared/model/requests';
import type { FileSession } from '../models/file-session';
import type { AppModel } from './app-model';

export interface WorkspaceProps {
  readonly model: AppModel;
  readonly session: FileSession;
  readonly summary: TraceSummary;
}
