// Reading a blob: URL in a real browser: in ranges without taking the whole, as a stream, and after it is gone.

import { expect, it } from 'vitest';
import { fingerprint } from '../../renderer/worker/fingerprint';
import { fetchSource } from '../../renderer/worker/source-access';

const SIZE = 5 * 1024 * 1024;
const bytes = Uint8Array.from({ length: SIZE }, (_, i) => (i * 31) ^ (i >>> 8));
const source = () => ({ name: 'x.trace', size: SIZE, url: URL.createObjectURL(new Blob([bytes])) });
const { signal } = new AbortController();

it('serves ranges of a blob', async () => {
  const ref = source();
  const response = await fetch(ref.url, { headers: { Range: 'bytes=100-109' } });
  expect(response.status).toBe(206);
  expect(await fetchSource(ref).range(100, 110, signal)).toEqual(bytes.slice(100, 110));
  expect(await fetchSource(ref).range(SIZE - 5, SIZE, signal)).toEqual(bytes.slice(-5));
});

it('streams the whole blob', async () => {
  let length = 0;
  for await (const chunk of fetchSource(source()).stream(signal)) {
    expect(chunk[0]).toBe(bytes[length]);
    length += chunk.length;
  }
  expect(length).toBe(SIZE);
});

it('gives equal content one key, and other content another', async () => {
  const key = await fingerprint(fetchSource(source()), SIZE, signal);
  expect(key).toMatch(/^[0-9a-f]{64}$/);
  expect(await fingerprint(fetchSource(source()), SIZE, signal)).toBe(key);
  const changed = bytes.slice();
  changed[10] ^= 1;
  const other = { name: 'y', size: SIZE, url: URL.createObjectURL(new Blob([changed])) };
  expect(await fingerprint(fetchSource(other), SIZE, signal)).not.toBe(key);
});

it('says in words that the file is gone', async () => {
  const ref = source();
  URL.revokeObjectURL(ref.url);
  await expect(fetchSource(ref).range(0, 10, signal)).rejects.toThrow('x.trace cannot be read any more');
});
