// Connections of the HTTP client have two goroutines each, readLoop and writeLoop. One without the other is a connection that is
// half gone.

import type { ReportFinding } from '../../model/dump-requests';
import type { Snapshot } from '../../model/dumps';
import type { DumpIndex } from '../../query/dumps/types';
import { isWhole } from './group-facts';
import { plural } from './words';

const READER = 'net/http.(*persistConn).readLoop';
const WRITER = 'net/http.(*persistConn).writeLoop';
/** A connection that is opened or closed while the dump is written has one of both for a moment. */
const NOISE = 2;

export function pairFindings(index: DumpIndex, snapshot: Snapshot): readonly ReportFinding[] {
  if (!isWhole(snapshot)) return [];
  const groups = index.groups(snapshot);
  let [readers, writers] = [0, 0];
  for (let group = 0; group < groups.length; group++) {
    const { start } = index.facts(groups.stack[group]);
    if (start === READER) readers += groups.weight[group];
    else if (start === WRITER) writers += groups.weight[group];
  }
  const single = Math.abs(readers - writers);
  if (single <= NOISE) return [];
  return [
    {
      id: 'http-client-unpaired',
      level: 'INFO',
      title: 'HTTP client: readers and writers of connections do not come in pairs',
      goroutines: single,
      groups: [],
      why: 'Each connection of net/http has one goroutine that reads and one that writes; both end with it. Where one kind is left over, connections were closed by half.',
      advice:
        'Update Go where the version is old. If you wrap net.Conn in DialContext, make Close end reads and writes that wait.',
      verify: 'Take a second dump: does the difference grow?',
      evidence: [{ text: `${plural(readers, 'readLoop goroutine')} and ${plural(writers, 'writeLoop goroutine')}` }],
    },
  ];
}
