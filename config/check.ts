/**
 * `tsunagi check`: everything loading tells, and the examples of the configuration run through the
 * router.
 */

import type { AgentId } from '../core/index.ts';
import type { WhyNot } from '../core/routing/decision.ts';
import { type Diagnostic, isLoadable, sortDiagnostics } from './diagnostics.ts';
import { arrivalOf, type ExampleResult, runExample } from './example-tests.ts';
import { type CompileOptions, type LoadResult, loadConfig } from './load.ts';
import type { Path } from './report.ts';
import { durationText } from './scalars.ts';
import type { TestInput } from './schema.ts';
import type { CompiledConfig } from './site.ts';

export interface CheckResult extends LoadResult {
  /** Examples that were run; none while there are errors. */
  readonly testsRun: number;
  readonly testsFailed: number;
}

/**
 * * Loads a directory and runs its `tests:`. Exit code for a command line: 1 if any diagnostic is
 * an error. Cost: loading, and a millisecond or so an example.
 */
export function checkConfig(directory: string, options: CompileOptions): CheckResult {
  return checkExamples(loadConfig(directory, options));
}

/** Runs the examples of what was loaded; what fails becomes an error at its `expect`. */
export function checkExamples(loaded: LoadResult): CheckResult {
  const { config, report, tests } = loaded;
  if (config === undefined) return { ...loaded, testsRun: 0, testsFailed: 0 };
  let testsFailed = 0;
  for (const [index, test] of tests.entries()) {
    if (!checkExample(loaded, config, test, index)) testsFailed += 1;
  }
  const diagnostics: readonly Diagnostic[] = sortDiagnostics(report.diagnostics);
  const { config: _, ...rest } = loaded;
  const kept = isLoadable(diagnostics) ? { config } : {};
  return { ...rest, ...kept, diagnostics, testsRun: tests.length, testsFailed };
}

/** True when the example holds. */
function checkExample(
  { report }: LoadResult,
  config: CompiledConfig,
  test: TestInput,
  index: number,
): boolean {
  const path: Path = ['tests', index];
  const unclear = (at: Path, message: string) => {
    report.tell('test-unclear', [...path, ...at], message, { at: 'key' });
    return false;
  };
  if ((test.call.queue === undefined) === (test.call.entry === undefined)) {
    return unclear(['call'], 'the call arrives at either a `queue` or an `entry`');
  }
  if (Object.values(test.expect).every((each) => each === undefined)) {
    return unclear(['expect'], 'nothing is expected: name an agent, step, queue, exit or go');
  }
  const arrival = arrivalOf(config, test);
  if (arrival === undefined) {
    return unclear(['when'], `${test.when} is no time in ${config.site.timeZone}`);
  }
  const result = runExample(config, test, arrival);
  const wrong = mismatchOf(test.expect, result);
  if (wrong === undefined) return true;
  const message = `"${test.name}": expected ${wrong.expected}; ${outcomeText(result)}`;
  const options = { hint: whyText(test, result) };
  report.tell('test-failed', [...path, 'expect', wrong.key], message, options);
  return false;
}

/** The first expectation that does not hold. */
function mismatchOf(
  expect: TestInput['expect'],
  result: ExampleResult,
): { key: keyof TestInput['expect']; expected: string } | undefined {
  const found = {
    agent: result.offer?.agent,
    step: result.waiting || result.offer ? result.step : undefined,
    queue: result.queue,
    exit: result.exit?.disposition,
    go: result.exit?.go,
  };
  for (const key of ['agent', 'queue', 'step', 'exit', 'go'] as const) {
    if (expect[key] === undefined || expect[key] === found[key]) continue;
    return { key, expected: key === 'step' ? `step ${expect[key]}` : `${key} \`${expect[key]}\`` };
  }
  return undefined;
}

/** What happened instead, as a sentence. */
function outcomeText({ queue, step, offer, exit, waiting }: ExampleResult): string {
  const place = `step ${step} of \`${queue}\``;
  if (offer)
    return `the call went to \`${offer.agent}\` at ${durationText(offer.afterMs)} in ${place}`;
  if (waiting || exit === undefined) return `the call waits in ${place}`;
  const to = exit.go === undefined ? '' : ` to \`${exit.go}\``;
  return `the call left \`${queue}\` at ${durationText(exit.afterMs)} as ${exit.disposition}${to}`;
}

/** Why the agent that was expected did not get the call, from the router's own decision. */
function whyText({ expect }: TestInput, { decision, offer }: ExampleResult): string | undefined {
  const wanted = expect.agent as AgentId | undefined;
  if (wanted === undefined || decision === undefined || offer?.agent === wanted) return undefined;
  const why = decision.agents.find(({ agent }) => agent === wanted);
  return why === undefined ? undefined : `\`${wanted}\` ${reasonText(why)}`;
}

function reasonText(why: WhyNot): string {
  switch (why.why) {
    case 'not-serving':
      return 'does not serve the queue at this step';
    case 'skill':
      return why.level === 0
        ? `lacks ${why.skill}, >=${why.levelMin} is required`
        : `has ${why.skill} at ${why.level}, >=${why.levelMin} is required`;
    case 'state':
      return `is ${why.state}`;
    case 'excluded':
      return 'is excluded from this call for a while';
    case 'delay':
      return 'sees calls of this queue only after its delay';
    case 'held':
      return `must wait while the call is held for \`${why.preferred}\``;
    case 'lost':
      return `lost by ${why.key}: ${why.value} against ${why.winning}`;
  }
}
