// Dumps that are cut, mixed up and lie about who created whom: every question is answered, and no goroutine is lost or counted
// twice on the way to the answer.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readGoroutineText } from '../../../../../shared/formats/goroutine-detail';
import { createGoroutineTextReader } from '../../../../../shared/formats/goroutine-text/reader';
import {
  type CallTreeNode,
  type CreatedNode,
  type GroupBy,
  type GroupingRequest,
  SIMILARITIES,
} from '../../../../../shared/model/dump-requests';
import { DumpSymbols, type Snapshot } from '../../../../../shared/model/dumps';
import { readAncestors } from '../../../../../shared/query/dumps/ancestors';
import { callTree } from '../../../../../shared/query/dumps/call-tree';
import { createdTree } from '../../../../../shared/query/dumps/created-tree';
import { createDumpIndex } from '../../../../../shared/query/dumps/dump-index';
import { family } from '../../../../../shared/query/dumps/family';
import { goroutineDetail } from '../../../../../shared/query/dumps/goroutine';
import { groupReply } from '../../../../../shared/query/dumps/group-by';
import { membersReply } from '../../../../../shared/query/dumps/members';
import { countPointers } from '../../../../../shared/query/dumps/pointers';
import type { TextOf } from '../../../../../shared/query/dumps/types';
import { makeJudge, makeSeries } from '../../../../support/make-dump';
import { type Random, seeded } from '../../../../support/seeded';

const file = (path: string) =>
  new Uint8Array(readFileSync(fileURLToPath(new URL(`../../../../fixtures/dumps/${path}`, import.meta.url))));
const FILES = [
  'leak-ancestors-1.19/goroutine.debug2.txt',
  'http-1.27/goroutine.debug2.txt',
  'crash-1.23/sigquit.system.txt',
];
const KINDS: readonly GroupBy[] = [
  { by: 'stack' },
  { by: 'state' },
  { by: 'blocking-line' },
  { by: 'user-frame' },
  { by: 'creator' },
  { by: 'start' },
  { by: 'package' },
  { by: 'label', key: 'service' },
];

/** Lines in other places, and digits that make other ids, creators and waits of what was there. */
function damaged(bytes: Uint8Array, random: Random): Uint8Array {
  const lines = new TextDecoder().decode(bytes).split('\n');
  for (let i = random(12); i > 0; i--) lines.splice(random(lines.length), random(4), lines[random(lines.length)]);
  const result = new TextEncoder().encode(lines.join('\n'));
  for (let i = 0; i < result.length; i++) {
    if (result[i] >= 48 && result[i] <= 57 && random(40) === 0) result[i] = 48 + random(10);
  }
  return result.subarray(0, random(3) === 0 ? random(result.length) : result.length);
}

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);

async function askEverything(
  bytes: Uint8Array,
  snapshot: Snapshot,
  symbols: DumpSymbols,
  random: Random,
): Promise<void> {
  const index = createDumpIndex(makeSeries(symbols, [{ goroutines: snapshot }]));
  const judge = makeJudge({ suspicion: (group) => group % 3, background: (group) => group % 4 === 3 });
  const textOf: TextOf = async ({ columns }, row) => bytes.subarray(columns.rawFrom[row], columns.rawTo[row]);
  const mask = Uint8Array.from({ length: snapshot.length }, () => random(2));
  const [groupBy, similarity] = [KINDS[random(KINDS.length)], SIMILARITIES[random(SIMILARITIES.length)]];
  const request: GroupingRequest = { groupBy, similarity, ignoreState: random(2) === 0, filter: '', background: false };

  const { groups, matched, hidden, total } = groupReply(index, snapshot, judge, request, mask);
  expect([total, matched]).toEqual([snapshot.length, sum([...mask])]);
  expect(sum(groups.map(({ count }) => count)) + hidden.goroutines).toBe(matched);
  for (const { key, count, states, frames, blockingFrame } of groups) {
    expect(sum(states.map((state) => state.count))).toBe(count);
    expect(blockingFrame).toBeLessThan(Math.max(1, frames.length));
    const page = { ...request, moment: 0, group: key, from: 0, to: snapshot.length };
    expect(membersReply(index, snapshot, judge, page, mask).rows).toHaveLength(count);
  }

  const tree = callTree(index, snapshot, judge, { background: true, from: random(2) === 0 ? 'root' : 'leaf' }, mask);
  const own = (node: CallTreeNode): number => node.own + sum(node.children.map(own));
  const stackless = [...mask].filter((mark, row) => mark === 1 && snapshot.columns.stack[row] < 0).length;
  expect(sum(tree.roots.map(own))).toBe(matched - stackless);

  const ancestors = await readAncestors(index, snapshot, textOf, readGoroutineText);
  const { roots } = createdTree(index, snapshot, judge, { background: true }, undefined, ancestors);
  const alive = (node: CreatedNode): number =>
    (node.kind === 'goroutines' ? node.count : 0) + sum(node.children.map(alive));
  expect(sum(roots.map(alive))).toBe(snapshot.length);
  for (const root of roots) expect(sum(root.children.map(alive))).toBe(root.below);

  const kin = family(index, snapshot, mask);
  for (let row = 0; row < snapshot.length; row++) expect(kin[row]).toBeGreaterThanOrEqual(mask[row]);

  const row = random(snapshot.length);
  const raw = await textOf(snapshot, row);
  const pointers = await countPointers(index, snapshot, row, raw, textOf);
  const moment = { name: '', goroutines: snapshot };
  const shown = goroutineDetail(index, moment, row, readGoroutineText(raw), raw, judge, pointers);
  expect(structuredClone(shown)).toEqual(shown);
}

test.each(FILES)('%s, damaged 30 times', async (path) => {
  const bytes = file(path);
  let asked = 0;
  for (let seed = 1; seed <= 30; seed++) {
    const random = seeded(seed);
    const broken = damaged(bytes, random);
    const symbols = new DumpSymbols();
    const reader = createGoroutineTextReader({ symbols, file: 0, name: path });
    reader.push(broken);
    for (const snapshot of reader.end()) {
      if (snapshot.length === 0) continue;
      asked++;
      await askEverything(broken, snapshot, symbols, random);
    }
  }
  expect(asked).toBeGreaterThan(25);
});
