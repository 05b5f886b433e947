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
    // A real switch on a shared machine may miss once; the run names what was tried again.
    // Twice is a fault.
    retry: process.env.CI === 'true' ? 1 : 0,
  },
});
