// Three suites: `unit` in Node, `browser` in a real Chromium, `e2e` against the built app. test/run.mjs runs them all.

import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { chromiumFlags, findChromium } from './test/support/chromium.mjs';

const jsx = { jsx: { runtime: 'automatic', importSource: 'preact' } } as const;

export default defineConfig({
  test: {
    projects: [
      {
        oxc: jsx,
        test: {
          name: 'unit',
          environment: 'node',
          env: { TZ: 'UTC' },
          include: ['test/layers.test.ts', 'test/unit/**/*.test.{ts,tsx}', 'test/golden/**/*.test.ts'],
          // Reading the largest fixture twice takes 4 s on two busy cores.
          testTimeout: 60_000,
        },
      },
      {
        oxc: jsx,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.{ts,tsx}'],
          testTimeout: 60_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { executablePath: findChromium()?.executablePath, args: chromiumFlags() },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        test: {
          name: 'e2e',
          environment: 'node',
          env: { TZ: 'UTC' },
          include: ['test/e2e/**/*.spec.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
