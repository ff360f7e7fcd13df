import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS, DUMP_GUIDE } from '../../../../../shared/findings/dumps';

const DUMPS = fileURLToPath(new URL('../../../../fixtures/dumps/', import.meta.url));

/** Every state that a real dump has, as its header prints it, and its additions. */
function statesOfFixtures(): ReadonlySet<string> {
  const states = new Set<string>();
  for (const name of readdirSync(DUMPS, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.txt')) continue;
    for (const [, header] of readFileSync(DUMPS + name, 'utf8').matchAll(
      /^goroutine \d+ (?:gp=\S+ m=\S+ (?:mp=\S+ )?)?\[([^\],]*)/gm,
    )) {
      states.add(header.replace(/ labels:.*/, '').replace(/ \((leaked|durable|scan)\)/g, ''));
    }
  }
  return states;
}

describe('the guide', () => {
  test('explains every state of the real dumps', () => {
    const states = statesOfFixtures();
    expect(states.size).toBeGreaterThan(15);
    const known = DUMP_GUIDE.states.map(({ state }) => state);
    for (const state of states) expect(known).toContain(state);
    expect(new Set(known).size).toBe(known.length);
  });
  test('has words for every threshold', () => {
    const keys = Object.keys(DEFAULT_SETTINGS).filter((key) => key !== 'benign');
    expect(DUMP_GUIDE.settings.map(({ key }) => key).toSorted()).toEqual(keys.toSorted());
    for (const { key, min } of DUMP_GUIDE.settings) expect(DEFAULT_SETTINGS[key]).toBeGreaterThanOrEqual(min);
  });
  test('puts right what is often said wrongly', () => {
    const claims = DUMP_GUIDE.corrections.map(({ claim, fact }) => `${claim} ${fact}`);
    for (const words of [
      /Status 4/,
      /debug=1/,
      /used again/,
      /minutes/,
      /select \{\}/,
      /gctrace/,
      /magic/,
      /-start and -end/,
      /-pprof=goroutine/,
      /WithRegion/,
      /GoroutineProfile/,
      /--api-version=2/,
    ]) {
      expect(claims.filter((claim) => words.test(claim)).length, String(words)).toBeGreaterThan(0);
    }
  });
  test('says how dumps are taken, and which way ends the process', () => {
    const names = DUMP_GUIDE.captures.map(({ name }) => name).join('\n');
    for (const word of [
      'debug=2',
      'debug=1',
      'debug=0',
      'goroutineleak',
      'runtime.Stack',
      'SIGQUIT',
      'Core file',
      'Debugger',
    ]) {
      expect(names).toContain(word);
    }
    const quit = DUMP_GUIDE.captures.find(({ name }) => name.startsWith('SIGQUIT'));
    expect(quit?.how[0].note).toMatch(/ENDS THE PROCESS/);
    expect(quit?.cost).toMatch(/gone/);
    for (const { has, lacks, cost, how } of DUMP_GUIDE.captures) {
      expect(Math.min(has.length, lacks.length, cost.length, how.length)).toBeGreaterThan(0);
    }
  });
  test('every symptom has causes, checks and a command', () => {
    for (const { symptom, causes, checks, commands } of DUMP_GUIDE.symptoms) {
      expect([symptom, causes.length > 0 && checks.length > 0 && commands.length > 0]).toEqual([symptom, true]);
    }
  });
  test('speaks plainly', () => {
    const texts = JSON.stringify([
      DUMP_GUIDE.symptoms,
      DUMP_GUIDE.states,
      DUMP_GUIDE.captures,
      DUMP_GUIDE.corrections,
      DUMP_GUIDE.settings,
    ]);
    expect(texts.match(/deadlock!/g)).toHaveLength(1);
    expect(texts.replace('deadlock!', '')).not.toMatch(/!|<[a-z]+>/);
  });
});
