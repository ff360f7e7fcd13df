// Saved filters are found again, whatever the storage holds.

import { expect, it } from 'vitest';
import { createSavedFilters } from '../../../../renderer/models/saved-filters';

function storageOf(text?: string) {
  const record = new Map<string, string>(text === undefined ? [] : [['ghostlight.filters', text]]);
  return {
    getItem: (key: string) => record.get(key) ?? null,
    setItem: (key: string, value: string) => {
      record.set(key, value);
    },
  };
}

it('is added, replaced, removed and found again', () => {
  const storage = storageOf();
  const filters = createSavedFilters(storage);
  filters.add('dump', 'stuck', 'wait>=5m');
  filters.add('dump', ' leaks ', ' is:leaked ');
  filters.add('trace', 'stuck', 'is:ghost');
  filters.add('dump', 'stuck', 'wait>=10m');
  const expected = [
    { name: 'leaks', filter: 'is:leaked' },
    { name: 'stuck', filter: 'wait>=10m' },
  ];
  expect(filters.list('dump').value).toEqual(expected);
  const again = createSavedFilters(storage);
  expect(again.list('dump').value).toEqual(expected);
  expect(again.list('trace').value).toEqual([{ name: 'stuck', filter: 'is:ghost' }]);
  again.remove('dump', 'leaks');
  again.remove('dump', 'unknown');
  expect(
    createSavedFilters(storage)
      .list('dump')
      .value.map(({ name }) => name),
  ).toEqual(['stuck']);
});

it('without a name or a text nothing is saved', () => {
  const filters = createSavedFilters(undefined);
  filters.add('dump', ' ', 'main');
  filters.add('dump', 'name', ' ');
  filters.add('dump', 'long', 'a'.repeat(10_001));
  expect(filters.list('dump').value).toEqual([]);
});

it.each(['nonsense', '[]', 'null', '{"dump":5}', '{"dump":[{"name":1,"filter":"a"},null,"x",{"name":"a"}]}'])(
  'a storage that holds %s counts as empty',
  (text) => {
    expect(createSavedFilters(storageOf(text)).list('dump').value).toEqual([]);
  },
);

it('a storage that refuses keeps the list for this page', () => {
  const refuse = () => {
    throw new Error('no');
  };
  const filters = createSavedFilters({ getItem: refuse, setItem: refuse });
  filters.add('trace', 'a', 'b');
  expect(filters.list('trace').value).toEqual([{ name: 'a', filter: 'b' }]);
});
