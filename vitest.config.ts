import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/longest-first.ts';
import { onlyInCi } from './test/only-in-ci.ts';

/** Real switches mostly wait for telephones to ring: several files at a time on any machine. */
const telephones = [
  'test/asterisk/**/*.test.ts',
  'test/contract/asterisk*.test.ts',
  'test/contract/ari-*.test.ts',
];

/** Functions of their arguments, and tests that leave nothing behind in the process. */
const pure = ['test/core/**/*.test.ts', 'test/config/**/*.test.ts'];

/** Real pages in a real browser, some beside a real switch: half of their time they wait. */
const pages = ['test/web/**/*.test.ts'];

/** `npm test` without `--all` says so; a file that is named runs in any case. */
const leftOut = process.env.TSUNAGI_TESTS === 'quick' ? onlyInCi : [];

const common = {
  pool: 'forks',
  // Files run one after the other in a few processes, and what they import is loaded once: a third
  // of their time was that. Each ends what it began.
  isolate: false,
  // Time enough on a machine that does much else: a test waits for facts, not for time to pass.
  testTimeout: 60_000,
  hookTimeout: 120_000,
  // A real switch on a shared machine may miss once; the run names what was tried again.
  // Twice is a fault.
  retry: process.env.CI === 'true' ? 1 : 0,
} as const;

const cores = availableParallelism();

// What computes runs first and alone: beside it a telephone would ring late.
const computing = {
  // One more than cores: some file always waits, for a child process or a timer.
  maxWorkers: cores + 1,
  sequence: { groupOrder: 0 },
} as const;

// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...common,
          ...computing,
          name: 'core',
          include: pure,
        },
      },
      {
        test: {
          ...common,
          ...computing,
          name: 'server',
          include: ['test/**/*.test.ts'],
          exclude: [...pure, ...telephones, ...pages, ...leftOut],
        },
      },
      {
        test: {
          ...common,
          name: 'telephones',
          include: telephones,
          exclude: leftOut,
          maxWorkers: Math.max(5, cores),
          sequence: { groupOrder: 1 },
        },
      },
      {
        // As the pages are built.
        oxc: { jsx: { importSource: 'preact' } },
        test: {
          ...common,
          name: 'web',
          include: pages,
          exclude: leftOut,
          maxWorkers: Math.max(3, Math.floor(cores / 2)),
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
