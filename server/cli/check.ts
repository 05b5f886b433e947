/** `tsunagi check`: everything that is wrong with a configuration, all at once. */

import { checkConfig } from '../../config/check.ts';
import { countDiagnostics, type DiagnosticFormat, formatDiagnostics } from '../../config/load.ts';
import { exitCodes } from './exit-codes.ts';

export interface CheckOptions {
  readonly format: DiagnosticFormat;
  readonly json?: boolean;
}

export function check(directory: string, options: CheckOptions): void {
  const { config, diagnostics, sources, testsRun } = checkConfig(directory, {
    env: process.env,
    now: Date.now(),
  });
  const format = options.json ? 'json' : options.format;
  if (diagnostics.length > 0 || format === 'json') {
    process.stdout.write(`${formatDiagnostics(diagnostics, format, sources)}\n`);
  }
  if (format !== 'json') {
    const found = diagnostics.length === 0 ? 'nothing to say' : countDiagnostics(diagnostics);
    const examples = testsRun === 1 ? '1 example run' : `${testsRun} examples run`;
    process.stdout.write(`${directory}: ${found}; ${examples}\n`);
  }
  process.exitCode = config ? exitCodes.ok : exitCodes.failed;
}
