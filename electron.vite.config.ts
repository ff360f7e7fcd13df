import { fileURLToPath } from 'node:url';
import { defineConfig } from 'electron-vite';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

export default defineConfig({
  main: {
    build: {
      outDir: path('./out/main'),
      rollupOptions: { input: { index: path('./main/electron/index.ts'), cli: path('./main/node/cli.ts') } },
    },
  },
  preload: {
    build: {
      outDir: path('./out/preload'),
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
    publicDir: path('./resources'),
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    worker: { format: 'es' },
    build: {
      outDir: path('./out/renderer'),
      minify: true, // electron-vite 6 leaves it off: 342 KB instead of 184 KB
      rollupOptions: { input: { index: path('./renderer/index.html') } },
    },
  },
});
