// How the levels of span blocks lie in a store: a table per section, lane, height and level; its chunks hold the bytes of
// consecutive blocks (about 1 MB), and BlockInfo.place says where in them. Ingest writes by these names and queries read by them.

import type { Lane } from '../model/tables';

/** @param level place in BlockInfo.widthNs */
export const spanTable = (section: number, lane: Lane, height: number, level: number): string =>
  `spans/${section}/${lane}/${height}/${level}`;
