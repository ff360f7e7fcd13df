import type { Layout } from '../../../../renderer/models/graph-work';

/** Nothing is placed: for tests that draw no graph. */
export const noLayout: Layout = {
  place: () => new Promise(() => {}),
  cancel() {},
  dispose() {},
};
