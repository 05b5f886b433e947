/** docs/configuration.md against the schema: every key and code is there, every default is true. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { diagnosticCodes } from '../../config/diagnostics.ts';
import { configSchema, type JsonSchema } from '../../config/json-schema.ts';
import { reservedWords } from '../../config/schema.ts';
import { check, root } from './corpus.ts';

const page = readFileSync(join(root, 'docs', 'configuration.md'), 'utf8');

/** Every key of the schema with its default, wherever it stands. */
function keysOf(schema: JsonSchema): readonly (readonly [string, unknown])[] {
  const own = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);
  const below = [
    ...own.map(([, each]) => each),
    ...['additionalProperties', 'items'].flatMap((key) => {
      const each = schema[key];
      return typeof each === 'object' && each !== null ? [each as JsonSchema] : [];
    }),
    ...(((schema.anyOf ?? schema.oneOf) as readonly JsonSchema[] | undefined) ?? []),
  ];
  return [
    ...own.map(([key, each]) => [key, each.default] as const),
    ...below.flatMap((each) => keysOf(each)),
  ];
}

describe('the reference', () => {
  test('names every key there is', () => {
    const missing = keysOf(configSchema()).filter(
      ([key]) => !new RegExp(`(?<![\\w-])${key}(?![\\w-])`).test(page),
    );
    expect(missing.map(([key]) => key)).toEqual([]);
  });

  test('has the true defaults of what is a plain value', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('|'));
    const wrong = keysOf(configSchema()).flatMap(([key, value]) => {
      if (value === undefined || typeof value === 'object') return [];
      const naming = rows.filter((row) => new RegExp(`\\b${key}\\b`).test(row));
      return naming.some((row) => row.includes(String(value))) ? [] : [`${key}: ${value}`];
    });
    expect(wrong).toEqual([]);
  });

  test('lists every code with its severity, and every word that is kept for later', () => {
    for (const [code, severity] of Object.entries(diagnosticCodes)) {
      expect(page).toContain(`| \`${code}\` | ${severity} |`);
    }
    const words = Object.values(reservedWords).flatMap((each) => Object.keys(each));
    for (const word of words) expect(page).toContain(`\`${word}\``);
  });

  test('shows examples that are right, once what they refer to exists', () => {
    const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text!);
    expect(examples.length).toBeGreaterThan(5);
    const fatal = new Set(['unknown-reference', 'missing-switch', 'missing-secret']);
    for (const text of examples) {
      const { diagnostics } = check(text);
      const errors = diagnostics.filter(({ severity }) => severity === 'error');
      expect(
        errors.filter(({ code }) => !fatal.has(code)),
        text,
      ).toEqual([]);
    }
  });
});
