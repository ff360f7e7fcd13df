// Opens exported pictures without the code that made them: what is in a PDF, a DOT file.

import { inflateSync } from 'node:zlib';
import { Graphviz } from '@hpcc-js/wasm-graphviz';

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
