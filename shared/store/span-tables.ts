// How the levels of span blocks lie in a store: a table per section, lane, height and level; its chunks hold the bytes of
// consecutive blocks (about 1 MB), and BlockInfo.place says where in them. Ingest writes by these names and queries read by them.
// Nodes of all sections lie together: the first look at a zoom loads few chunks then.

import type { Lane } from '../model/tables';

/** Whether a table holds every span of a lane, of whichever section. */
export const isExactSpanTable = (table: string, lane: Lane): boolean =>
  table.startsWith('spans/') && table.endsWith(`/${lane}/0/0`);

/** Pages of point events of a section lie one after another in its chunks. */
export const eventTable = (section: number): string => `events/${section}`;

/** @param level place in BlockInfo.widthNs */
export const spanTable = (section: number, lane: Lane, height: number, level: number): string =>
  `spans/${height === 0 ? section : 0}/${lane}/${height}/${level}`;
