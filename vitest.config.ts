import { defineConfig } from 'vitest/config';

// One fork per file keeps worker threads, sockets and the real switches of one file away from
// another's. biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // Time enough on a machine that does much else: a test waits for facts, not for time to pass.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
