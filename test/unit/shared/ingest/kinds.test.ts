import { expect, test } from 'vitest';
import { createKindTable, kindColumns } from '../../../../shared/ingest/kinds';
import { NONE } from '../../../../shared/model/events';

test('each combination has a number of its own, dense from 0; kind 0 is the filler', () => {
  const table = createKindTable();
  expect(table.kindOf(0, 0, NONE)).toBe(0);
  const seen = new Map<string, number>();
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < 20_000; i++) {
      const [state, reason, arg, proc] = [i % 5, (i * 7) % 11, ((i * 31) % 4001) - 1, (i % 3) - 1];
      const kind = table.kindOf(state, reason, arg, proc);
      const name = `${state} ${reason} ${arg} ${proc}`;
      if (!seen.has(name)) {
        if (kind !== 0 && kind !== table.length - 1) throw new Error(`kind ${kind} is not dense`);
        seen.set(name, kind);
      }
      const same = table.state(kind) === state && table.reason(kind) === reason && table.arg(kind) === arg;
      if (table.wakerProc(kind) !== proc) throw new Error(`${name} has processor ${table.wakerProc(kind)}`);
      if (kind !== seen.get(name) || !same) throw new Error(`${name} is kind ${kind}`);
    }
  }
  expect(table.length).toBe(seen.has(`0 0 ${NONE} ${NONE}`) ? seen.size : seen.size + 1);
  const columns = kindColumns(table);
  expect(columns.arg.length).toBe(table.length);
  for (const [name, kind] of seen) {
    expect(`${columns.state[kind]} ${columns.reason[kind]} ${columns.arg[kind]} ${columns.wakerProc[kind]}`).toBe(name);
  }
});
