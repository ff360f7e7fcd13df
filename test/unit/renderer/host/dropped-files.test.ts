// What a drop carries, files and folders, as sources. The entries of a folder are only to be had in a browser: fakes.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { droppedSources, filesOfFolder } from '../../../../renderer/host/dropped-files';

type Tree = { readonly [name: string]: string | Tree };

const file = (name: string, text: string): File => new File([text], name, { lastModified: 7 });

function entry(name: string, content: string | Tree, parent = ''): unknown {
  const fullPath = `${parent}/${name}`;
  if (typeof content === 'string') {
    return { name, fullPath, isDirectory: false, file: (take: (taken: File) => void) => take(file(name, content)) };
  }
  // A reader gives its entries in parts, and an empty part at the end.
  const left = Object.entries(content).map(([inner, value]) => entry(inner, value, fullPath));
  const createReader = () => ({ readEntries: (take: (part: readonly unknown[]) => void) => take(left.splice(0, 2)) });
  return { name, fullPath, isDirectory: true, createReader };
}

function drop(items: Tree): DataTransfer {
  const list = Object.entries(items).map(([name, content]) => ({
    kind: 'file',
    webkitGetAsEntry: () => entry(name, content),
    getAsFile: () => file(name, typeof content === 'string' ? content : ''),
  }));
  return { items: [...list, { kind: 'string', webkitGetAsEntry: () => null, getAsFile: () => null }] } as never;
}

beforeEach(() => {
  vi.spyOn(URL, 'createObjectURL').mockImplementation(() => 'blob:x');
});
afterEach(() => {
  vi.restoreAllMocks();
});

test('files as they are, folders by all that is in them, with the folder in the names', async () => {
  const sources = await droppedSources(
    drop({
      'one.txt': 'abc',
      series: { 'b.txt': 'b', 'a.txt': 'aa', '.DS_Store': 'x', later: { 'c.txt': 'c' }, '.git': { HEAD: 'x' } },
    }),
  );
  expect(sources.map(({ name, size }) => `${name} ${size}`)).toEqual([
    'one.txt 3',
    'series/a.txt 2',
    'series/b.txt 1',
    'series/later/c.txt 1',
  ]);
  expect(sources[1]).toMatchObject({ url: 'blob:x', modifiedMs: 7 });
});

test('nothing is dropped where nothing is carried', async () => {
  expect(await droppedSources(null)).toEqual([]);
});

test('a chosen folder comes by name, without hidden files', () => {
  const inFolder = (path: string): File =>
    Object.defineProperty(file(path.split('/').at(-1) ?? '', 'x'), 'webkitRelativePath', { value: path });
  const files = ['s/b.txt', 's/a.txt', 's/.git/HEAD', 's/.hidden'].map(inFolder);
  expect(filesOfFolder(files).map(({ name }) => name)).toEqual(['s/a.txt', 's/b.txt']);
});
