import { expect, test } from 'vitest';
import { workerName } from '../../../../renderer/app/start-trace';

test.each([
  ['?workers=2', 'workers=2'],
  ['?a=b&workers=8', 'workers=8'],
  ['', ''],
  ['?workers=0', ''],
  ['?workers=9', ''],
  ['?workers=12', ''],
  ['?workers=two', ''],
])('the reader of a page at %s is named "%s"', (search, name) => {
  expect(workerName(search)).toBe(name);
});
