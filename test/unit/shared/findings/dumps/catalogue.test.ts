// Every pattern of the catalogue has a dump that shows it and one that looks alike and must not. Dumps are real wherever the
// standard library can produce them (test/fixtures/programs/patterns); stacks of other people's libraries, and waits that no
// machine for tests can have, are written down here from the functions' names: LITERAL.

import { describe, expect, test } from 'vitest';
import { createJudge, DEFAULT_SETTINGS } from '../../../../../shared/findings/dumps';
import { CATALOGUE } from '../../../../../shared/findings/dumps/patterns';
import { FINDING_LEVELS } from '../../../../../shared/model/dump-requests';
import { createDumpIndex } from '../../../../../shared/query/dumps/dump-index';
import { type OpenDump, openCounts, openFixture, openText } from '../../../../support/dump-fixtures';
import { makeDump } from '../../../../support/make-dump';
import { CASES } from './cases';
import { LIBRARY_CASES } from './library-cases';
import type { Literal } from './literal';

/** The standard library's packages have no dot in their first element. */
function folderOf(func: string): string {
  const path = func.slice(0, func.indexOf('.', func.lastIndexOf('/') + 1));
  if (path === 'main') return '/home/gopher/app';
  return path.split('/')[0].includes('.') ? `/home/gopher/go/pkg/mod/${path}` : `/usr/local/go/src/${path}`;
}

function textOf({ state, frames, by = 'main.main', count = 1, preamble }: Literal): string {
  const main = `goroutine 1 [running]:\nmain.main()\n\t/home/gopher/app/main.go:1 +0x1\n\n`;
  const one = (id: number): string =>
    `goroutine ${id} [${state}]:\n${frames.length === 0 ? '\tgoroutine running on other thread; stack unavailable\n' : ''}${frames.map((func, i) => `${func}()\n\t${folderOf(func)}/x.go:${i + 1} +0x1\n`).join('')}` +
    `created by ${by} in goroutine 1\n\t/home/gopher/app/main.go:9 +0x1\n\n`;
  return `${preamble === undefined ? '' : `${preamble}\n\n`}${main}${Array.from({ length: count }, (_, i) => one(i + 10)).join('')}`;
}

const opened = new Map<string, OpenDump>();
function open(source: string | Literal): OpenDump {
  if (typeof source !== 'string' && source.made) {
    const { series, moment, snapshot } = makeDump([
      { id: 1, state: 'running', flags: ['First'], stack: 'main.main' },
      { id: 2, state: source.state, stack: source.frames.join(' '), by: 'main.main', parent: 1 },
    ]);
    return { index: createDumpIndex(series), moment, snapshot, textOf: async () => new Uint8Array() };
  }
  if (typeof source !== 'string') return openText(textOf(source));
  const known = opened.get(source);
  if (known !== undefined) return known;
  const made = source.includes('debug1') ? openCounts(source) : openFixture(source, source.includes('finalizer-1.22'));
  opened.set(source, made);
  return made;
}

/** Ids that the groups with this frame (or go statement) get. */
function idsOf(source: string | Literal, frame: string): readonly string[] {
  const { index, moment, snapshot } = open(source);
  const judge = createJudge(index, moment, DEFAULT_SETTINGS);
  const groups = index.groups(snapshot);
  const ids = new Set<string>();
  for (let group = 0; group < groups.length; group++) {
    const creator = groups.creator[group] < 0 ? '' : index.series.symbols.frameAt(groups.creator[group]).func;
    const has = index.facts(groups.stack[group]).frames.some(({ func }) => func === frame) || creator === frame;
    if (has) ids.add(judge.diagnosis(group).id);
  }
  return [...ids];
}

const TABLE = { ...CASES, ...LIBRARY_CASES };

describe('the catalogue', () => {
  test('every pattern has a dump that shows it and one that must not', () => {
    expect(Object.keys(TABLE).toSorted()).toEqual(CATALOGUE.map(({ id }) => id).toSorted());
  });
  test('ids are unique, levels are known, texts are sentences', () => {
    expect(new Set(CATALOGUE.map(({ id }) => id)).size).toBe(CATALOGUE.length);
    for (const { id, level, raise, title, why, advice, verify } of CATALOGUE) {
      expect(FINDING_LEVELS, id).toContain(level);
      for (const { level: raised, because } of raise ?? []) {
        expect(FINDING_LEVELS, id).toContain(raised);
        expect(because.length, id).toBeGreaterThan(5);
      }
      expect(title, id).toMatch(/^[A-Za-z(].*[^.]$/);
      for (const text of [why, advice]) expect(text, id).toMatch(/^[A-Z"a-z].*[.)`;]$/s);
      for (const text of [title, why, advice, verify]) expect(text, id).not.toMatch(/!(?!=)| {2}/);
    }
  });
  for (const [id, { shows, not }] of Object.entries(TABLE)) {
    test(id, () => {
      for (const [source, frame] of shows) expect(idsOf(source, frame), frame).toContain(id);
      expect(idsOf(...not).length, `${not[1]} is in the dump`).toBeGreaterThan(0);
      expect(idsOf(...not), not[1]).not.toContain(id);
    });
  }
});
