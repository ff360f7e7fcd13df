// What the parts of the comparison know of its answer.

import type { MatrixReply } from '../../../shared/model/dump-requests';
import { momentTitles } from './words';

export type Matrix = Extract<MatrixReply, { readonly ok: true }>;

/** What a restart before this moment means, in words; undefined where there was none. */
export function restartTitle({ restarts, moments }: Matrix, moment: number): string | undefined {
  const restart = restarts.find(({ before }) => before === moment);
  if (restart === undefined) return undefined;
  return `The process was started again before ${momentTitles(moments)[moment]}: ${restart.why}`;
}

/** By the share of the row's largest count, the stronger the more the row changes: a steady row has nothing to show. */
export function heatOf(counts: readonly number[], moment: number): number {
  const most = Math.max(...counts);
  const least = Math.min(...counts);
  return most <= 0 ? 0 : (Math.max(0, counts[moment]) / most) * ((most - Math.max(0, least)) / most);
}
