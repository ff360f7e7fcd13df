// The trace that ships with the page.

import { fail, ok, type Result } from '../../shared/base/result';
import type { SourceRef } from '../../shared/contract/host';

/** Fetched whole (it is small): not every host answers a question for the size alone. */
export async function sampleSource(): Promise<Result<SourceRef>> {
  const url = new URL('sample.trace', document.baseURI).href;
  try {
    const response = await fetch(url);
    if (!response.ok) return fail(`The sample trace is missing (${response.status}).`);
    return ok({ name: 'sample.trace', size: (await response.blob()).size, url });
  } catch {
    return fail('The sample trace could not be loaded.');
  }
}
