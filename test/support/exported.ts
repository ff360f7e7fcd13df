// Opens exported pictures without the code that made them: what is in a PNG, a PDF, a DOT file.

import { inflateSync } from 'node:zlib';
import { Graphviz } from '@hpcc-js/wasm-graphviz';

export interface DecodedPng {
  readonly width: number;
  readonly height: number;
  /** Different colours among its pixels. */
  readonly colours: number;
}

/** Eight bits per channel, as canvases write them. */
export function decodePng(file: Uint8Array): DecodedPng {
  const bytes = Buffer.from(file);
  if (bytes.toString('latin1', 1, 4) !== 'PNG') throw new Error('no PNG');
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const channels = bytes[25] === 6 ? 4 : 3;
  const parts: Buffer[] = [];
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    if (bytes.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(bytes.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const raw = inflateSync(Buffer.concat(parts));
  const stride = width * channels;
  let above = new Uint8Array(stride);
  const colours = new Set<number>();
  for (let row = 0; row < height; row++) {
    const filter = raw[row * (stride + 1)];
    const line = Uint8Array.from(raw.subarray(row * (stride + 1) + 1, (row + 1) * (stride + 1)));
    for (let i = 0; i < stride; i++) {
      const left = i < channels ? 0 : line[i - channels];
      line[i] += predicted(filter, left, above[i], i < channels ? 0 : above[i - channels]);
    }
    for (let i = 0; i < stride; i += channels) colours.add((line[i] << 16) | (line[i + 1] << 8) | line[i + 2]);
    above = line;
  }
  return { width, height, colours: colours.size };
}

/** The filters of the PNG specification, section 9. */
function predicted(filter: number, left: number, up: number, corner: number): number {
  switch (filter) {
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) >> 1;
    case 4: {
      const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
      return a <= b && a <= c ? left : b <= c ? up : corner;
    }
    default:
      return 0;
  }
}

/** All text of a PDF, as a viewer would copy it: glyphs by the fonts' own tables. */
export function pdfText(file: Uint8Array): string {
  const pdf = Buffer.from(file).toString('latin1');
  if (!pdf.startsWith('%PDF-')) throw new Error('no PDF');
  const streams = Array.from(pdf.matchAll(/stream\r?\n([\s\S]*?)\r?\nendstream/g), ([, body]) => {
    try {
      return inflateSync(Buffer.from(body, 'latin1')).toString('latin1');
    } catch {
      return body;
    }
  });
  const glyphs = streams.filter((stream) => /beginbf(char|range)/.test(stream)).map(letters);
  const shown = streams.flatMap((stream) => Array.from(stream.matchAll(/<([0-9a-f]+)> Tj/gi), ([, hex]) => hex));
  return shown
    .flatMap((hex) =>
      glyphs.map((table) =>
        Array.from(hex.matchAll(/.{4}/g), ([glyph]) => table.get(glyph.toLowerCase()) ?? '').join(''),
      ),
    )
    .join('\n');
}

function letters(map: string): Map<string, string> {
  const table = new Map<string, string>();
  for (const [, block] of map.matchAll(/beginbfchar([\s\S]*?)endbfchar/g)) {
    for (const [, glyph, code] of block.matchAll(/<([0-9a-f]+)>\s*<([0-9a-f]+)>/gi)) {
      table.set(glyph.toLowerCase(), String.fromCharCode(Number.parseInt(code, 16)));
    }
  }
  return table;
}

/** Nodes and edges as Graphviz understands a DOT file. Throws where it does not. */
export async function dotCounts(dot: string): Promise<{ readonly nodes: number; readonly edges: number }> {
  const graphviz = await Graphviz.load();
  const graph = JSON.parse(graphviz.layout(dot, 'json', 'dot'));
  return { nodes: graph.objects?.length ?? 0, edges: graph.edges?.length ?? 0 };
}
