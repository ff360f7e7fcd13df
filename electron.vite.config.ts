import { fileURLToPath } from 'node:url';
import { defineConfig } from 'electron-vite';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
// main/bootstrap.mjs builds into a folder of its own and renames it into place.
const out = (part: string) => `${process.env.GHOSTLIGHT_OUT ?? path('./out')}/${part}`;

export default defineConfig({
  main: {
    build: {
      outDir: out('main'),
      rollupOptions: {
        input: {
          index: path('./main/electron/index.ts'),
          cli: path('./main/node/cli.ts'),
          'section-worker': path('./main/node/section-worker.ts'),
        },
      },
    },
  },
  preload: {
    build: {
      outDir: out('preload'),
      // A sandboxed preload must be one CommonJS file.
      externalizeDeps: false,
      rollupOptions: {
        input: { index: path('./main/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: path('./renderer'),
    base: './',
    publicDir: path('./resources/public'),
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    worker: { format: 'es' },
    build: {
      outDir: out('renderer'),
      emptyOutDir: true,
      minify: true, // electron-vite 6 leaves it off: 342 KB instead of 184 KB
      rollupOptions: {
        input: { index: path('./renderer/index.html') },
        // jsPDF loads them for HTML and SVG that it is given; pictures are drawn with its own strokes. 380 KB that nobody asks for.
        external: ['html2canvas', 'dompurify', 'canvg'],
      },
    },
  },
});
