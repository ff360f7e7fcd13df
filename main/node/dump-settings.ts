// Thresholds of the findings in dumps as they are set on the command line: `longWaitMinutes=3`.

import { fail, ok, type Result } from '../../shared/base/result';
import { DEFAULT_SETTINGS } from '../../shared/findings/dumps';
import type { DumpSettings } from '../../shared/model/dump-requests';

const THRESHOLDS = Object.entries(DEFAULT_SETTINGS).flatMap(([name, value]) =>
  typeof value === 'number' ? [{ name, value }] : [],
);

/** For the help: all names with their defaults. */
export const THRESHOLDS_TEXT = THRESHOLDS.map(({ name, value }) => `${name}=${value}`).join(', ');

/** An error says which names there are. */
export function readSettings(words: readonly string[]): Result<DumpSettings> {
  const set: Record<string, number> = {};
  for (const word of words) {
    const [name, text, ...rest] = word.split('=');
    if (!THRESHOLDS.some((threshold) => threshold.name === name)) {
      return fail(`--set ${word}: there is no threshold of this name; there are ${THRESHOLDS_TEXT}`);
    }
    const value = Number(text);
    if (text === undefined || rest.length > 0 || !/^\d+(\.\d+)?$/.test(text) || !Number.isFinite(value)) {
      return fail(`--set ${word}: a threshold is a number, as in ${name}=3`);
    }
    set[name] = value;
  }
  return ok({ ...DEFAULT_SETTINGS, ...set });
}
