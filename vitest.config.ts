import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          include: ['test/layers.test.ts', 'test/unit/**/*.test.ts', 'test/golden/**/*.test.ts'],
        },
      },
    ],
  },
});
