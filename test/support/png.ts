// Reads the PNGs that are written here (8 bits a channel, not interlaced), to see that something is drawn on them.

import { inflateSync } from 'node:zlib';

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Each colour as a number, with how many pixels have it. */
  readonly colours: ReadonlyMap<number, number>;
}

export function readPng(file: Uint8Array): Pixels {
  const bytes = Buffer.from(file);
  if (bytes.readUInt32BE(0) !== 0x89504e47) throw new Error('not a PNG');
  const data: Buffer[] = [];
  let header: Buffer | undefined;
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const name = bytes.toString('latin1', at + 4, at + 8);
    const body = bytes.subarray(at + 8, at + 8 + length);
    if (name === 'IHDR') header = body;
    if (name === 'IDAT') data.push(body);
    at += length + 12;
  }
  if (header === undefined || header[8] !== 8 || header[12] !== 0) throw new Error('not such a PNG');
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const channels = { 2: 3, 6: 4 }[header[9]];
  if (channels === undefined) throw new Error('not such a PNG');
  return { width, height, colours: count(inflateSync(Buffer.concat(data)), width, height, channels) };
}

function count(lines: Buffer, width: number, height: number, channels: number): Map<number, number> {
  const colours = new Map<number, number>();
  const stride = width * channels;
  let above = new Uint8Array(stride);
  for (let y = 0; y < height; y++) {
    const from = y * (stride + 1);
    const line = lines.subarray(from + 1, from + 1 + stride);
    const row = new Uint8Array(stride);
    for (let i = 0; i < stride; i++) {
      const left = i < channels ? 0 : row[i - channels];
      row[i] = line[i] + predicted(lines[from], left, above[i], i < channels ? 0 : above[i - channels]);
    }
    for (let i = 0; i < stride; i += channels) {
      const colour = (row[i] << 16) | (row[i + 1] << 8) | row[i + 2];
      colours.set(colour, (colours.get(colour) ?? 0) + 1);
    }
    above = row;
  }
  return colours;
}

function predicted(filter: number, left: number, up: number, upLeft: number): number {
  switch (filter) {
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) >> 1;
    case 4: {
      const guess = left + up - upLeft;
      const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - upLeft)];
      return a <= b && a <= c ? left : b <= c ? up : upLeft;
    }
    default:
      return 0;
  }
}
