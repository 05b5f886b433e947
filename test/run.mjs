// `npm test`: what a machine can check in a quarter of an hour; `npm test -- --all`: everything
// (`only-in-ci.ts` has the difference). Other arguments go on to vitest (`npm test -- test/core`).
// Types and format are two checks among the tests; a failed one never hides the rest. Ends with one
// plain line, `N passed, N failed` or `N passed, N failed, N skipped`, and an exit code that agrees
// with it.

import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fail, root, run, SetUpError, say, setUp } from '../server/set-up.mjs';

const bin = (name) => join(root, 'node_modules', '.bin', name);
const report = join(root, '.cache', `vitest-${process.pid}.json`);

/** The compile of the set-up is the type check: same compiler, same settings, every file. */
async function checkTypes() {
  try {
    await setUp('all');
    return true;
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return false;
  }
}

async function checkFormat() {
  const { code, output } = await run(bin('biome'), ['check', '.'], { quiet: true });
  if (code !== 0) process.stderr.write(output);
  return code === 0;
}

/** Counts of the report; a test file that could not be loaded counts as one failure. */
function countTests() {
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const counts = JSON.parse(readFileSync(report, 'utf8'));
  rmSync(report);
  const unloaded = counts.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((t) => t.status === 'failed'),
  );
  return {
    passed: counts.numPassedTests,
    failed: counts.numFailedTests + unloaded.length,
    skipped: counts.numPendingTests + counts.numTodoTests,
  };
}

/** Some are left out unless all are asked for, or some by name. */
const isQuick = (args) => !args.includes('--all') && args.every((each) => each.startsWith('-'));

async function runTests(args) {
  mkdirSync(join(root, '.cache'), { recursive: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const env = { TSUNAGI_TESTS: isQuick(args) ? 'quick' : 'all' };
  const others = args.filter((each) => each !== '--all');
  const { code } = await run(bin('vitest'), ['run', ...reporters, ...others], { env });
  const counts = countTests();
  // An error outside any test (an unhandled rejection) fails the run without failing a test.
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}

try {
  await setUp();
  say('checking types …');
  const types = await checkTypes();
  say('checking format and lint …');
  const format = await checkFormat();
  say('running the tests …');
  const args = process.argv.slice(2);
  const counts = await runTests(args);
  for (const passed of [types, format]) {
    if (passed) counts.passed += 1;
    else counts.failed += 1;
  }
  if (!types) say('failed: types (the compiler’s lines are above)');
  if (!format) say('failed: format and lint (`npx biome check --write .` mends most of it)');
  if (isQuick(args)) say('second versions and sweeps were left out; all: npm test -- --all');
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
  process.stdout.write(`${counts.passed} passed, ${counts.failed} failed${skipped}\n`);
  process.exitCode = counts.failed === 0 ? 0 : 1;
} catch (error) {
  fail(error);
}
