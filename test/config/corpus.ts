/** Configurations as texts, for the tests of this folder. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CheckResult, checkExamples } from '../../config/check.ts';
import { type Diagnostic, loadTexts } from '../../config/load.ts';
import type { CompiledConfig } from '../../config/site.ts';

export const root = join(import.meta.dirname, '..', '..');
export const centre = join('config', 'examples', 'centre');
export const asterisk = join('config', 'examples', 'asterisk');

/** A moment within the holidays of the examples. */
export const now = Date.parse('2026-03-01T00:00:00Z');
export const env: Readonly<Record<string, string>> = {
  TSUNAGI_SHORT: 'abc',
  TSUNAGI_ARI_PASSWORD: 'secret-of-the-test',
};

/** One file, named `a.yaml` unless said otherwise, loaded and its examples run. */
export function check(
  text: string,
  file = 'a.yaml',
  secrets: Readonly<Record<string, string>> = env,
): CheckResult {
  return checkExamples(loadTexts('corpus', new Map([[file, text]]), { env: secrets, now }));
}

/** The configuration of a text that must be free of errors and warnings. */
export function compiled(text: string, secrets = env): CompiledConfig {
  const { config, diagnostics } = check(text, 'a.yaml', secrets);
  if (config === undefined || diagnostics.length > 0) {
    throw new Error(`expected a clean configuration: ${JSON.stringify(diagnostics, null, 1)}`);
  }
  return config;
}

export const codesOf = (diagnostics: readonly Diagnostic[]): readonly string[] =>
  diagnostics.map(({ code }) => code);

/** Texts of the YAML files of a folder of this checkout, by name. */
export function textsOf(folder: string): ReadonlyMap<string, string> {
  const path = join(root, folder);
  const names = readdirSync(path).filter((name) => name.endsWith('.yaml'));
  return new Map(names.sort().map((name) => [name, readFileSync(join(path, name), 'utf8')]));
}
