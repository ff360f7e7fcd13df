import { describe, expect, it } from 'vitest';
import { parseByteRange, rangeReply } from '../../../../main/node/byte-range';

describe('parseByteRange', () => {
  it.each([
    ['bytes=0-9', { kind: 'part', from: 0, to: 10 }],
    ['bytes=90-', { kind: 'part', from: 90, to: 100 }],
    ['bytes=90-500', { kind: 'part', from: 90, to: 100 }],
    ['bytes=-10', { kind: 'part', from: 90, to: 100 }],
    ['bytes=-500', { kind: 'part', from: 0, to: 100 }],
    ['bytes=99-99', { kind: 'part', from: 99, to: 100 }],
    ['bytes=100-', { kind: 'unsatisfiable' }],
    ['bytes=-0', { kind: 'unsatisfiable' }],
    ['bytes=9-5', { kind: 'whole' }],
    ['bytes=-', { kind: 'whole' }],
    ['bytes=0-1,5-6', { kind: 'whole' }],
    ['lines=0-1', { kind: 'whole' }],
    [undefined, { kind: 'whole' }],
    [null, { kind: 'whole' }],
  ])('%s of 100 bytes', (header, expected) => {
    expect(parseByteRange(header, 100)).toEqual(expected);
  });

  it('finds nothing in an empty file', () => {
    expect(parseByteRange('bytes=0-', 0)).toEqual({ kind: 'unsatisfiable' });
    expect(parseByteRange('bytes=-5', 0)).toEqual({ kind: 'unsatisfiable' });
  });
});

describe('rangeReply', () => {
  it('sends a part with its place in the whole', () => {
    expect(rangeReply('bytes=10-19', 100)).toMatchObject({
      status: 206,
      from: 10,
      to: 20,
      headers: { 'Content-Range': 'bytes 10-19/100', 'Content-Length': '10' },
    });
  });

  it('says the size when nothing of the range exists', () => {
    expect(rangeReply('bytes=100-', 100)).toMatchObject({
      status: 416,
      headers: { 'Content-Range': 'bytes */100', 'Content-Length': '0' },
    });
  });
});
