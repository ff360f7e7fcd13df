// What is offered while the filter of a trace is typed.

import { expect, it } from 'vitest';
import { GoState } from '../../../../shared/model/states';
import { completeTraceFilter } from '../../../../shared/query/complete-trace';
import { indexOf } from '../../../support/index-of';

const spans = [{ toNs: 1000, state: GoState.Waiting, reason: 'chan receive' }];
const { index } = indexOf([
  { id: 1, name: 'main.main', spans },
  { id: 2, name: 'main.worker', spans },
  { id: 3, name: 'main.worker', spans },
  { id: 4, name: 'net/http.(*conn).serve', spans },
]);

const offered = (text: string) => completeTraceFilter(index, text, text.length).map((item) => item.text);

it('offers names by how they begin, then by how often they are there', () => {
  expect(offered('func:main')).toEqual(['main.worker', 'main.main']);
  expect(offered('serve')).toContain('net/http.(*conn).serve');
  const [worker] = completeTraceFilter(index, 'start:work', 10);
  expect(worker).toMatchObject({ text: 'main.worker', count: 2, from: 6, to: 10 });
});

it('offers keys where a term begins, and what a key takes', () => {
  expect(offered('')).toContain('state:');
  expect(offered('rea')).toContain('reason:');
  expect(offered('state:wa')).toEqual(['waiting']);
  expect(offered('reason:chan')).toEqual(['"chan receive"']);
  expect(offered('g:1')).toEqual([]);
  expect(offered('/main')).toEqual([]);
});
